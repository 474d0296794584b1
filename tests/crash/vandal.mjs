// Does to cache/ whatever a person, a full disk or a bad backup might, while
// the program runs.  Each deed in turn, at odd moments.
import { randomBytes } from 'node:crypto';
import { chownSync, copyFileSync, existsSync, openSync, readdirSync, renameSync,
  rmSync, closeSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { kPatience } from '../web/suite.mjs';

const kPage = 4096;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Vandal {
  constructor(instance) {
    this.cache = join(instance.folder, 'cache');
    this.index = join(this.cache, 'index.db');
    this.data = instance.data;
    this.copy = join(instance.folder, 'old-index.db');
    this.owner = statSync(instance.data);
    this.deeds = {};
    this.last = 'nothing';
  }

  // --- the deeds ---

  deleteAll() {
    for (const name of readdirSync(this.cache))
      rmSync(join(this.cache, name), { recursive: true });
  }
  // Its log stays behind, which must not meet the next index.
  deleteIndex() { rmSync(this.index); }
  deleteLog() { rmSync(`${this.index}-wal`); }
  garbage() { this.overwrite(0, statSync(this.index).size); }
  garbageAtFront() { this.overwrite(0, kPage); }
  garbageInside() {
    const pages = Math.floor(statSync(this.index).size / kPage);
    for (let n = 0; n < 4; n++)
      this.overwrite(Math.floor(Math.random() * pages) * kPage, kPage);
  }
  empty() { truncateSync(this.index, 0); }
  cutOff() { truncateSync(this.index, Math.floor(statSync(this.index).size / 2)); }
  cutInPage() { truncateSync(this.index, statSync(this.index).size - 1000); }
  anotherFile() {
    this.put(randomBytes(3 * kPage));
  }
  // The housekeeper has to look at every file: nobody tells it which.
  loseJournal() {
    const folder = join(this.data, 'journal');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  }
  // As it was some deeds ago, without its log.
  oldCopy() {
    if (existsSync(this.copy)) this.putFile(this.copy);
    copyFileSync(this.index, this.copy);
  }

  // --- how ---

  overwrite(offset, count) {
    const file = openSync(this.index, 'r+');
    writeSync(file, randomBytes(count), 0, count, offset);
    closeSync(file);
  }

  put(bytes) {
    const beside = join(this.cache, 'another');
    const file = openSync(beside, 'w', 0o600);
    writeSync(file, bytes);
    closeSync(file);
    this.bring(beside);
  }

  putFile(from) {
    const beside = join(this.cache, 'another');
    copyFileSync(from, beside);
    this.bring(beside);
  }

  bring(beside) {
    chownSync(beside, this.owner.uid, this.owner.gid);
    renameSync(beside, this.index);
  }

  once(name) {
    try {
      this[name]();
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;  // there is none just now
      return;
    }
    this.deeds[name] = (this.deeds[name] ?? 0) + 1;
    this.last = name;
  }

  // For `ms` at least, and until `enough` says so.
  async run(ms, enough) {
    const names = ['deleteAll', 'garbage', 'oldCopy', 'garbageInside', 'empty',
                   'deleteIndex', 'oldCopy', 'cutOff', 'garbageAtFront',
                   'deleteLog', 'cutInPage', 'oldCopy', 'anotherFile',
                   'loseJournal'];
    const until = Date.now() + ms;
    const isOver = () => Date.now() > until &&
      (enough() || Date.now() > until + kPatience);
    for (let turn = 0; !isOver(); turn++) {
      this.once(names[turn % names.length]);
      await pause(50 + Math.random() * 600);
    }
  }
}
