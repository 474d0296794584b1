// One instance of the whole thing for a test: supportd behind httpd, started
// by conf/trial on free ports, in a folder of its own.
import { createHash, createHmac } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync,
  renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../programs.mjs';  // for the PATH
import { run } from './command.mjs';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const build = process.env.BUILD ?? join(top, 'build');
const isRoot = process.getuid() === 0;

// The morning at which tests hold the clock: far from midnight, the end of a
// month and any change to or from summer time.
export const kMonday = Date.parse('2026-11-23T10:00:00Z');

// A time zone in which it is about noon, for tests whose clock runs: a shop in
// it has no midnight while they do.  "Etc/GMT-5" is five hours ahead of UTC.
export function zoneAtNoon() {
  const ahead = 12 - new Date().getUTCHours();
  return ahead ? `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}` : 'UTC';
}

// Tests are quicker than people; those about pace set their own.
const kNoPace = ['create', 'send', 'poll', 'upload', 'wrong_token', 'login']
  .map((what) => `rate_${what} = 1000000/1`);

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function trial(...words) {
  return run(join(top, 'conf', 'trial'), words);
}

// By a rename: a reader of half a time would take the machine's.
function holdClockIn(folder, time) {
  const file = join(folder, 'clock');
  writeFileSync(`${file}.new`, new Date(time).toISOString());
  renameSync(`${file}.new`, file);
}

export class Instance {
  // set: lines for support.conf, after which a later one of the same key is
  // an error; paced: leave the limits of pace as they are shipped; clock: a
  // time that holds the clock before the first process starts, or true: the
  // clock runs until holdClock().
  static async start({ set = [], second = false, clock = false, folder,
                       accounts = true, workers = 4, paced = false } = {}) {
    // As root, www-data must reach it: tests/guard has chosen the folder so.
    folder ??= mkdtempSync(join(tmpdir(), 'instance-'));
    if (clock && clock !== true) holdClockIn(folder, clock);
    const words = ['start', '--build', build, '--folder', folder];
    if (clock) words.push('--clock');
    if (accounts) words.push('--accounts');
    const lines = [`workers = ${workers}`, 'cheap_passwords = yes',
                   ...(paced ? [] : kNoPace), ...set];
    for (const line of lines) words.push('--set', line);
    // A port that is free now can be taken before httpd binds it.
    for (let tries = 1; ; tries += 1) {
      const port = await freePort();
      const ports = ['--port', String(port)];
      if (second) ports.push('--second', String(await freePort()));
      try {
        const { stdout } = await trial(...words, ...ports);
        return new Instance(stdout, port);
      } catch (error) {
        if (tries === 5 || !/ is taken /.test(error.stderr)) throw error;
      }
    }
  }

  constructor(told, port) {
    this.port = port;
    this.facts = Object.fromEntries(told.trim().split('\n').map(
      (line) => [line.slice(0, line.indexOf('=')),
                 line.slice(line.indexOf('=') + 1)]));
    this.origin = this.facts.origin;
    this.second = this.facts.second;
    this.folder = this.facts.folder;
    this.data = join(this.folder, 'data');
    this.config = join(this.folder, 'conf', 'support.conf');
    this.passwords = { ana: this.facts.ana, marta: this.facts.marta,
                       admin: this.facts.admin };
  }

  async stop({ keep = false } = {}) {
    await trial('stop', this.folder);
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }

  // A command of supportctl, with the rights of the service: what it wrote to
  // standard output.  Throws a CommandError when it fails.
  async ctl(...words) {
    const command = [join(this.facts.bin, 'supportctl'), '-c', this.config,
                     ...words];
    if (isRoot) {
      command.unshift('setpriv', '--reuid=www-data', '--regid=www-data',
                      '--init-groups', '--');
    }
    return (await run(command[0], command.slice(1))).stdout.trim();
  }

  holdClock(time) { holdClockIn(this.folder, time); }

  // The time of the service in ms: the held one, else the machine's.
  now() {
    const file = join(this.folder, 'clock');
    return existsSync(file) ? Date.parse(readFileSync(file, 'utf8'))
                            : Date.now();
  }

  // A file below data/ as an admin's editor would leave it.
  write(name, text) {
    const file = join(this.data, name);
    const { uid, gid } = statSync(this.data);
    writeFileSync(file, text, { mode: 0o600 });
    chownSync(file, uid, gid);
  }

  log(name) {
    return readFileSync(join(this.folder, 'logs', `${name}.log`), 'utf8');
  }

  // The shop's signature, or one that is wrong in a way: header and claims
  // replace what a good one has, `secret` signs instead of the shop's key.
  identity({ header = {}, claims = {}, secret } = {}) {
    const keys = JSON.parse(
      readFileSync(join(this.folder, 'keys', 'keys'), 'utf8'));
    const known = keys.identity.find((key) => key.kid === 'demo').secret;
    const now = Math.floor(this.now() / 1000);
    const part = (fields) =>
      Buffer.from(JSON.stringify(fields)).toString('base64url');
    const signed = part({ alg: 'HS256', typ: 'JWT', kid: 'demo', ...header }) +
      '.' + part({ sub: 'ana', name: 'Ana Petrova', email: 'ana@example.org',
                   iat: now, exp: now + 600, aud: 'bookshop-support',
                   ...claims });
    const mac = createHmac('sha256', secret ?? Buffer.from(known, 'base64url'));
    return `${signed}.${mac.update(signed).digest('base64url')}`;
  }

  // What is stored, as path -> hash.  Left out: audit/ (a refusal is written
  // there) and sessions/ (their files' times move).
  stored() {
    const found = {};
    const walk = (folder) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path);
        else {
          found[path.slice(this.data.length + 1)] =
            createHash('sha256').update(readFileSync(path)).digest('hex');
        }
      }
    };
    for (const entry of readdirSync(this.data, { withFileTypes: true })) {
      if (['audit', 'sessions'].includes(entry.name)) continue;
      if (entry.isDirectory()) walk(join(this.data, entry.name));
      else found[entry.name] = createHash('sha256').update(
        readFileSync(join(this.data, entry.name))).digest('hex');
    }
    return found;
  }
}
