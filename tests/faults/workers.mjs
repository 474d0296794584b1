// Row 18: workers that hang, have no memory, are all replaced or gone; clients
// that drip, and rubbish on the FastCGI socket.  Whoever asks is answered in
// time, with 503 or 504 at worst; httpd is never restarted; what was
// acknowledged is there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, openSync, readFileSync, readdirSync, renameSync, statSync,
  writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { childrenOf } from '../bench/processes.mjs';
import { fileOf } from '../bench/records.mjs';
import { recordsIn } from '../crash/check.mjs';
import { runSync } from '../web/command.mjs';
import { Customer } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Count, isFull, judge } from './harness.mjs';
import { attempt, withInstance } from './http.mjs';

const kWorkers = 4;
const kAnswered = [200, 503, 504];
const kMeanwhile = 10;  // answers to others, while some hang or drip
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const masterOf = (instance) =>
  Number(readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));

// Somebody who sends and notes what was said.
class Sender {
  constructor(instance, count) {
    Object.assign(this, { instance, count, told: new Map() });
    this.customer = new Customer(instance);
  }
  async begin() {
    await this.customer.create('Good day');
    return this;
  }
  async send(more = '') {
    const key = randomBytes(9).toString('base64url');
    const answer = await this.customer.trySend(`Message ${key}${more}`, { key });
    this.count.cases += 1;
    assert.ok(kAnswered.includes(answer.status), `${answer.status}`);
    if (answer.status === 200) {
      this.count.acknowledged += 1;
      this.told.set(key, answer.json.n);
    } else {
      this.count.reported += 1;
    }
    return answer.status;
  }
  judge() {
    judge([recordsIn(fileOf(this.instance, this.customer.conversation))],
          this.told, this.count);
  }
}

// Until sends go through again, `times` in a row.
async function recovers(sender, times = 5) {
  await eventually(async () => {
    for (let n = 0; n < times; n++)
      if (await sender.send() !== 200) return false;
    return true;
  }, 'sends go through again');
}

// Sends while `busy` is pending, and returns how many were acknowledged.
async function meanwhile(sender, busy) {
  let isOver = false, count = 0;
  const end = busy.finally(() => { isOver = true; });
  while (!isOver) {
    const status = await sender.send();
    if (status === 200 && !isOver) count += 1;
    await pause(50);
  }
  await end;
  return count;
}

// --- the faults; each leaves the instance as it was ---

// A file that whoever opens it waits for: its request hangs.
function hang(instance, customer) {
  const [file] = runSync('grep', ['-rl', customer, join(instance.data, 'tokens')])
    .split('\n');
  const { uid, gid } = statSync(file);
  renameSync(file, `${file}.away`);
  runSync('mkfifo', ['-m', '600', file]);
  chownSync(file, uid, gid);
  return () => renameSync(`${file}.away`, file);
}

async function hung(instance, sender) {
  const stuck = await new Sender(instance, sender.count).begin();
  const owner = recordsIn(fileOf(instance, stuck.customer.conversation))[0].by;
  const restore = hang(instance, owner.slice(2));
  const asked = Promise.all([stuck.send(), stuck.send()]);
  const others = await meanwhile(sender, asked);
  restore();
  assert.ok(others >= kMeanwhile, `${others} others were answered meanwhile`);
  assert.match(instance.log('supportd'), /event=request_hung/);
  await recovers(stuck);
  stuck.judge();
}

// As the service: another user's limits are not everybody's to set.
function asService(words) {
  return process.getuid() === 0
    ? ['setpriv', '--reuid=www-data', '--regid=www-data', '--init-groups',
       '--', ...words] : words;
}

function limitMemory(instance, bytes) {
  for (const pid of childrenOf(masterOf(instance))) {
    const [command, ...words] =
      asService(['prlimit', '--pid', String(pid), `--as=${bytes}:`]);
    runSync(command, words);
  }
}

async function withoutMemory(instance, sender) {
  limitMemory(instance, 1 << 20);
  // 500 too: it says that it could not.
  for (let n = 0; n < 10; n++)
    await sender.send('x'.repeat(7000)).catch(() => sender.count.reported += 1);
  limitMemory(instance, 'unlimited');
  await recovers(sender);
}

async function ended(instance, sender, signal) {
  for (let n = 0; n < (isFull ? 10 : 3); n++) {
    const workers = childrenOf(masterOf(instance));
    const going = Promise.all(
      Array.from({ length: 4 }, () => sender.send()));
    for (const pid of workers) {
      process.kill(pid, signal);
      sender.count.kills += 1;
    }
    await going;
    await recovers(sender, 2);
  }
}

async function rolledOver(instance, sender) {
  const roll = (async () => {
    for (let n = 0; n < 5; n++) {
      process.kill(masterOf(instance), 'SIGHUP');
      await pause(300);
    }
  })();
  const before = sender.count.reported;
  await meanwhile(sender, roll);
  assert.equal(sender.count.reported, before, 'somebody was refused');
}

