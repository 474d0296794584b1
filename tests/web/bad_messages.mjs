// Malformed, oversized and foreign input to the customer's API
// (security.md section 5): the exact answer, and nothing stored.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ask, freshKey, freshToken } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer } from './people.mjs';
import { refused } from './refused.mjs';

const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);
const say = (text, more = '') =>
  `{"text":${text},"key":"${freshKey()}"${more}}`;

// [what it is, body as sent, status, code]
const bodies = [
  ['no JSON at all', 'hello', 400, 'bad_request'],
  ['an empty body', '', 400, 'bad_request'],
  ['JSON cut short', '{"text":"a"', 400, 'bad_request'],
  ['two JSON values', `${say('"a"')}{}`, 400, 'bad_request'],
  ['an array', '[1,2]', 400, 'bad_request'],
  ['null', 'null', 400, 'bad_request'],
  ['a comment in JSON', '{/*x*/"text":"a"}', 400, 'bad_request'],
  ['17 levels', say('"a"', `,"x":${deep(17)}`), 400, 'bad_request'],
  ['100,000 levels', deep(50000), 400, 'bad_request'],
  ['the same name twice', say('"a"', ',"text":"b"'), 400, 'bad_request'],
  ['a number as text', say('5'), 400, 'bad_request'],
  ['a list as text', say('["a"]'), 400, 'bad_request'],
  ['an object as text', say('{"a":1}'), 400, 'bad_request'],
  ['null as text', say('null'), 400, 'bad_request'],
  ['no text', `{"key":"${freshKey()}"}`, 400, 'bad_request'],
  ['a lone surrogate', say('"\\ud800"'), 400, 'bad_request'],
  ['NUL as an escape', say('"a\\u0000b"'), 400, 'bad_request'],
  ['a raw control character', say('"a\u0001b"'), 400, 'bad_request'],
  ['a number past 64 bits', say('"a"', ',"n":99999999999999999999'),
   400, 'bad_request'],
  ['no key', '{"text":"a"}', 400, 'bad_request'],
  ['a short key', '{"text":"a","key":"short"}', 400, 'bad_request'],
  ['a long key', `{"text":"a","key":"${'k'.repeat(41)}"}`, 400, 'bad_request'],
  ['a key with a slash', '{"text":"a","key":"../../../x"}', 400, 'bad_request'],
  ['a list as key', '{"text":"a","key":["abcdefgh"]}', 400, 'bad_request'],
  ['an empty text', say('""'), 422, 'empty'],
  ['a text of blanks', say('" \\n\\t "'), 422, 'empty'],
  ['8,001 characters', say(`"${'a'.repeat(8001)}"`), 422, 'too_long'],
  ['over 32 KiB of text', say(`"${'\u{1F600}'.repeat(8193)}"`), 422, 'too_long'],
  ['over 128 KiB of JSON', say('"a"', `,"x":"${'b'.repeat(140000)}"`),
   413, 'too_large'],
];

