// What is measured.  A row has a name and the requests that wrk asks in turn;
// `bars` are the promises of design.md section 8 that it has to keep:
//   ratio   at least this part of the no-op's requests a second
//   worker  at most this many microseconds of worker CPU over the no-op
import { readFileSync } from 'node:fs';
import { Customer, User } from '../web/people.mjs';
import { fileOf, grow } from './records.mjs';

const kTalks = 16;
const kMessages = 60;
const kBack = 5;  // so far behind is the cursor of a busy poll

async function talks(instance) {
  const all = [];
  for (let n = 0; n < kTalks; n++) {
    const customer = new Customer(instance, { name: `Customer ${n}` });
    await customer.create('Good day, when will my order arrive?');
    const file = fileOf(instance, customer.conversation);
    const { by } = JSON.parse(readFileSync(file, 'utf8').split('\n')[0]);
    grow(instance, customer.conversation, by, 2, kMessages);
    all.push(customer);
  }
  return all;
}

// The cursor after all but the last `back` records.
function cursorOf(customer, back) {
  const lines = readFileSync(
    fileOf(customer.instance, customer.conversation)).toString().split('\n');
  const read = lines.slice(0, lines.length - 1 - back);
  const offset = Buffer.byteLength(read.join('\n')) + 1;
  return `${offset}.${read.at(-1).slice(-10, -2)}`;
}

const poll = (customer, back) => ({
  method: 'GET',
  path: `/support/api/conversation/${customer.conversation}/messages/` +
        `?after=${cursorOf(customer, back)}`,
  headers: { 'X-Support-Token': customer.token } });

const send = (customer) => ({
  method: 'POST',
  path: `/support/api/conversation/${customer.conversation}/send/`,
  headers: { 'X-Support-Token': customer.token,
             'Content-Type': 'application/json' },
  body: JSON.stringify({ text: 'Where is my order 1042?', key: '@KEY@' }) });

export async function rowsOf(instance) {
  // Sending must not move the cursors of the polls, so each has its own.
  const reading = await talks(instance);
  const writing = await talks(instance);
  const marta = await new User(instance, 'marta').signIn();
  return [
    { name: 'idle poll', bars: { ratio: 0.85, worker: 20 },
      requests: reading.map((one) => poll(one, 0)) },
    { name: 'busy poll', requests: reading.map((one) => poll(one, kBack)) },
    { name: 'send', requests: writing.map(send) },
    { name: 'dashboard', requests: [
      { method: 'GET', path: '/support/agent/dashboard/',
        headers: { Cookie: marta.cookie } }] },
  ];
}