// supportd is gone, and comes back; httpd stays.
async function restarted(instance, sender) {
  const master = masterOf(instance);
  process.kill(master, 'SIGTERM');
  await eventually(async () => await sender.send() === 503, '503 without it');
  const log = openSync(join(instance.folder, 'logs', 'supportd.log'), 'a');
  const words = asService([join(instance.facts.bin, 'supportd'), '--config',
                           instance.config]);
  const child = spawn(words[0], words.slice(1),
                      { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  writeFileSync(join(instance.folder, 'run', 'supportd.pid'), `${child.pid}\n`);
  await recovers(sender);
}

async function slowloris(instance, sender) {
  const { port } = new URL(instance.origin);
  const { id, token } = { id: sender.customer.conversation,
                          token: sender.customer.token };
  const sockets = Array.from({ length: 60 }, (_, n) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(n % 2 ? 'GET /support/healthz HTTP/1.1\r\nHost: 127'
      : `POST /support/api/conversation/${id}/send/ HTTP/1.1\r\nHost: ` +
        `127.0.0.1\r\nX-Support-Token: ${token}\r\nContent-Length: 4000\r\n` +
        'Content-Type: application/json\r\n\r\n{');
    return socket;
  });
  let isEnough = false;
  const drip = (async () => {
    for (let n = 0; n < (isFull ? 30 : 5) || !isEnough; n++) {
      for (const socket of sockets) if (!socket.destroyed) socket.write('x');
      await pause(200);
    }
  })();
  const others = meanwhile(sender, drip);
  await eventually(() => sender.told.size >= kMeanwhile, 'answers to others')
    .finally(() => { isEnough = true; });
  // httpd cuts a slow sender off in the end, and then others have room anyway.
  const cut = sockets.filter((socket) => socket.destroyed).length;
  await others;
  for (const socket of sockets) socket.destroy();
  assert.equal(cut, 0, 'others waited until it was cut off');
}

const record = (type, body, length = body.length) => Buffer.concat([
  Buffer.from([1, type, 0, 1, length >> 8 & 255, length & 255, 0, 0]), body]);
const kBegin = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));

function rubbish() {
  return [
    randomBytes(200), Buffer.alloc(3000), kBegin, Buffer.from('GET / HTTP/1.0\r\n\r\n'),
    Buffer.concat([kBegin, record(4, randomBytes(300)), record(4, Buffer.alloc(0))]),
    // Names longer than there is anything, the longest of them CVE-2025-23016.
    ...[0x7fffffff, 0x7ffffffe, 0x40000000].map((length) => {
      const body = Buffer.alloc(8);
      body.writeUInt32BE((length | 0x80000000) >>> 0);
      body.writeUInt32BE((length | 0x80000000) >>> 0, 4);
      return Buffer.concat([kBegin, record(4, body), record(4, Buffer.alloc(0))]);
    }),
    Buffer.concat([kBegin, record(4, Buffer.alloc(0)), record(5, randomBytes(500), 60000)]),
    Buffer.concat([kBegin, record(2, Buffer.alloc(0))]),
    Buffer.concat([kBegin, record(99, randomBytes(50))])];
}

function throwAt(socketPath, bytes) {
  return new Promise((done) => {
    const socket = connect(socketPath, () => socket.end(bytes));
    socket.setTimeout(500, () => socket.destroy());
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', done);
  });
}

async function rubbishOnTheSocket(instance, sender) {
  const run = join(instance.folder, 'run');
  const name = readdirSync(run).find(
    (one) => statSync(join(run, one)).isSocket());
  const thrown = (async () => {
    for (let turn = 0; turn < (isFull ? 20 : 2); turn++)
      for (const bytes of rubbish()) await throwAt(join(run, name), bytes);
  })();
  await meanwhile(sender, thrown);
  await recovers(sender);
}

// The first comes first: who dies young makes the pool wait before the next.
const kFaults = {
  ...(isFull ? { 'requests that hang': hung } : {}),
  'all workers killed': (...all) => ended(...all, 'SIGKILL'),
  'all workers aborted': (...all) => ended(...all, 'SIGABRT'),
  'rolled over under load': rolledOver,
  'supportd stopped and begun again': restarted,
  'clients that drip': slowloris,
  'rubbish on the FastCGI socket': rubbishOnTheSocket,
  'no memory': withoutMemory };

await attempt('workers', () => withInstance(async (instance) => {
  for (const [what, fault] of Object.entries(kFaults)) {
    const count = new Count();
    const sender = await new Sender(instance, count).begin();
    await attempt(what, async () => {
      await fault(instance, sender);
      sender.judge();
    });
    count.row(18, what);
  }
  await attempt('verify', () => instance.ctl('verify'));
}, { workers: kWorkers }));

// Without the alarm a request that hangs keeps its worker.
async function stillHung(instance) {
  const count = new Count();
  const stuck = await new Sender(instance, count).begin();
  const owner = recordsIn(fileOf(instance, stuck.customer.conversation))[0].by;
  const restore = hang(instance, owner.slice(2));
  await Promise.all([stuck.send(), stuck.send()]).catch(() => {});
  restore();
  const log = instance.log('supportd');
  if (!/event=request_hung/.test(log)) count.lost += 1;
  return count;
}
if (isFull) {
  await attempt('its control', () => withInstance(async (instance) => {
    (await stillHung(instance)).control(18, 'has no alarm');
  }, { workers: kWorkers, fault: 'no-alarm' }));
}
