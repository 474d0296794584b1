// Ends processes of one instance: children of its master, found by the
// master's id and never by a name.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, parentOf, stat } from '../bench/processes.mjs';

// The whole storm, as `make test-faults` has it.
export const isFull = process.argv.includes('full');

const kHousekeeperEvery = 12;  // kills
const kHangupEvery = 20;
const kYoung = 5;  // s; who dies younger makes the pool wait longer
const ticks = 100;  // of /proc, a second
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function holds(pid, file) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(
      (fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
  } catch { return false; }
}

function age(pid) {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return uptime - Number(stat(pid)[19] ?? 0) / ticks;
}

export class Killer {
  constructor(instance) {
    this.instance = instance;
    this.master = Number(
      readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
    this.index = join(instance.folder, 'cache', 'index.db');
    this.tries = 0;
  }

  // As the master has seen it.
  kills(whom = '(worker|housekeeper)') {
    const told = new RegExp(`what="${whom}.* killed by signal 9`, 'g');
    return (this.instance.log('supportd').match(told) ?? []).length;
  }
  hangups() {
    return (this.instance.log('supportd').match(/rolling the workers/g) ?? [])
      .length;
  }

  // Whoever is at work rather than one that waits, if there is one soon.
  async choose() {
    const all = childrenOf(this.master);
    const isHousekeeper = (pid) => holds(pid, this.index);
    if (this.tries % kHousekeeperEvery === kHousekeeperEvery - 1) {
      return all.find(isHousekeeper);
    }
    const workers = all.filter((pid) => !isHousekeeper(pid));
    const old = workers.filter((pid) => age(pid) > kYoung);
    const some = old.length ? old : workers;
    for (let looks = 0; looks < 20; looks++) {
      const busy = some.filter((pid) => 'RD'.includes(stat(pid)[0] ?? 'S'));
      if (busy.length) return busy[Math.floor(Math.random() * busy.length)];
      await pause(1);
    }
    return some[Math.floor(Math.random() * some.length)];
  }

  async once() {
    const pid = await this.choose();
    this.tries += 1;
    if (this.tries % kHangupEvery === 0) process.kill(this.master, 'SIGHUP');
    // Still a child of the master: the number may have gone to somebody else.
    if (pid && parentOf(pid) === this.master) {
      process.kill(pid, 'SIGKILL');
    }
  }

  // Kills every `interval` ms until `enough` says so or `deadline` ms are over.
  async run(interval, enough, deadline) {
    const until = Date.now() + deadline;
    while (!enough() && Date.now() < until) {
      await this.once();
      await pause(interval * (0.5 + Math.random()));
    }
    return existsSync(`/proc/${this.master}`);
  }
}
