// What happens by itself: assignment, the answer out of hours, closing after
// silence, retention; and a change of settings, in every worker at once.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshKey } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const api = (id, what) => `/support/agent/api/conversation/${id}/${what}/`;
const days = (id) => [id.slice(0, 4), id.slice(4, 6), id.slice(6, 8)];

// The shop on one day: its clock, its settings as an editor leaves them, and
// what stands in the files.
class Shop {
  constructor(instance) {
    Object.assign(this, { instance, settings: {} });
  }

  itIs(time) {
    this.now = new Date(time);
    this.instance.holdClock(this.now);
  }

  set(settings) {
    Object.assign(this.settings, settings);
    this.instance.write('settings.json', JSON.stringify(
      { rev: 1, ...this.settings }));
  }

  user(login, fields) {
    const name = `users/${login}.json`;
    const user = JSON.parse(readFileSync(join(this.instance.data, name)));
    this.instance.write(name, JSON.stringify(
      { ...user, ...fields, c: undefined }));
  }

  file(id) {
    return join(this.instance.data, 'conversations', ...days(id),
                `${id}.jsonl`);
  }

  records(id) {
    return readFileSync(this.file(id), 'utf8').trim().split('\n')
      .map((line) => JSON.parse(line));
  }

  async guest(text = 'Good day') {
    const guest = new Customer(this.instance, { name: 'Gus' });
    await guest.create(text);
    return guest;
  }

  // Whom a conversation went to, once it went.
  agentOf(guest) {
    return eventually(() => this.records(guest.conversation)
      .find(({ k, by }) => k === 'assign' && by === 's:routing')?.to,
    'an agent');
  }
}

async function settingsChange(suite, shop) {
  const config = async () =>
    (await new Customer(shop.instance).call('GET', '/config/')).json;
  const ofEveryWorker = async (what) => {
    const answers = await Promise.all(Array.from({ length: 24 }, config));
    return [...new Set(answers.map((one) => JSON.stringify(what(one))))];
  };

  await suite.test('a change counts in every worker at the next request', async () => {
    for (const welcome of ['One', 'Two', 'Three']) {
      shop.set({ welcome });
      assert.deepEqual(await ofEveryWorker((one) => one.welcome),
                       [JSON.stringify(welcome)]);
    }
  });
  const guest = await shop.guest();
  const big = { name: 'big.txt', type: 'text/plain',
                bytes: Buffer.alloc(1024 * 1024 + 1, 'a') };
  await suite.test('the limit of uploads counts at once, on both sides', async () => {
    assert.equal((await guest.tryUpload(big)).status, 200);
    shop.set({ upload_mebibytes: 1 });
    assert.deepEqual(await ofEveryWorker((one) => one.limits.file_bytes),
                     ['1048576']);
    const answer = await guest.tryUpload(big);
    assert.equal(answer.status, 413);
    assert.equal(answer.json.error.limit, 1024 * 1024);
  });
  await suite.test('with 0 customers attach nothing, and are told so', async () => {
    shop.set({ upload_mebibytes: 0 });
    assert.deepEqual(await ofEveryWorker((one) => one.limits.file_bytes),
                     ['0']);
    const answer = await guest.tryUpload();
    assert.equal(answer.status, 415);
    assert.match(answer.json.error.message, /no files are taken here/);
    shop.set({ upload_mebibytes: 10 });
    assert.equal((await guest.tryUpload()).status, 200);
  });
}

async function assignment(suite, shop, marta) {
  await suite.test('while settings do not say so, nobody is assigned', async () => {
    const guest = await shop.guest();
    shop.set({ assigns_itself: true });
    assert.ok(await shop.agentOf(guest));
    const before = shop.records(guest.conversation);
    assert.equal(before.filter(({ k }) => k === 'assign').length, 1);
  });
  await suite.test('two who wait go to two who are here', async () => {
    const agents = [];
    for (let i = 0; i < 2; i += 1) {
      agents.push(await shop.agentOf(await shop.guest()));
    }
    assert.deepEqual(agents.sort(), ['admin', 'marta']);
  });
  await suite.test('who is away gets none', async () => {
    shop.user('marta', { available: false });
    for (let i = 0; i < 2; i += 1) {
      assert.equal(await shop.agentOf(await shop.guest()), 'admin');
    }
    shop.user('marta', { available: true });
  });
  await suite.test('most chats at once holds, and a place that is free is filled', async () => {
    shop.user('admin', { most_chats: 0 });
    shop.user('marta', { most_chats: 0 });
    const guest = await shop.guest();
    shop.user('marta', { most_chats: 50 });
    assert.equal(await shop.agentOf(guest), 'marta');
    shop.user('admin', { most_chats: 6 });
    const seen = (await guest.history()).filter(({ kind }) => kind === 'assign');
    assert.equal(seen.length, 1);
    const answer = await marta.post(api(guest.conversation, 'send'),
                                    { key: freshKey(), text: 'Here I am' });
    assert.equal(answer.status, 303);
  });
  shop.set({ assigns_itself: false });
}

