// What `supportctl erase` and `retention` leave for those who have the chat
// open: widget, staff pages, search, export, links to files.
import assert from 'node:assert/strict';
import { ask, freshKey } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const kSecret = 'my card is mauve';
const api = (id, what) => `/support/agent/api/conversation/${id}/${what}/`;

async function aMessage(suite, instance, marta) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('Good day');
  const id = ana.conversation;
  const key = freshKey();
  const url = `/support/api/conversation/${id}/`;
  const get = (path) => ask(instance.origin, 'GET', url + path,
                            { token: ana.token });
  const send = () => ask(instance.origin, 'POST', `${url}send/`,
                         { token: ana.token, json: { text: kSecret, key } });
  const { n, cursor } = (await send()).json;
  const staffCursor = (await marta.call('GET', api(id, 'messages'))).json.cursor;
  await ana.send('after');
  await eventually(async () => (await marta.call(
    'GET', '/support/conversations/?q=mauve')).text.includes(id),
                   'search finds it');
  await instance.ctl('erase', 'message', id, String(n), '--yes');

  await suite.test('an open widget is told to read anew, once', async () => {
    const old = await get(`messages/?after=${cursor}`);
    assert.equal(old.status, 409);
    assert.equal(old.code, 'resync');
    const fresh = (await get('messages/')).json;
    assert.equal((await get(`messages/?after=${fresh.cursor}`)).status, 204);
    assert.deepEqual(fresh.messages.map(({ kind }) => kind),
                     ['message', 'removed', 'message']);
    assert.ok(!JSON.stringify(fresh).includes('mauve'));
    assert.deepEqual(Object.keys(fresh.messages[1]), ['n', 't', 'kind']);
  });
  await suite.test('an open staff page too, and it says so', async () => {
    const old = await marta.call(
      'GET', `${api(id, 'messages')}?after=${staffCursor}`);
    assert.equal(old.status, 409);
    const page = (await marta.call('GET', `/support/conversation/${id}/`)).text;
    assert.match(page, /A message was removed/);
    assert.ok(!page.includes('mauve'));
  });
  await suite.test('transcripts and exports have no word of it', async () => {
    const transcript = (await marta.call('GET', api(id, 'transcript'))).text;
    assert.match(transcript, /A message was removed\./);
    const file = (await marta.call(
      'GET', '/support/agent/export/?format=jsonl')).text;
    assert.ok(file.includes(id));
    assert.ok(!(transcript + file).includes('mauve'));
  });
  await suite.test('search does not find it any more', () => eventually(
    async () => !(await marta.call(
      'GET', '/support/conversations/?q=mauve')).text.includes(id),
    'it is gone from the index'));
  await suite.test('its sender\'s retry gives the old number and stores nothing',
                   async () => {
    assert.equal((await send()).json.n, n);
    assert.ok(!(await get('messages/')).text.includes('mauve'));
  });
}

async function aNote(suite, instance, marta) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('Good day');
  const id = ana.conversation;
  await marta.post(api(id, 'note'), { key: freshKey(), text: kSecret });
  await instance.ctl('erase', 'message', id, '3', '--yes');
  await suite.test('a customer does not see that there was a note', async () => {
    const { text } = await ask(instance.origin, 'GET',
      `/support/api/conversation/${id}/messages/`, { token: ana.token });
    assert.ok(!text.includes('removed'));
  });
}

async function aFile(suite, instance, marta) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('Good day');
  const id = ana.conversation;
  await ana.upload();
  const path = `/support/file/${id}/3`;
  const signed = (await ask(instance.origin, 'GET',
    `/support/api/conversation/${id}/file/3/`, { token: ana.token })).json.url;
  assert.equal((await marta.call('GET', path)).status, 200);
  await instance.ctl('erase', 'message', id, '3', '--yes');
  await suite.test('a removed file is 404 by every address', async () => {
    assert.equal((await marta.call('GET', path)).status, 404);
    assert.equal((await ask(instance.origin, 'GET', signed)).status, 404);
    assert.equal((await ask(instance.origin, 'GET',
      `/support/api/conversation/${id}/file/3/`,
      { token: ana.token })).status, 404);
  });
}

async function aCustomer(suite, instance, marta) {
  const ben = new Customer(instance, { identity: instance.identity(
    { claims: { sub: 'ben', name: 'Ben' } }) });
  await ben.create(kSecret);
  const id = ben.conversation;
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('Good day');
  await instance.ctl('erase', 'customer', '--sub', 'ben', '--yes');
  const poll = (who) => ask(instance.origin, 'GET',
    `/support/api/conversation/${who.conversation}/messages/`,
    { token: who.token });
  await suite.test('an erased customer is nobody, and others are served',
                   async () => {
    assert.equal((await poll(ben)).status, 404);
    assert.equal((await poll(ana)).status, 200);
    assert.equal((await marta.call(
      'GET', `/support/conversation/${id}/`)).status, 404);
    await eventually(async () => !(await marta.call(
      'GET', '/support/conversations/?q=mauve')).text.includes(id),
                     'the list forgets it');
  });
  await suite.test('the store is whole', async () => {
    assert.match(await instance.ctl('verify'), /./);
  });
}

export default async function (suite) {
  const instance = await Instance.start({ accounts: true, workers: 2 });
  try {
    const marta = await new User(instance, 'marta').signIn();
    await aMessage(suite, instance, marta);
    await aNote(suite, instance, marta);
    await aFile(suite, instance, marta);
    await aCustomer(suite, instance, marta);
  } finally {
    await instance.stop();
  }
}
