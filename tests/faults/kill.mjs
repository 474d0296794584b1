// Row 3: a send, a create and an upload killed at every one of their system
// calls.  What was acknowledged is there; the same deed again is there once;
// the next one goes through; verify finds no damage.
//
// A further deed (a redaction, for instance) is one more entry in kDeeds.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cannotTrace, skipPart } from '../programs.mjs';
import { Count, Store, acknowledgedBy, callsOf, fail, inParallel, isFull,
  judge, lostAtOnce, outcomes, tampering, told } from './harness.mjs';

const kKey = 'key-deed', kNext = 'key-next';

// from: the store it is done to; words: the deed; next: the one after it.
const kDeeds = {
  'a send': { from: () => Store.begun(),
              words: (store) => store.send(kKey, 300),
              next: (store) => store.send(kNext) },
  'the first create of all': { from: () => Store.empty(),
                               words: (store) => store.create(kKey),
                               next: (store) => store.create(kNext) },
  'a further create': { from: () => Store.begun(),
                        words: (store) => store.create(kKey),
                        next: (store) => store.send(kNext) },
  'an upload': { from: () => Store.begun(),
                 words: (store) => store.upload(kKey),
                 next: (store) => store.upload(kNext, 6000) } };

// Every attachment that a record names has the bytes that it tells of.
function missingFiles(store) {
  const hashes = new Set(store.files('files').map((file) =>
    createHash('sha256').update(readFileSync(file)).digest('hex')));
  return store.conversations().flat().filter(
    (one) => one.k === 'file' && !hashes.has(one.sha256)).length;
}

async function killedAt([name, which], from, deed, fault, count) {
  const store = from.copy();
  const words = deed.words(store);
  const cut = await store.drive(words, {
    fault, under: tampering(name, `signal=SIGKILL:when=${which}`) });
  lostAtOnce(store, kKey, told(outcomes(cut.out)[0]), count);
  const again = await store.drive(
    [...words, ',', ...deed.next(store), ',', 'verify'], { fault });
  const [first] = outcomes(cut.out);
  const [second, next, verified] = outcomes(again.out);
  count.cases += 1;
  if (cut.signal === 'SIGKILL') count.kills += 1;
  const acknowledged = acknowledgedBy(
    [[kKey, first], [kKey, second], [kNext, next]], count);
  if (!first) count.reported += 1;
  if (fault === '') {
    const where = `killed at ${name} ${which}`;
    if (cut.hung || again.hung) fail(`${words[0]} hangs, ${where}`);
    if (!told(second) || !told(next))
      fail(`${words[0]} ${where}: ${again.out}${again.err}`);
    if (verified !== 'done 0')
      fail(`${words[0]} ${where}: verify: ${again.out}`);
    count.lost += missingFiles(store);
  }
  judge(store.conversations(), acknowledged, count);
  store.remove();
}

async function trial(what, fault = '') {
  const deed = kDeeds[what];
  const from = await deed.from();
  const count = new Count();
  const sample = from.copy();
  const calls = await callsOf(sample, deed.words(sample), fault);
  await inParallel(calls, (call) => killedAt(call, from, deed, fault, count));
  return count;
}

skipPart('killed at every system call', cannotTrace());
for (const what of Object.keys(kDeeds)) {
  (await trial(what)).row(3, `${what}, killed at every system call`);
}
(await trial('a send', 'ack-before-write'))
  .control(3, 'acknowledges before it writes');
if (isFull) {
  (await trial('a send', 'no-dedupe')).control(3, 'looks for no repetition');
}
