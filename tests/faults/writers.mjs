// Writers: drivers that send one message after the other into one
// conversation, and what they were told.
import { judge } from './harness.mjs';

const kForever = 100_000_000;
const kLongest = 900_000;  // ms, of one that writes all its messages

export class Writer {
  // bytes: of each message; fault, under, env: as harness.mjs has them.
  constructor(store, name, { bytes = 100, fault = '', under = [], env = {},
  } = {}) {
    Object.assign(this, { store, name, bytes, fault, under, env, next: 0,
                          told: new Map(), times: [], refused: [] });
  }

  hear(line) {
    const [key, n] = line.split(' ');
    if (key === '-') return void this.refused.push(n);
    if (!/^\S+-\d+$/.test(key) || !/^\d+$/.test(n ?? '')) return;
    this.told.set(key, Number(n));
    this.times.push(Date.now());
    this.next = Number(key.split('-').pop()) + 1;
  }

  // From the first that nobody was told of, under the same key as before.
  // onChild: gets the process.
  async write(count = kForever, onChild) {
    let rest = '';
    const begun = (child) => {
      child.stdout.on('data', (piece) => {
        const lines = (rest + piece).split('\n');
        rest = lines.pop();
        for (const line of lines) this.hear(line);
      });
      onChild?.(child);
    };
    const { store } = this;
    return store.drive(
      ['writer', store.token, store.id, this.name, this.next, count,
       this.bytes],
      { fault: this.fault, under: this.under, env: this.env, onChild: begun,
        timeout: kLongest });
  }
}

// What writers of one store were told, held against its files.
export function judgeAll(store, writers, count) {
  const all = new Map(writers.flatMap((one) => [...one.told]));
  count.acknowledged += all.size;
  count.reported += writers.reduce((sum, one) => sum + one.refused.length, 0);
  judge(store.conversations(), all, count);
}

// Status and words of verify on a store.
export async function verified(store) {
  const { out } = await store.drive(['verify']);
  return { isClean: /^done 0$/m.test(out), out };
}

