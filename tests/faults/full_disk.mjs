// Row 6: the disk is full, or the file as large as it may be, in the middle of
// a write; then there is room again.  What tests/web/full_disk.mjs shows of the
// answers and pages, this counts.
import { appendFileSync, mkdirSync, rmSync, statSync, truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { missing } from '../programs.mjs';
import { CommandError, runSync } from '../web/command.mjs';
import { Count, Store, fail, freshFolder, isFull } from './harness.mjs';
import { Writer, judgeAll, verified } from './writers.mjs';

const kEach = isFull ? 2000 : 300;
const kWriters = 3;
const kRoom = 300_000;  // bytes left at first

const sh = (program, ...words) => runSync(program, words);

// Mounts a small file system and gives its folder, to be passed to `umount`.
const kDisks = {
  tmpfs(folder) {
    sh('mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder);
  },
  ext4(folder) {
    const image = `${folder}.img`;
    sh('truncate', '-s', '10M', image);
    sh('mkfs.ext4', '-q', '-O', '^has_journal', image);
    sh('mount', '-o', 'loop', image, folder);
  } };

const kPrograms = { tmpfs: ['mount', 'umount'],
                    ext4: ['mount', 'umount', 'mkfs.ext4'] };

// Takes all room that is left, but for `free` bytes.
function fill(filler, free) {
  try {
    for (;;) appendFileSync(filler, Buffer.alloc(1 << 16));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  }
  truncateSync(filler, statSync(filler).size - free);
}

// Writes until it was refused often enough, then makes room, then on.
async function filled(store, filler, { fault = '', under = [] } = {}) {
  const count = new Count();
  // Each by itself has more to say than there is room for, so that none is done
  // before it is full, however late the others begin.
  const writers = Array.from({ length: kWriters }, (_, n) =>
    new Writer(store, `writer${n}`, { bytes: 1100 + 900 * n, fault, under }));
  await Promise.all(writers.map((one) => one.write(kEach)));
  const refused = writers.map((one) => one.refused.length);
  if (filler) rmSync(filler);
  for (const one of writers) one.under = [];
  const before = writers.map((one) => one.told.size);
  await Promise.all(writers.map((one) => one.write(50)));
  count.cases = kWriters * (kEach + 50);
  judgeAll(store, writers, count);
  if (fault) return count;
  if (refused.some((many) => many < 5)) fail(`was never full: ${refused}`);
  writers.forEach((one, n) => {
    if (one.told.size !== before[n] + 50)
      fail(`with room again ${one.told.size - before[n]} of 50 went through`);
  });
  if (store.isLatched) fail('a full disk latched the storage');
  const { isClean, out } = await verified(store);
  if (!isClean) fail(`full disk: verify: ${out.slice(0, 800)}`);
  return count;
}

async function onDisk(name, options) {
  const folder = freshFolder();
  mkdirSync(folder);
  kDisks[name](folder);
  try {
    const store = new Store(join(folder, 'store'), await Store.begun());
    const filler = join(folder, 'filler');
    fill(filler, kRoom);
    return await filled(store, filler, options);
  } finally {
    sh('umount', folder);
  }
}

for (const name of Object.keys(kDisks)) {
  const why = missing(...kPrograms[name]);
  if (why) {
    console.log(`skipped: faults: a full ${name} (${why})`);
    continue;
  }
  try {
    (await onDisk(name)).row(6, `a full ${name}, then room again`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(`skipped: faults: a full ${name} ` +
                `(${error.stderr.trim().split('\n')[0] || error.code})`);
  }
}

const limited = ['bash', '-c', 'ulimit -f 300; exec "$@"', 'limited'];
(await filled(await Store.begun(), null, { under: limited }))
  .row(6, 'a file as large as `ulimit -f` lets it be');
(await filled(await Store.begun(), null,
              { under: limited, fault: 'errors-ignored' }))
  .control(6, 'ignores what write and fdatasync answer');
