// Row 12: the same send again and again: ten at once, with the client gone
// before its answer, with workers killed, after others wrote a lot.  One
// record, one number.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { fileOf } from '../bench/records.mjs';
import { recordsIn } from '../crash/check.mjs';
import { freshKey } from '../web/http.mjs';
import { Customer } from '../web/people.mjs';
import { Count, isFull, judge } from './harness.mjs';
import { attempt, withInstance } from './http.mjs';

const kTimes = isFull ? 100 : 10;
const kAtOnce = 10;

// What was told for one key: the numbers, each once.
function note(count, told, key, answers) {
  const numbers = new Set();
  for (const answer of answers) {
    if (answer?.status !== 200) {
      count.reported += 1;
      continue;
    }
    count.acknowledged += 1;
    numbers.add(answer.json.n);
    told.set(key, answer.json.n);
  }
  count.doubled += Math.max(0, numbers.size - 1);
}

// The request without waiting for its answer.
function sendAndHangUp(instance, customer, body) {
  const { port } = new URL(instance.origin);
  return new Promise((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST /support/api/conversation/${customer.conversation}/send/ ` +
        'HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
        `X-Support-Token: ${customer.token}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      setTimeout(() => { socket.destroy(); done(); }, Math.random() * 3);
    });
    socket.on('error', done);
  });
}

async function atOnce(customer, count, told) {
  const key = freshKey();
  note(count, told, key, await Promise.all(Array.from({ length: kAtOnce },
    () => customer.trySend(`Ten times ${key}`, { key }))));
}

async function hungUp(instance, customer, count, told) {
  const key = freshKey(), text = `Hung up ${key}`;
  await Promise.all(Array.from({ length: 3 }, () => sendAndHangUp(
    instance, customer, JSON.stringify({ text, key }))));
  note(count, told, key, [await customer.trySend(text, { key })]);
}

// Others say a lot in between: more than 64 KiB, in few messages.
async function muchLater(customer, count, told) {
  const key = freshKey(), text = `Long ago ${key}`;
  const first = await customer.trySend(text, { key });
  for (let n = 0; n < 12; n++) await customer.send('\u0141'.repeat(8000));
  note(count, told, key, [first, await customer.trySend(text, { key })]);
}

async function trial(instance, { times, onlyAtOnce = false }) {
  const customer = new Customer(instance);
  await customer.create('Good day');
  const count = new Count(), told = new Map();
  for (let n = 0; n < times; n++) {
    await atOnce(customer, count, told);
    if (!onlyAtOnce) await hungUp(instance, customer, count, told);
    count.cases += onlyAtOnce ? 1 : 2;
  }
  if (!onlyAtOnce) {
    await muchLater(customer, count, told);
    count.cases += 1;
  }
  judge([recordsIn(fileOf(instance, customer.conversation))], told, count);
  return count;
}

// Ten creates at once under one key make one conversation.
async function creates(instance, times) {
  const count = new Count();
  for (let n = 0; n < times; n++) {
    const customer = new Customer(instance), key = freshKey();
    const answers = await Promise.all(Array.from({ length: kAtOnce },
      () => customer.tryCreate({ key, text: 'Once' })));
    count.cases += 1;
    const made = answers.filter((one) => one.status === 200);
    assert.ok(made.length, answers[0].text);
    count.acknowledged += made.length;
    count.reported += answers.length - made.length;
    count.doubled +=
      new Set(made.map((one) => one.json.conversation)).size - 1;
    const [{ json }] = made;
    judge([recordsIn(fileOf(instance, json.conversation))],
          new Map([[key, json.n]]), count);
  }
  return count;
}

await attempt('twice', () => withInstance(async (instance) => {
  (await trial(instance, { times: kTimes }))
    .row(12, 'a send ten times at once, hung up, much later');
  (await creates(instance, kTimes)).row(12, 'a create ten times at once');
}, { workers: 8 }));
await attempt('its control', () => withInstance(async (instance) => {
  (await trial(instance, { times: 5, onlyAtOnce: true }))
    .control(12, 'looks for no repetition');
}, { workers: 8, fault: 'no-dedupe' }));
