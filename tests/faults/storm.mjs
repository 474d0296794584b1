// Rows 1, 2 and 5: many processes append to one conversation; they are killed
// at any moment; write(2) takes a few bytes at a time.
import { join } from 'node:path';
import { Count, Store, fail, isFull, seen } from './harness.mjs';
import { Writer, judgeAll, verified } from './writers.mjs';

const kWriters = 8;
const kShim = { LD_PRELOAD: join(process.env.BUILD, 'faults', 'shim.so') };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function mustBeSound(store, what) {
  const { isClean, out } = await verified(store);
  if (!isClean) fail(`${what}: verify: ${out.slice(0, 800)}`);
}

// --- row 1, and 5 with the shim ---

async function together(each, bytes, { fault = '', env = {} } = {}) {
  const store = await Store.begun();
  const count = new Count();
  const writers = Array.from({ length: kWriters }, (_, n) =>
    new Writer(store, `writer${n}`, { bytes, fault, env }));
  await Promise.all(writers.map((one) => one.write(each)));
  judgeAll(store, writers, count);
  count.cases = kWriters * each;
  if (!fault) {
    const numbers = store.conversations().flat().map((one) => one.n);
    if (numbers.some((n, at) => n !== at + 1)) fail('n has a gap');
    if (count.acknowledged + count.reported !== count.cases)
      fail(`${count.acknowledged} acknowledged of ${count.cases}`);
    if (count.reported) fail(`${count.reported} refused for no reason`);
    await mustBeSound(store, 'together');
  }
  store.remove();
  return count;
}

// --- row 2 ---

// Writes until it is killed, or has written so many.
async function cutOff(writer, most, count) {
  const { signal } = await writer.write(most, async (child) => {
    const before = writer.told.size;
    const isThere = () => child.exitCode === null && child.signalCode === null;
    // At work, not at its start, however long that takes: who is killed before
    // would come back later than a repetition is looked for.
    while (writer.told.size === before && isThere()) await pause(1);
    await pause(Math.random() ** 2 * 30);
    child.kill('SIGKILL');
  });
  count.cases += 1;
  if (signal === 'SIGKILL') count.kills += 1;
}

// In rounds: each writer tries again, under its old key, what was cut off in
// the last one.  A repetition is found in the last 64 KiB or 200 lines; without
// rounds a starved writer came back after hundreds of the others' messages,
// which no customer can send between two tries.
async function killed(kills, options) {
  const store = await Store.begun();
  const count = new Count();
  const writers = Array.from({ length: 4 }, (_, n) =>
    new Writer(store, `writer${n}`, options));
  const most = options.bytes <= 100 ? 40 : 5;
  while (count.kills < kills)
    await Promise.all(writers.map((one) => cutOff(one, most, count)));
  // Whatever the last kill cut off is sealed, and goes through now.
  await Promise.all(writers.map((one) => one.write(1)));
  judgeAll(store, writers, count);
  if (!options.fault) await mustBeSound(store, 'storm');
  store.remove();
  return count;
}

async function storm(kills, what, options) {
  const most = 100;  // kills of one store
  const count = new Count();
  for (let done = 0; done < kills; done += most)
    count.add(await killed(Math.min(most, kills - done), options));
  count.row(2, `kill -9 of writers, ${what}`);
}

(await together(isFull ? 9000 : 250, 100))
  .row(1, `${kWriters} processes, one conversation`);
(await seen(() => together(isFull ? 250 : 25, 100, { fault: 'no-lock' })))
  .control(1, 'takes no lock');

await storm(isFull ? 2000 : 100, 'short messages', { bytes: 100 });
await storm(isFull ? 300 : 20, 'lines of 48 KB', { bytes: 48_000 });
await storm(isFull ? 500 : 40, 'writes of 7 bytes',
            { bytes: 4000, env: kShim });
(await seen(() => killed(40, { bytes: 4000, env: kShim, fault: 'no-seal' })))
  .control(2, 'does not seal a torn line');

(await together(isFull ? 100 : 10, 2000, { env: kShim }))
  .row(5, 'write(2) takes 7 bytes at a time, and is interrupted');
(await together(5, 2000, { env: kShim, fault: 'one-write' }))
  .control(5, 'writes once and looks away');