async function bodiesAreChecked(suite, instance, ana) {
  const path = `/conversation/${ana.conversation}/send/`;
  for (const [what, body, status, code] of bodies) {
    await suite.test(`send with ${what}: ${status}`, () =>
      refused(instance, status, code, () =>
        ana.call('POST', path, { json: body })));
  }

  await suite.test('too_long tells the limit', async () => {
    const answer = await ana.trySend('a'.repeat(8001));
    assert.equal(answer.json.error.limit, 8000);
  });

  await suite.test('8,000 characters of four bytes are taken', async () => {
    const text = '\u{1F600}'.repeat(8000);
    const sent = await ana.send(text);
    const found = (await ana.history()).find((one) => one.n === sent.n);
    assert.equal(found.text, text);
  });

  const raw = [
    ['invalid UTF-8', [0xff, 0xfe]], ['an overlong slash', [0xc0, 0xaf]],
    ['half a character', [0xe2, 0x82]], ['a coded surrogate', [0xed, 0xa0, 0x80]],
    ['past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]], ['NUL', [0]],
  ];
  for (const [what, bytes] of raw) {
    await suite.test(`send with ${what}: 400`, () =>
      refused(instance, 400, 'bad_request', () => ana.call('POST', path, {
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat([
          Buffer.from(`{"key":"${freshKey()}","text":"a`), Buffer.from(bytes),
          Buffer.from('"}')]) })));
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded',
                      'application/jsonx', 'multipart/form-data', '']) {
    await suite.test(`send as "${type}": 415`, () =>
      refused(instance, 415, 'bad_type', () => ana.call('POST', path, {
        headers: { 'content-type': type }, body: say('"a"') })));
  }

  await suite.test('a gzip body: 415', () =>
    refused(instance, 415, 'bad_type', () => ana.call('POST', path, {
      headers: { 'content-type': 'application/json',
                 'content-encoding': 'gzip' },
      body: gzipSync(say('"a"')) })));

  await suite.test('the same key with another text: 409', async () => {
    const key = freshKey();
    const first = await ana.trySend('one', { key });
    const again = await ana.trySend('one', { key });
    assert.equal(again.json.n, first.json.n);
    await refused(instance, 409, 'key_conflict',
                  () => ana.trySend('two', { key }));
  });
  await suite.test('a retry that comes long after tells its own record alone',
    async () => {
      const bea = new Customer(instance);
      await bea.create('Good day');
      const key = freshKey();
      const { n, t } = (await bea.trySend('one', { key })).json;
      for (let i = 0; i < 25; ++i) await bea.send(`later ${i}`);
      const again = (await bea.trySend('one', { key })).json;
      assert.deepEqual([again.n, again.t, again.resync], [n, t, true]);
      assert.deepEqual(again.messages.map((one) => [one.n, one.text]),
                       [[n, 'one']]);
    });
}

// What the server decides is never taken from the body.
async function claimsAreIgnored(suite, instance, ana) {
  await suite.test('a body that names sender, number, time or role is not believed',
    async () => {
      const answer = await ana.trySend('claims', {
        by: 'a:marta', from: 'agent', n: 99999, t: '2001-01-01T00:00:00Z',
        k: 'note', kind: 'note', id: 'x', verified: true, is_staff: true,
        status: 'closed', customer: '0'.repeat(32) });
      assert.equal(answer.status, 200, answer.text);
      const own = answer.json.messages.find((one) => one.n === answer.json.n);
      assert.equal(own.from, 'customer');
      assert.equal(own.kind, 'message');
      assert.ok(answer.json.n < 1000);
      const day = ana.conversation.slice(0, 8);
      const file = readFileSync(join(
        instance.data, 'conversations', day.slice(0, 4), day.slice(4, 6),
        day.slice(6), `${ana.conversation}.jsonl`), 'utf8');
      const line = JSON.parse(file.trim().split('\n').at(-1));
      assert.equal(line.k, 'message');
      assert.match(line.by, /^c:/);
      assert.ok(!('verified' in line) && !('status' in line));
    });

  await suite.test('markup in a text comes back as text, in JSON, with nosniff',
    async () => {
      const text = '</script><img src=x onerror=alert(1)>{{7*7}}\u202e';
      const sent = await ana.send(text);
      const answer = await ana.call('GET',
        `/conversation/${ana.conversation}/messages/`);
      assert.match(answer.headers['content-type'], /^application\/json/);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.match(answer.headers['cache-control'], /no-store/);
      assert.equal(answer.json.messages.find((one) => one.n === sent.n).text,
                   text);
    });
}

