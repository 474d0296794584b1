// The catch-up as a program of its own (catch_up.cc) with an index of its own,
// killed at any point and begun again at once.
import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, mkdirSync, statSync,
} from 'node:fs';
import { join } from 'node:path';
import { stat } from '../bench/processes.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class CatchUps {
  // build: where the program is, which is copied to where it may be read.
  constructor(instance, build, name) {
    Object.assign(this, { instance, kills: 0, atWork: 0, stopped: false });
    this.program = join(instance.folder, 'catch-up');
    if (!existsSync(this.program))
      copyFileSync(join(build, 'catch-up'), this.program);
    this.cache = join(instance.folder, name);
    this.index = join(this.cache, 'index.db');
    const { uid, gid } = statSync(instance.data);
    mkdirSync(this.cache, { mode: 0o700 });
    chownSync(this.cache, uid, gid);
  }

  start(...words) {
    const { uid, gid } = statSync(this.instance.data);
    return spawn(this.program, [this.instance.data, this.cache, ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
      ...(process.getuid() === 0 ? { uid, gid } : {}) });
  }

  // Reads whatever there is, undisturbed.
  async finish() {
    const child = this.start('once');
    const status = await new Promise((done) => child.on('exit', done));
    if (status !== 0) throw new Error(`catch-up ended with ${status}`);
  }

  async once() {
    const child = this.start();
    const end = new Promise((done) => child.on('exit', (_, by) => done(by)));
    await pause(2 + Math.random() ** 2 * 80);
    if ('RD'.includes(stat(child.pid)[0] ?? 'S')) this.atWork += 1;
    child.kill('SIGKILL');
    if (await end !== 'SIGKILL') throw new Error('catch-up ended by itself');
    this.kills += 1;
  }

  async run() {
    while (!this.stopped) await this.once();
  }
}