async function outOfHours(suite, shop) {
  const day = '09:00-17:00';
  shop.set({ hours: [day, day, day, day, day, '', ''],
             time_zone: 'Europe/Berlin', out_of_hours: 'Back at nine.' });
  const config = async () =>
    (await new Customer(shop.instance).call('GET', '/config/')).json;
  const answersTo = (guest) => shop.records(guest.conversation)
    .filter(({ by }) => by === 's:hours');
  const answered = (guest) =>
    eventually(() => answersTo(guest).length > 0, 'an answer');

  shop.itIs('2026-11-23T15:59:00Z');
  const early = await shop.guest();
  await suite.test('in business hours they are open', async () => {
    const { online, hours } = await config();
    assert.equal(online, true);
    assert.deepEqual(hours, { open: true });
  });
  shop.itIs('2026-11-23T16:00:00Z');
  await suite.test('outside they are not, and say until when', async () => {
    const { online, hours } = await config();
    assert.equal(online, false);
    assert.deepEqual(hours, { open: false, opens: '2026-11-24T08:00:00.000Z',
                              text: 'Back at nine.' });
  });
  await suite.test('who writes then gets one automatic answer a run', async () => {
    const guest = await shop.guest();
    await answered(guest);
    await guest.send('Hello?');
    await answered(await shop.guest());  // a later one: a round has passed
    assert.equal(answersTo(guest).length, 1);
    const [automatic] = (await guest.history())
      .filter(({ from }) => from === 'system');
    assert.equal(automatic.text, 'Back at nine.');
    assert.equal(answersTo(early).length, 0, 'began in business hours');
  });
}

async function silence(suite, shop, marta) {
  const waiting = await shop.guest();
  const answered = await shop.guest();
  const reply = await marta.post(api(answered.conversation, 'send'),
                                 { key: freshKey(), text: 'Like this.' });
  assert.equal(reply.status, 303);
  shop.set({ auto_close_hours: 2 });
  await suite.test('what was silent for so long is closed, and says so', async () => {
    shop.itIs(shop.now.getTime() + 2 * 3_600_000 + 1000);
    await eventually(() => shop.records(answered.conversation)
      .some(({ k, by, to }) => k === 'status' && by === 's:silence' &&
            to === 'closed'), 'the close');
    const last = (await answered.history()).at(-1);
    assert.equal(last.kind, 'status');
    assert.equal(last.from, 'system');
  });
  await suite.test('who waits for us is not closed', () => {
    assert.ok(!shop.records(waiting.conversation)
      .some(({ k }) => k === 'status'));
  });
  return answered;
}

async function retention(suite, shop, instance) {
  const old = await shop.guest('Zanzibar');
  await old.upload();
  const admin = await new User(instance, 'admin').signIn();
  const closed = await admin.post(api(old.conversation, 'status'),
                                  { key: freshKey(), status: 'closed' });
  assert.equal(closed.status, 303);
  const files = join(instance.data, 'files', ...days(old.conversation));
  assert.ok(existsSync(files));
  shop.set({ retention_days: 30 });
  shop.itIs(shop.now.getTime() + 31 * 86_400_000);
  await suite.test('an old closed conversation goes with its files', async () => {
    await eventually(() => !existsSync(shop.file(old.conversation)),
                     'the end');
    assert.ok(!existsSync(join(files, old.conversation)));
  });
  await suite.test('no list names it any more', async () => {
    const list = await old.call('GET', '/conversations/');
    assert.deepEqual(list.json.conversations, []);
    const gone = await old.call(
      'GET', `/conversation/${old.conversation}/messages/`);
    assert.equal(gone.status, 404);
    const again = await new User(instance, 'admin').signIn();
    await eventually(async () => !(await again.call(
      'GET', '/support/conversations/')).text.includes(old.conversation),
    'the staff\'s list without it');
    const page = await again.call(
      'GET', `/support/conversation/${old.conversation}/`);
    assert.equal(page.status, 404);
  });
  await suite.test('the audit log has a line for it', () => {
    const folder = join(instance.data, 'audit');
    const lines = readdirSync(folder)
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
      .filter((line) => line.includes(old.conversation) &&
              line.includes('"conversation_removed"'));
    assert.equal(lines.length, 1);
  });
  await suite.test('its customer writes on in a new conversation', async () => {
    const before = old.conversation;
    await old.create('Are you there?');
    assert.notEqual(old.conversation, before);
    const page = await (await new User(instance, 'admin').signIn()).call(
      'GET', `/support/conversation/${old.conversation}/`);
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes(before), 'no earlier conversation');
  });
  await suite.test('and verify finds nothing wrong', () =>
    instance.ctl('verify'));
}

export default async function routing(suite) {
  const instance = await Instance.start({ clock: kMonday });
  const shop = new Shop(instance);
  try {
    shop.itIs(kMonday);
    const marta = await new User(instance, 'marta').signIn();
    await new User(instance, 'admin').signIn();
    await settingsChange(suite, shop);
    await assignment(suite, shop, marta);
    await outOfHours(suite, shop);
    await silence(suite, shop, marta);
    await retention(suite, shop, instance);
  } finally {
    await instance.stop();
  }
}
