// Row 9: conversations spoilt in the ways in which files are.  What stood
// before and after the spoilt place is still read over HTTP, nothing that
// nobody wrote is shown, the next message goes through, verify names what is
// wrong, and the file is text again for grep.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileOf } from '../bench/records.mjs';
import { runSync } from '../web/command.mjs';
import { Customer } from '../web/people.mjs';
import { Count, isFull, seen } from './harness.mjs';
import { attempt, withInstance } from './http.mjs';

const kMessages = 12;
const kTimes = isFull ? 40 : 4;
const text = (n) => `Where is order number ${1000 + n}?`;

const any = (from, to) => from + Math.floor(Math.random() * (to - from));
// The lines with their newlines; line 1 is the opening, 2 the first message.
const linesOf = (bytes) => bytes.toString('latin1').match(/[^\n]*\n/g)
  .map((line) => Buffer.from(line, 'latin1'));

// Each gives the file anew, and which messages (from 0) may be missing then.
const kDeeds = {
  'a tail of NUL': (bytes) => ({ bytes: Buffer.concat([bytes, Buffer.alloc(142)]) }),
  'a tail of garbage': (bytes) => ({
    bytes: Buffer.concat([bytes, randomBytes(any(1, 300))
      .map((byte) => byte === 10 ? 0 : byte)]) }),
  'a line of garbage': (bytes) => ({
    bytes: Buffer.concat([bytes, randomBytes(80).map((byte) => byte | 128),
                          Buffer.from('\n')]) }),
  'a last line cut off': (bytes) => ({
    bytes: bytes.subarray(0, bytes.length - any(2, 90)),
    gone: [kMessages - 1] }),
  'a bit flipped': (bytes) => {
    const lines = linesOf(bytes);
    const which = any(2, lines.length - 1);
    const line = lines[which];
    line[any(0, line.length - 1)] ^= 1 << any(0, 8);
    return { bytes: Buffer.concat(lines), gone: [which - 1] };
  },
  'a line deleted': (bytes) => {
    const lines = linesOf(bytes);
    const which = any(2, lines.length - 1);
    lines.splice(which, 1);
    return { bytes: Buffer.concat(lines), gone: [which - 1] };
  },
  'a sector of NUL': (bytes) => {
    const lines = linesOf(bytes);
    const which = any(3, lines.length - 3);
    lines[which].fill(0);
    lines[which + 1].fill(0, 0, 20);
    return { bytes: Buffer.concat(lines), gone: [which - 1, which] };
  },
  'a byte order mark': (bytes) => ({
    bytes: Buffer.concat([Buffer.from('\ufeff'), bytes]) }),
  'CRLF': (bytes) => ({
    bytes: Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'),
                       'latin1') }),
  'no last newline': (bytes) => ({ bytes: bytes.subarray(0, -1) }) };

async function conversation(instance) {
  const customer = new Customer(instance);
  await customer.create(text(0));
  for (let n = 1; n < kMessages; n++) await customer.send(text(n));
  return customer;
}

// What the customer reads, and what a poll from the beginning gives.
async function readings(customer) {
  const path = `/conversation/${customer.conversation}/messages/`;
  const polled = [];
  for (let cursor = '0.00000000', more = true; more;) {
    const answer = await customer.call('GET', `${path}?after=${cursor}`);
    assert.equal(answer.status, 200, answer.text);
    polled.push(...answer.json.messages);
    ({ cursor, more } = answer.json);
  }
  const words = (all) => all.filter((one) => one.kind === 'message')
    .map((one) => one.text);
  return [words(await customer.history()), words(polled)];
}

const isText = (file) => {
  try {
    runSync('grep', ['-qI', '"k":"open"', file]);
    return true;
  } catch (error) {
    if (error.status !== 1) throw error;
    return false;
  }
};

async function spoilt(instance, name, count) {
  const customer = await conversation(instance);
  const file = fileOf(instance, customer.conversation);
  const { bytes, gone = [] } = kDeeds[name](readFileSync(file));
  writeFileSync(file, bytes);
  const found = await instance.ctl('verify').catch((error) => error.stdout);
  assert.ok(found.includes(customer.conversation),
            `verify does not name it: ${found}`);
  count.reported += 1;
  const next = await customer.trySend('And the next one');
  assert.equal(next.status, 200, next.text);
  const due = Array.from({ length: kMessages }, (_, n) => text(n));
  count.cases += 1;
  count.acknowledged += kMessages + 1;
  for (const read of await readings(customer)) {
    for (const [n, one] of [...due, 'And the next one'].entries())
      if (!gone.includes(n) && !read.includes(one)) count.lost += 1;
    const known = new Set([...due, 'And the next one']);
    count.doubled += read.length - new Set(read).size +
      read.filter((one) => !known.has(one)).length;
  }
  if (!/sector|line of garbage|flipped/.test(name))
    assert.ok(isText(file), 'grep takes it for a binary file');
}

async function empty(instance, count) {
  const customer = await conversation(instance);
  writeFileSync(fileOf(instance, customer.conversation), '');
  const answer = await customer.trySend('Anybody there?');
  assert.equal(answer.status, 404, answer.text);
  const found = await instance.ctl('verify').catch((error) => error.stdout);
  assert.ok(found.includes(customer.conversation), found);
  count.cases += 1;
  count.reported += 1;
}

async function often(instance, name, times) {
  const count = new Count();
  for (let n = 0; n < times; n++)
    await attempt(name, () => spoilt(instance, name, count));
  return count;
}

await withInstance(async (instance) => {
  for (const name of Object.keys(kDeeds))
    (await often(instance, name, kTimes)).row(9, name);
  const count = new Count();
  await attempt('an empty file', () => empty(instance, count));
  count.row(9, 'an empty file');
});
await withInstance(async (instance) => {
  // One bit in six is of the words.
  (await seen(() => often(instance, 'a bit flipped', kTimes)))
    .control(9, 'believes every CRC');
}, { fault: 'no-crc' });
