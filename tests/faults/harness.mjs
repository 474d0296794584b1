// What the parts of the fault matrix share: the driver (driver.cc) on stores
// of its own, what is in their files (read by code other than that which wrote
// them), and the lines that run adds up.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordsIn } from '../crash/check.mjs';
import '../programs.mjs';  // for the PATH
import { freshToken } from '../web/http.mjs';
import { kPatience } from '../web/suite.mjs';

export const mode = process.argv[2] ?? 'short';
export const isFull = mode === 'full';
const build = process.env.BUILD;

// What one trial has seen.
export class Count {
  constructor() {
    Object.assign(this, { cases: 0, kills: 0, acknowledged: 0, lost: 0,
                          doubled: 0, reported: 0 });
    // Words about what was lost or doubled, for who looks for the reason.
    Object.defineProperty(this, 'details', { value: [] });
  }
  add(other) {
    for (const name of Object.keys(this)) this[name] += other[name];
    this.details.push(...other.details);
    return this;
  }
  row(number, what) {
    for (const one of this.details) console.log(`  ${one}`);
    const words = Object.entries(this).map((pair) => pair.join('='));
    console.log(`row=${number} ${words.join(' ')} what=${what}`);
  }
  control(number, what) {
    console.log(`control=${number} lost=${this.lost} doubled=${this.doubled} ` +
                `what=${what}`);
  }
}

// The control of a fault that only chance shows: its trial until that was seen.
export async function seen(trial, most = 50) {
  const count = new Count();
  for (let n = 0; n < most && !count.lost && !count.doubled; n++)
    count.add(await trial());
  return count;
}

export function fail(sentence) {
  console.log(`FAILED: ${sentence}`);
  process.exitCode = 1;
}

const scratch = mkdtempSync(join(tmpdir(), 'bookshop-support-faults-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
export const freshFolder = () => join(scratch, String(folders += 1));

// fault: "" or a control of tools.mk.
export const program = (fault = '') => join(build, 'faults', fault, 'driver');

// Runs a program to its end: what it printed, and how it ended.
export function run(command, words, { env = {}, onChild, timeout = kPatience,
} = {}) {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  onChild?.(child);
  let out = '', err = '', hung = false;
  child.stdout.on('data', (piece) => { out += piece; });
  child.stderr.on('data', (piece) => { err += piece; });
  const timer = setTimeout(() => { hung = true; child.kill('SIGKILL'); },
                           timeout);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      done({ out, err, status, signal, hung });
    });
  });
}

// Some at a time, as many as the machine has hands for.
export async function inParallel(all, body, hands = 3) {
  let next = 0;
  const hand = async () => {
    while (next < all.length) await body(all[next++]);
  };
  await Promise.all(Array.from({ length: hands }, hand));
}

// A store that the driver works on.  words: deeds as driver.cc has them.
export class Store {
  constructor(folder = freshFolder(), from = undefined) {
    this.folder = folder;
    if (from) {
      cpSync(from.folder, folder, { recursive: true });
      Object.assign(this, { token: from.token, id: from.id });
    }
  }

  static async empty() {
    const store = new Store();
    store.token = freshToken();
    await store.drive(['init']);
    return store;
  }
  // With one conversation, in which two things were said.
  static async begun() {
    const store = await Store.empty();
    const { out } = await store.drive(['create', store.token, 'key-first']);
    store.id = /^id (\S+)$/m.exec(out)[1];
    await store.drive(store.send('key-second'));
    return store;
  }
  copy() { return new Store(freshFolder(), this); }
  remove() { rmSync(this.folder, { recursive: true, force: true }); }

  send(key, bytes = 100) { return ['send', this.token, this.id, key, bytes]; }
  upload(key, bytes = 5000) {
    return ['upload', this.token, this.id, key, bytes];
  }
  create(key) { return ['create', this.token, key]; }

  // under: a command to run it with, for instance strace and its words.
  drive(words, { fault = '', under = [], ...more } = {}) {
    const all = [...under, program(fault), this.folder, ...words.map(String)];
    return run(all[0], all.slice(1), more);
  }

  get isLatched() { return existsSync(join(this.folder, 'run', 'storage-latched')); }
  files(folder, ending = '') {
    const top = join(this.folder, 'data', folder);
    if (!existsSync(top)) return [];
    return readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name));
  }
  // A list of records for each conversation.
  conversations() {
    return this.files('conversations', '.jsonl').map(recordsIn);
  }
}

// The lines of the driver that tell an outcome.
export const outcomes = (out) =>
  out.split('\n').filter((line) => /^(done|refused|failed) /.test(line));

// The n that was told; 0: it was not acknowledged.
export const told = (line) => Number(/^done (\d+)/.exec(line ?? '')?.[1] ?? 0);

const repetitions = (all) => all.length - new Set(all).size;

// A map of key -> n, from pairs of a key and what its deed was told.  Two
// numbers for one key are one too many.
export function acknowledgedBy(answers, count) {
  const acknowledged = new Map();
  for (const [key, line] of answers) {
    const n = told(line);
    if (!n) continue;
    count.acknowledged += 1;
    if ((acknowledged.get(key) ?? n) !== n) count.doubled += 1;
    acknowledged.set(key, n);
  }
  return acknowledged;
}

// Holds conversations (lists of records) against what was acknowledged, a map
// of key -> n.
export function judge(conversations, acknowledged, count) {
  const records = conversations.flat().filter((one) => one.id);
  const places = new Set(records.map((one) => `${one.id} ${one.n}`));
  for (const [key, n] of acknowledged) {
    if (places.has(`${key} ${n}`)) continue;
    count.lost += 1;
    count.details.push(`${key} ${n} is not there`);
  }
  const first = new Map();
  for (const { by, id, n } of records) {
    const who = `${by} ${id}`;
    if (first.has(who)) {
      count.doubled += 1;
      count.details.push(`${who} stands twice: n ${first.get(who)} and ${n}`);
    } else {
      first.set(who, n);
    }
  }
  for (const one of conversations)
    count.doubled += repetitions(one.map(({ n }) => n));
}

// The same before anybody tries again, which would put back what is missing.
export function lostAtOnce(store, key, n, count) {
  if (!n) return;
  const found = store.conversations().flat()
    .some((one) => one.id === key && one.n === n);
  if (!found) count.lost += 1;
}

// The system calls of a deed, each as [name, which one of its name]; before
// the driver's mark they are its own start.
export async function callsOf(store, words, fault = '') {
  const log = `${store.folder}.calls`;
  const done = await store.drive(words, {
    fault, under: ['strace', '-qq', '-o', log] });
  const counts = new Map(), calls = [];
  let begun = false;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const name = /^(\w+)\(/.exec(line)?.[1];
    if (!name) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (begun && name !== 'exit_group') calls.push([name, counts.get(name)]);
    begun ||= name === 'getppid';
  }
  rmSync(log);
  if (!begun || !told(outcomes(done.out)[0])) {
    throw new Error(`${words[0]}: ${done.out}${done.err}`);
  }
  return calls;
}

// The words before a program whose call `name` is to be tampered with.
export const tampering = (name, how) =>
  ['strace', '-qq', '-o', '/dev/null', '-e', `trace=${name}`,
   '-e', `inject=${name}:${how}`];
