// Row 17: a disk that takes 300 ms for each fdatasync.  Whoever writes to it
// waits, and is told only then; killed meanwhile nobody loses what he was
// told; other conversations go on at their own pace.
import { cannotTrace, skipPart } from '../programs.mjs';
import { Count, Store, fail, isFull } from './harness.mjs';
import { Writer, judgeAll, verified } from './writers.mjs';

const kDelay = 300;  // ms
const kSends = isFull ? 20 : 5;
const slow = ['strace', '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync',
              '-e', `inject=fdatasync:delay_enter=${kDelay * 1000}`];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Longest wait between two acknowledgements, in ms.
const waits = ({ times }) => times.slice(1).map((at, n) => at - times[n]);

// So many writers whose disk is slow, one after the other by the lock.
async function slowWriters(store, fault, many = 3) {
  const writers = Array.from({ length: many }, (_, n) =>
    new Writer(store, `slow-writer${n}`, { under: slow, fault }));
  const began = Date.now();
  await Promise.all(writers.map((one) => one.write(kSends)));
  return { writers, began };
}

// How many acknowledgements came before the disk can have written that much.  A
// busy machine only makes them later.
function soonerThanTheDisk({ writers, began }) {
  const all = writers.flatMap((one) => one.times);
  const possible = Math.floor((Math.max(...all) - began) / (kDelay * 0.8));
  return Math.max(0, all.length - possible);
}

async function held() {
  const store = await Store.begun();
  const count = new Count();
  // A conversation of its own, in the same store.
  const other = new Store(store.folder);
  other.token = store.token;
  const { out } = await store.drive(['create', store.token, 'key-other']);
  other.id = /^id (\S+)$/m.exec(out)[1];
  const quick = new Writer(other, 'quick-writer');
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      await quick.write(5);
      await pause(20);
    }
  })();
  const slowOnes = await slowWriters(store, '');
  const { writers } = slowOnes;
  isOver = true;
  await others;

  const wait = waits(quick).sort((a, b) => a - b);
  const most = wait[Math.floor(wait.length * 0.95)];
  console.log(`  other conversations: ${wait.length} sends, 95 % within ` +
              `${most} ms`);
  // A writer that waits for the slow ones gets one turn for each of theirs at
  // most.
  if (wait.length < 1.5 * writers.length * kSends)
    fail(`other conversations wait: ${wait.length} sends`);
  count.cases = writers.length * kSends;
  count.lost += soonerThanTheDisk(slowOnes);
  judgeAll(store, [...writers, quick], count);
  const { isClean, out: found } = await verified(store);
  if (!isClean) fail(`slow disk: verify: ${found.slice(0, 800)}`);
  return count;
}

// Killed while the disk takes its time.
async function killed() {
  const store = await Store.begun();
  const count = new Count();
  const writer = new Writer(store, 'slow-writer', { under: slow });
  for (let n = 0; n < kSends; n++) {
    await writer.write(undefined, async (child) => {
      const before = writer.told.size;
      while (writer.told.size === before) await pause(5);
      await pause(kDelay * Math.random());
      if (child.kill('SIGKILL')) count.kills += 1;
    });
    count.cases += 1;
  }
  writer.under = [];
  await writer.write(1);
  judgeAll(store, [writer], count);
  return count;
}

skipPart('a slow disk', cannotTrace());
(await held()).row(17, 'fdatasync takes 300 ms');
(await killed()).row(17, 'fdatasync takes 300 ms, its writer is killed');
const count = new Count();
count.lost = soonerThanTheDisk(await slowWriters(await Store.begun(), 'no-sync', 1));
count.control(17, 'never asks the disk');
