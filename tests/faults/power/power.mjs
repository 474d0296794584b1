// Power cuts and sick disks in a machine of our own; README beside this.
//   power.mjs [full] [cuts|control|sick] [ext4|xfs]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from '../../programs.mjs';
import { Chain } from './cuts.mjs';
import { stopAll } from './machine.mjs';
import { lying, refusing } from './sick.mjs';

const cuts = Number(process.env.POWER_CUTS ?? 20);
const sickTimes = 5;
const parts = join(process.env.BUILD, 'faults', 'machine');
const base = mkdtempSync(join(tmpdir(), 'power-'));
process.on('exit', () => {
  stopAll();
  rmSync(base, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    console.log(`FAILED: power: ended by ${signal}`);
    process.exit(1);
  });
}

let failed = 0;
async function trial(name, work) {
  const began = Date.now();
  let result;
  try {
    result = await work();
  } catch (error) {
    result = { good: false, lines: [], said: [error.message] };
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  for (const line of result.lines) console.log(`${line} (${seconds} s)`);
  if (result.good) return;
  failed += 1;
  console.log(`FAILED: power: ${name}`);
  for (const line of result.said.slice(-40)) console.log(`  ${line}`);
}

// Cuts of a store or a disk that does not sync: the check must see it.
const control = (fs, what, words, caches) => trial(`${fs}: ${what}`,
  async () => {
    const chain = await new Chain(parts, base, fs, words, caches, 2000).run(1);
    return { good: chain.lost > 0, said: chain.wrong, lines: [
      `control=7 lost=${chain.lost} doubled=0 what=${fs}, ${what}, of ` +
        `${chain.acknowledged}`] };
  });

const trials = {
  cuts: (fs) => trial(`${fs}: power cuts`, async () => {
    const chain = await new Chain(parts, base, fs).run(cuts);
    return { good: chain.wrong.length === 0 && chain.cuts === cuts,
             said: chain.wrong, lines: [
               `${chain.counts('row=7')} what=${fs}: power cuts, the disk's ` +
               `cache: ${chain.caches_lost()}; ${chain.appended} appends ` +
               'afterwards'] };
  }),
  control: async (fs) => {
    await control(fs, 'never synced', { program: 'power-no-sync' }, ['kept']);
    await control(fs, 'flushes ignored', {}, ['lying']);
  },
  sick: async (fs) => {
    await trial(`${fs}: a disk that refuses`,
                () => refusing(parts, base, fs, sickTimes));
    await trial(`${fs}: a disk that lies`, () => lying(parts, base, fs));
  },
};

// What is not there: a sentence, or nothing.
function cannotRun() {
  const absent = missing('qemu-system-x86_64', 'mkfs.ext4', 'mkfs.xfs',
                         'busybox', 'cpio', 'dmsetup', 'dpkg', 'apt-get',
                         'strip', 'ldd', 'gzip');
  if (absent) return absent;
  try {
    execFileSync(join(dirname(fileURLToPath(import.meta.url)), 'machine'),
                 { stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    return `no machine (${error.status})`;
  }
  return existsSync(join(parts, 'vmlinuz')) ? '' : 'no kernel';
}

const wish = process.argv.slice(2);
const systems = ['ext4', 'xfs'].filter(
  (fs) => wish.includes(fs) || !(wish.includes('ext4') || wish.includes('xfs')));
const kinds = Object.keys(trials).filter(
  (kind) => wish.includes(kind) || !wish.some((word) => word in trials));
const why = cannotRun();
if (why) {
  console.log(`skipped: power: ${why}`);
} else {
  // The two file systems side by side: each machine waits much of its time.
  await Promise.all(systems.map(async (fs) => {
    for (const kind of kinds) await trials[kind](fs);
  }));
}
process.exit(failed === 0 ? 0 : 1);
