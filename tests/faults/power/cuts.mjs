// The same disk, storm after storm, each ended by the power.  The next boot
// checks what all the earlier ones acknowledged, appends to every
// conversation, and begins the next storm.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync, openSync, closeSync }
  from 'node:fs';
import { join } from 'node:path';
import { copy, cutPower } from './disk.mjs';
import { Machine } from './machine.mjs';

const kChain = 10;  // cuts until the disk is made anew
const kDiskBytes = 320 * 1024 * 1024;  // the least that mkfs.xfs takes
const kCaches = ['kept', 'lost', 'some'];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Chain {
  // words: for the machine (program, do); caches: see disk.mjs; least: ms that a
  // storm lasts at least.
  constructor(parts, base, fs, words = {}, caches = kCaches, least = 200) {
    this.folder = join(base, `${fs}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(this.folder);
    Object.assign(this, { parts, fs, words, caches, least, cuts: 0, acknowledged: 0,
                          lost: 0, doubled: 0, appended: 0, notes: 0,
                          wrong: [], how: {}, told: [] });
  }

  freshDisk() {
    const disk = join(this.folder, 'disk');
    rmSync(disk, { force: true });
    writeFileSync(disk, '');
    truncateSync(disk, kDiskBytes);
    const force = this.fs === 'xfs' ? '-f' : '-F';
    const made = spawnSync(`mkfs.${this.fs}`, ['-q', force, disk]);
    if (made.status !== 0) throw new Error(`mkfs: ${made.stderr}`);
    this.told = [];
  }

  boot(words) {
    const file = (name) => join(this.folder, name);
    copy(file('disk'), file('before'));
    writeFileSync(file('told'), this.told.map((line) => `${line}\n`).join(''));
    const size = Buffer.byteLength(this.told.join('\n')) + 1;
    truncateSync(file('told'), Math.ceil((size + 1) / 512) * 512);
    for (const name of ['speech', 'console', 'log']) {
      rmSync(file(name), { force: true });
    }
    closeSync(openSync(file('log'), 'w'));
    truncateSync(file('log'), 2 ** 33);
    return new Machine(this.parts, this.folder,
                       { fs: this.fs, round: this.cuts, ...this.words,
                         ...words });
  }

  // What the machine said after a cut, before its own storm.
  heard(said, is_whole) {
    const wrong = said.filter((line) =>
      /^(lost|doubled|died|mount failed|refused (append|io)|verify [^0]|\/)/
        .test(line) || /^refused write other/.test(line));
    if (is_whole && this.told.length > 0 &&
        !said.some((line) => line.startsWith('verdict'))) {
      wrong.push('no verdict');
    }
    const count = (name) => Number(
      said.join('\n').match(new RegExp(`^verdict.* ${name}=(\\d+)`, 'm'))?.[1]);
    this.lost += count('lost') || 0;
    this.doubled += count('doubled') || 0;
    this.appended += count('appended') || 0;
    this.notes = Math.max(this.notes, Number(
      said.find((line) => /^notes /.test(line))?.split(' ')[1] ?? 0));
    this.wrong.push(...wrong.map((line) => `cut ${this.cuts}: ${line}`));
  }

  // Within the storm; every fifth time while the check appends, just after the
  // power came back.
  async storm(cache) {
    const machine = this.boot({ do: 'storm' });
    const is_early = this.told.length > 0 && this.cuts % 5 === 4;
    await machine.hears(is_early ? 'ok ' : 'the storm begins');
    await pause(is_early ? Math.random() * 300
      : this.least + Math.random() * 3000);
    await machine.cut();
    const said = machine.said();
    this.heard(said, !is_early);
    this.told.push(...said.filter((line) => /^(ok|will) /.test(line)));
    this.acknowledged += said.filter((line) => line.startsWith('ok ')).length;
    this.cuts += 1;
    const done = cutPower(this.folder, cache);
    this.how[done] = (this.how[done] ?? 0) + 1;
  }

  // The last cut of a chain is checked by a boot of its own.
  async look(what = 'read') {
    const machine = this.boot({ do: what });
    await machine.hears('verify ').catch(async (error) => {
      await machine.cut();
      throw error;
    });
    await machine.cut();
    this.heard(machine.said(), true);
    return machine.said();
  }

  async run(many) {
    while (this.cuts < many) {
      this.freshDisk();
      const end = Math.min(many, this.cuts + kChain);
      while (this.cuts < end && this.wrong.length === 0) {
        await this.storm(this.caches[this.cuts % this.caches.length]);
      }
      if (this.wrong.length === 0) await this.look();
      if (this.wrong.length > 0) break;
      console.log(`${this.fs}: ${this.cuts} cuts, ${this.acknowledged} ` +
        `acknowledged, ${this.lost} lost`);
    }
    return this;
  }

  // As the runner of the matrix reads it (../run).
  counts(row) {
    return `${row} cases=${this.cuts} kills=${this.cuts} ` +
      `acknowledged=${this.acknowledged} lost=${this.lost} ` +
      `doubled=${this.doubled} reported=${this.notes}`;
  }

  // What became of what the disk had not been told to flush.
  caches_lost() {
    return Object.entries(this.how)
      .map(([cache, many]) => `${many} ${cache}`).join(', ');
  }
}
