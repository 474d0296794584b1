// Row 4: a send, a create and an upload in which one system call fails, each
// with each error.  It is refused, or gets over it; nothing acknowledged is
// lost; nothing hangs or dies; EIO latches the storage and nothing else does;
// after `storage clear` the same deed again goes through, once.
import { cannotTrace, skipPart } from '../programs.mjs';
import { Count, Store, acknowledgedBy, callsOf, fail, inParallel, isFull,
  judge, lostAtOnce, outcomes, tampering, told } from './harness.mjs';

const kErrors = isFull
  ? ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ESTALE', 'ENOLCK', 'EMFILE', 'EBADF',
     'EINTR', 'EACCES']
  : ['ENOSPC', 'EIO', 'EINTR', 'EMFILE'];
const kCalls = new Set([
  'openat', 'flock', 'statx', 'newfstatat', 'access', 'pread64', 'write',
  'pwrite64', 'fdatasync', 'fsync', 'rename', 'close', 'mkdir', 'link',
  'unlink', 'fchmod', 'getdents64', 'read', 'timer_create']);
const kKey = 'key-deed', kNext = 'key-next';

const kDeeds = {
  'a send': { from: () => Store.begun(),
              words: (store) => store.send(kKey, 300),
              next: (store) => store.send(kNext) },
  ...(isFull ? {
    'the first create of all': {
      from: () => Store.empty(), words: (store) => store.create(kKey),
      next: (store) => store.create(kNext) },
    'a further create': {
      from: () => Store.begun(), words: (store) => store.create(kKey),
      next: (store) => store.send(kNext) },
    'an upload': {
      from: () => Store.begun(), words: (store) => store.upload(kKey),
      next: (store) => store.upload(kNext, 6000) } } : {}) };

// Those that are asked for what they do to the disk: an EIO of these latches.
const kWrites = new Set(['write', 'pwrite64', 'fdatasync', 'fsync']);

// What the deed with its fault came to, held against the rules.
function ruled(store, where, error, name, cut) {
  const [outcome = ''] = outcomes(cut.out);
  if (cut.hung) fail(`${where}: hangs`);
  else if (!outcome && cut.status !== 2)
    fail(`${where}: died: ${cut.signal ?? cut.status} ${cut.err}`);
  if (store.isLatched && error !== 'EIO') fail(`${where}: latched`);
  if (error === 'EIO' && kWrites.has(name) && /^failed/.test(outcome) &&
      !store.isLatched) fail(`${where}: did not latch: ${outcome}`);
  if (error === 'EINTR' && outcome && !told(outcome))
    fail(`${where}: is not tried again: ${outcome}`);
}

async function failedAt({ call: [name, which], error }, from, deed, fault, count) {
  const store = from.copy();
  const words = deed.words(store);
  const cut = await store.drive(words, {
    fault, under: tampering(name, `error=${error}:when=${which}`) });
  const where = `${words[0]}, ${error} at ${name} ${which}`;
  if (!fault) ruled(store, where, error, name, cut);
  const clear = store.isLatched ? ['clear', ','] : [];
  lostAtOnce(store, kKey, told(outcomes(cut.out)[0]), count);
  const again = await store.drive(
    [...clear, ...words, ',', ...deed.next(store), ',', 'verify'], { fault });
  const lines = outcomes(again.out).slice(clear.length ? 1 : 0);
  const [second, next, verified] = lines;
  if (!fault && !(told(second) && told(next) && verified === 'done 0'))
    fail(`${where}: afterwards: ${again.out}${again.err}`);
  if (store.isLatched) fail(`${where}: the latch stays`);
  count.cases += 1;
  const [first] = outcomes(cut.out);
  if (!told(first)) count.reported += 1;
  const acknowledged = acknowledgedBy(
    [[kKey, first], [kKey, second], [kNext, next]], count);
  judge(store.conversations(), acknowledged, count);
  store.remove();
}

// strace does not let a call that it fails happen: a close(2) that answers
// EINTR has closed the file in truth.  access(2) needs no room and no number.
function canBe({ call: [name], error }) {
  if (name === 'close') return error !== 'EINTR';
  return name !== 'access' || ['EIO', 'EINTR'].includes(error);
}

async function trial(what, errors, fault = '') {
  const deed = kDeeds[what];
  const from = await deed.from();
  const count = new Count();
  const sample = from.copy();
  const calls = (await callsOf(sample, deed.words(sample), fault))
    .filter(([name]) => kCalls.has(name));
  const cases = calls.flatMap(
    (call) => errors.map((error) => ({ call, error }))).filter(canBe);
  await inParallel(cases, (one) => failedAt(one, from, deed, fault, count));
  return count;
}

skipPart('an error at each system call', cannotTrace());
for (const what of Object.keys(kDeeds)) {
  (await trial(what, kErrors)).row(4, `${what}, each error at each system call`);
}
(await trial('a send', ['ENOSPC'], 'errors-ignored'))
  .control(4, 'ignores what write and fdatasync answer');
