// One boot of the machine in which the store runs: QEMU without KVM, Debian's
// kernel, our own init (the file beside this).  The power is cut by SIGKILL.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const kPatience = 400_000;  // ms of silence, on a host that is busy
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const running = new Set();

export function stopAll() {
  for (const child of running) child.kill('SIGKILL');
}

// The disk as the kernel has it; every write and flush goes into the log too.
// no-flush: the host need not sync what only our SIGKILL endangers.
function disks(folder) {
  const file = (name) =>
    `driver=file,filename=${join(folder, name)},cache.no-flush=on,node-name=`;
  return [
    '-blockdev', `${file('disk')}disk-file`,
    '-blockdev', `${file('log')}log-file`,
    '-blockdev', 'driver=blklogwrites,node-name=disk,file=disk-file,' +
      'log=log-file,log-sector-size=512',
    '-device', 'virtio-blk-pci,drive=disk,write-cache=on,discard=off,' +
      'write-zeroes=off',
    '-blockdev', `${file('told')}told,read-only=on`,
    '-device', 'virtio-blk-pci,drive=told'];
}

export class Machine {
  // folder: holds disk, log, told; words: for init's command line.
  constructor(parts, folder, words) {
    Object.assign(this, { folder, speech: join(folder, 'speech'),
                          console: join(folder, 'console') });
    const told = Object.entries(words).map(([key, value]) =>
      `power.${key}=${value}`);
    this.child = spawn('qemu-system-x86_64', [
      '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '384',
      '-machine', 'q35', '-nodefaults', '-no-user-config', '-no-reboot',
      '-display', 'none', '-kernel', join(parts, 'vmlinuz'),
      '-initrd', join(parts, 'initrd'), '-append',
      // A busy host is late with the timer, which is no reason to panic.
      'console=ttyS0 quiet panic=-1 mitigations=off no_timer_check ' +
        told.join(' '),
      '-serial', `file:${this.console}`, '-serial', `file:${this.speech}`,
      ...disks(folder)], { stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(this.child);
    this.complaint = '';
    this.child.stderr.on('data', (data) => (this.complaint += data));
    this.ended = new Promise((done) => {
      this.child.on('error', (error) => {
        this.complaint += error;
        running.delete(this.child);
        done();
      });
      this.child.on('exit', () => {
        running.delete(this.child);
        done();
      });
    });
  }

  // What it said, whole lines only: the last may be cut short.
  said() {
    if (!existsSync(this.speech)) return [];
    return readFileSync(this.speech, 'utf8').split('\n').slice(0, -1);
  }

  // Until a line begins so; throws when it ends, or falls silent, before.
  async hears(beginning) {
    const has = (word) => this.said().some((line) => line.startsWith(word));
    let lines = 0;
    for (let last = Date.now(); !has(beginning); await pause(20)) {
      if (this.said().length > lines) {
        lines = this.said().length;
        last = Date.now();
      }
      if (running.has(this.child) && Date.now() - last < kPatience &&
          !has('mount failed')) {
        continue;
      }
      if (has(beginning)) return;  // its last word
      throw new Error(`the machine never said "${beginning}": ` +
        `${this.complaint}${this.tail(this.speech)}${this.tail(this.console)}`);
    }
  }

  tail(file) {
    return existsSync(file) ? readFileSync(file, 'latin1').slice(-1500) : '';
  }

  async cut() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
