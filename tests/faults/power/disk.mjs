// What a disk holds after its power was cut.  QEMU's SIGKILL takes the guest's
// memory and nothing else: whatever reached the disk stays.  A real disk may
// also lose what was in its own write cache, all but what was flushed, in any
// order.  QEMU's log of writes and flushes (blklogwrites; the format is
// dm-log-writes') tells that apart, so both kinds can be had.
import { closeSync, copyFileSync, openSync, readSync, renameSync, writeSync,
         fstatSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const kSector = 512;
const kBlock = 4096;  // what a disk writes whole or not at all
const kMagic = 0x6a736677736872n;
const kFlush = 1;
const kDiscard = 4;

function at(fd, offset, length) {
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, offset);
  return bytes;
}

// Entries {sector, sectors, flags, offset of the data}, in order.  has_gap: one
// was on its way when the power went and others are behind it.
function entriesOf(fd) {
  const head = at(fd, 0, kSector);
  if (head.readBigUInt64LE(0) !== kMagic) throw new Error('no log of writes');
  const size = fstatSync(fd).size;
  const entries = [];
  for (let offset = kSector; offset < size;) {
    const entry = at(fd, offset, 32);
    const sectors = Number(entry.readBigUInt64LE(8));
    const flags = Number(entry.readBigUInt64LE(16));
    if (sectors === 0 && flags === 0) break;
    offset += kSector;
    entries.push({ sector: Number(entry.readBigUInt64LE(0)), sectors, flags,
                   offset });
    if (!(flags & kDiscard)) offset += sectors * kSector;
  }
  return { entries, has_gap: entries.length < Number(head.readBigUInt64LE(16)) };
}

function apply(disk, log, entry, chosen) {
  if (entry.flags & kDiscard) return;
  const bytes = entry.sectors * kSector;
  const data = at(log, entry.offset, bytes);
  for (let from = 0; from < bytes; from += kBlock) {
    if (!chosen()) continue;
    const length = Math.min(kBlock, bytes - from);
    writeSync(disk, data, from, length, entry.sector * kSector + from);
  }
}

export function copy(from, to) {
  const done = spawnSync('cp', ['--sparse=always', from, to]);
  if (done.status !== 0) copyFileSync(from, to);
}

// Makes `disk` what it is after the cut.  `before` is a copy from before the
// boot.  Tells what became of the disk's cache:
//   kept   nothing was in it
//   lost   all that was not flushed is lost
//   some   of that, each block is there or not
//   lying  the flushes were believed, and the second half of all was lost
export function cutPower(folder, cache) {
  if (cache === 'kept') return cache;
  const log = openSync(join(folder, 'log'), 'r');
  const { entries, has_gap } = entriesOf(log);
  if (has_gap) {
    closeSync(log);
    return 'kept';
  }
  const last = cache === 'lying' ? Math.floor(entries.length / 2)
    : entries.findLastIndex((entry) => entry.flags & kFlush);
  const disk = openSync(join(folder, 'before'), 'r+');
  entries.forEach((entry, i) => {
    if (i < last) apply(disk, log, entry, () => true);
    else if (cache === 'some') {
      apply(disk, log, entry, () => Math.random() < 0.5);
    }
  });
  closeSync(disk);
  closeSync(log);
  renameSync(join(folder, 'before'), join(folder, 'disk'));
  return cache;
}
