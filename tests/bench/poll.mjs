// The cost of an idle poll, told by its system calls: the same, in number and
// in bytes, however long the conversation is and however full the store.  This
// needs no quiet machine, so it stands in for the bench in `make test`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotAttach } from '../programs.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer } from '../web/people.mjs';
import { Suite } from '../web/suite.mjs';
import { childrenOf } from './processes.mjs';
import { endOf, fileOf, grow, strangers } from './records.mjs';

const kPolls = 10;

async function traced(pid, out, body) {
  const strace = spawn('strace', ['-s', '400', '-o', out, '-p', String(pid)]);
  const ended = new Promise((done) => strace.on('close', done));
  let told = '';
  await new Promise((done, fail) => {
    strace.on('error', fail);
    strace.on('close', () => fail(new Error(told)));
    strace.stderr.on('data', (text) => {
      told += text;
      if (told.includes('attached')) done();
    });
  });
  try {
    await body();
  } finally {
    strace.kill('SIGINT');
    await ended;
  }
  return readFileSync(out, 'utf8').split('\n');
}

// One system call: its name and how many bytes it moved.  The log line tells
// how long the request took, which is not a cost.
function callIn(text) {
  const [, name, end] = /^(\w+)\(.* = (-?\d+)/.exec(text) ?? [];
  if (!name) return undefined;
  const moves = /^(p?(read|write)v?(64)?|recv|send|recvmsg|sendmsg|recvfrom|sendto)$/;
  const ms = name === 'write' ? (/ ms=([\d.]+)/.exec(text)?.[1] ?? '').length : 0;
  return { name, bytes: moves.test(name) ? Math.max(0, Number(end)) - ms : 0 };
}

// Each request by itself: from an accept that gave a connection to the next,
// or to one that gave none: from there on the worker waits.
function requestsIn(lines) {
  const requests = [];
  let now;
  for (const line of lines) {
    if (/^accept4?\(.* = \d/.test(line)) requests.push(now = []);
    if (/^accept4?\(.* = -1/.test(line)) now = undefined;
    const call = callIn(line);
    if (call) now?.push(call);
  }
  return requests;
}

// Only bytes and calls in sum: reads of the connection may come in pieces, as
// httpd's writes happen to be seen, and a worker may wake for nothing.  Both
// add calls, so the fewest are the poll's own.
const costOf = (calls) => ({
  calls: calls.length,
  bytes: calls.reduce((sum, call) => sum + call.bytes, 0),
  names: calls.map((call) => call.name).join(' ') });

async function cheapest(instance, customer) {
  const id = customer.conversation;
  const cursor = endOf(instance, id);
  // A longer cursor is a longer request, which is no cost of the answer.
  const query = `?after=${cursor}&pad=${'0'.repeat(24 - cursor.length)}`;
  const poll = async () => {
    const answer = await customer.call(
      'GET', `/conversation/${id}/messages/${query}`);
    assert.equal(answer.status, 204, answer.text);
  };
  await poll();  // the worker may keep what never changes
  const [worker] = instance.workers;
  const lines = await traced(worker, join(instance.folder, 'strace'),
    async () => { for (let n = 0; n < kPolls; n++) await poll(); });
  // The next accept ends a request, so the last one may not be whole.
  const costs = requestsIn(lines).slice(0, -1).map(costOf);
  assert.ok(costs.length >= kPolls - 2, `saw ${costs.length} polls`);
  return costs.sort((a, b) => a.calls - b.calls || a.bytes - b.bytes)[0];
}

async function run(suite, instance) {
  const told = (where, cost) =>
    console.log(`  ${where}: ${cost.calls} calls, ${cost.bytes} bytes`);
  const ana = new Customer(instance);
  await ana.create('Good day');
  const by = JSON.parse(readFileSync(fileOf(instance, ana.conversation), 'utf8')
    .split('\n')[0]).by;
  grow(instance, ana.conversation, by, 2, 10);
  const ten = await cheapest(instance, ana);
  told('10 messages, 1 conversation', ten);
  console.log(`  ${ten.names}`);
  await suite.test('an idle poll does next to nothing', () => {
    assert.ok(ten.calls <= 40, `${ten.calls} system calls`);
  });
  await suite.test('it asks the kernel the same at 10,000 messages', async () => {
    grow(instance, ana.conversation, by, 10, 10_000);
    const many = await cheapest(instance, ana);
    told('10,000 messages', many);
    assert.deepEqual(many, ten);
  });
  await suite.test('and with 5,000 conversations in the store', async () => {
    strangers(instance, 10);
    const few = await cheapest(instance, ana);
    told('11 conversations', few);
    strangers(instance, 5000);
    const full = await cheapest(instance, ana);
    told('5,011 conversations', full);
    assert.deepEqual(few, ten);
    assert.deepEqual(full, ten);
  });
  await suite.test('the trace is not blind: a poll with news costs more',
    async () => {
      const cursor = endOf(instance, ana.conversation);
      grow(instance, ana.conversation, by, 10_000, 10_005);
      const lines = await traced(instance.workers[0],
        join(instance.folder, 'strace'), async () => {
          for (let n = 0; n < 2; n++) {
            const answer = await ana.call('GET',
              `/conversation/${ana.conversation}/messages/?after=${cursor}`);
            assert.equal(answer.json.messages.length, 5);
          }
        });
      const [busy] = requestsIn(lines).map(costOf);
      told('five new messages', busy);
      assert.ok(busy.bytes > ten.bytes + 500);
    });
}

const suite = new Suite('poll');
const why = await cannotAttach();
if (why) suite.skip('an idle poll', why);
else await suite.test('an idle poll', async () => {
  const instance = await Instance.start({ workers: 1, accounts: false });
  try {
    const master = Number(
      readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
    // The pool makes the worker first and the housekeeper after it.
    instance.workers = childrenOf(master).sort((a, b) => a - b).slice(0, 1);
    await run(suite, instance);
  } finally {
    await instance.stop();
  }
});
console.log(`poll: ${suite.passed} passed, ${suite.failed} failed, ` +
            `${suite.skipped} skipped`);
process.exitCode = suite.failed ? 1 : 0;