async function foreignIsAbsent(suite, instance, ana, guest) {
  const get = (token, id) => ask(instance.origin, 'GET',
    `/support/api/conversation/${id}/messages/`, { token });
  const absent = await get(ana.token, '20200101-00000000000000000000');

  const tokens = { none: undefined, empty: '', wrong: freshToken(),
                   'cut short': ana.token.slice(0, 42),
                   longer: `${ana.token}A`, 'an array': `["${ana.token}"]`,
                   doubled: `${ana.token}, ${ana.token}`,
                   'in quotes': `"${ana.token}"`, foreign: guest.token };
  for (const [what, token] of Object.entries(tokens)) {
    await suite.test(`a token that is ${what}: the 404 of what does not exist`,
      async () => {
        const answer = await refused(instance, 404, 'not_found',
                                     () => get(token, ana.conversation));
        assert.deepEqual(answer.body, absent.body);
      });
  }

  const id = ana.conversation;
  const ids = { foreign: guest.conversation, 'in lower case': id.toLowerCase(),
                short: id.slice(0, -1), long: `${id}A`, 'without day': id.slice(9),
                'of another day': `20200101${id.slice(8)}`,
                'of no day': `20261399${id.slice(8)}`, 'a word': 'x',
                'with a dot': `${id}.jsonl` };
  for (const [what, one] of Object.entries(ids)) {
    await suite.test(`an id that is ${what}: the same 404`, async () => {
      const answer = await refused(instance, 404, 'not_found',
                                   () => get(ana.token, one));
      assert.deepEqual(answer.body, absent.body);
    });
  }

  await suite.test('a foreign conversation takes nothing', async () => {
    const thief = new Customer(instance);
    await thief.create('mine');
    thief.conversation = ana.conversation;
    for (const act of [
      () => thief.trySend('stolen'), () => thief.tryUpload(),
      () => thief.call('POST', `/conversation/${id}/seen/`, { json: { upto: 1 } }),
      () => thief.call('POST', `/conversation/${id}/typing/`, { json: {} }),
      () => thief.call('GET', `/conversation/${id}/transcript/`),
      () => thief.call('GET', `/conversation/${id}/file/1/`)]) {
      const answer = await refused(instance, 404, 'not_found', act);
      assert.ok(!answer.text.includes('Good day'));
    }
  });

  await suite.test('no answer ever holds the token', async () => {
    for (const answer of [
      await ana.tryCreate({}), await ana.call('GET', '/conversations/'),
      await get(ana.token, id), await ana.call('GET', '/config/')]) {
      assert.ok(!(answer.text + answer.rawHeaders.join()).includes(ana.token));
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });
}

async function cursorsAreChecked(suite, instance, ana) {
  const path = `/conversation/${ana.conversation}/messages/`;
  for (const after of ['-1', '-1.00000000', 'x', '1.2.3', '.', '1.', '.12345678',
                       '1.1234567', '1.zzzzzzzz', '99999999999999999999.00000000',
                       '']) {
    await suite.test(`after=${after}: 400`, async () => {
      await refused(instance, 400, 'bad_request',
                    () => ana.call('GET', `${path}?after=${after}`));
    });
  }
  await suite.test('after= that is no text counts as none', async () => {
    for (const after of ['%00', '%ff', '%zz']) {
      const answer = await ana.call('GET', `${path}?after=${after}`);
      assert.ok([200, 400].includes(answer.status), answer.text);
    }
  });
  for (const after of ['0.00000001', '5.00000000', '999999999.00000000']) {
    await suite.test(`after=${after}, which stands on no record: 409 resync`,
      () => refused(instance, 409, 'resync',
                    () => ana.call('GET', `${path}?after=${after}`)));
  }
  for (const before of ['-1', 'x', '1e3', '99999999999999999999']) {
    await suite.test(`before=${before}: 400`, () =>
      refused(instance, 400, 'bad_request',
              () => ana.call('GET', `${path}?before=${before}`)));
  }
  for (const upto of ['-1', '0', '"1"', '1.5', 'null', '[]']) {
    await suite.test(`seen up to ${upto}: 400`, () =>
      refused(instance, 400, 'bad_request', () => ana.call(
        'POST', `/conversation/${ana.conversation}/seen/`,
        { json: `{"upto":${upto}}` })));
  }
  for (const n of ['0', '-1', '1', '999999', 'x', '1e1',
                   '99999999999999999999']) {
    await suite.test(`file ${n}, which is none: 404`, () =>
      refused(instance, 404, 'not_found', () => ana.call(
        'GET', `/conversation/${ana.conversation}/file/${n}/`)));
  }
}

export default async function (suite) {
  const instance = await Instance.start({ accounts: false });
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('Good day');
    const guest = new Customer(instance, { name: 'Guest' });
    await guest.create('A question');
    await bodiesAreChecked(suite, instance, ana);
    await claimsAreIgnored(suite, instance, ana);
    await foreignIsAbsent(suite, instance, ana, guest);
    await cursorsAreChecked(suite, instance, ana);
    await suite.test('after all this every stored record is sound', async () => {
      await instance.ctl('verify');
    });
  } finally {
    await instance.stop();
  }
}
