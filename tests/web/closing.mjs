// Decisions of staff that rest on what a page showed: closing, taking and
// changing a status when the customer or a colleague was faster.
import assert from 'node:assert/strict';
import { freshKey, multipart, png } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { refused } from './refused.mjs';

const api = (id, what) => `/support/agent/api/conversation/${id}/${what}/`;
const page = (id) => `/support/conversation/${id}/`;

// The hidden fields `name` of a page, in order.
const fields = (text, name) =>
  [...text.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))]
    .map((found) => found[1]);

async function chat(instance) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('Good day');
  return ana;
}

async function closing(suite, instance, marta) {
  const ana = await chat(instance);
  const id = ana.conversation;
  const status = async () => (await marta.call(
    'GET', api(id, 'messages'))).json.status;
  const shown = async () => fields((await marta.call('GET', page(id))).text,
                                   'shown');
  const before = await shown();
  await suite.test('composer, status box and Close say what was shown', () => {
    assert.deepEqual(before, ['2', '2', '2']);
  });
  await ana.send('And one more thing');
  const old = { shown: '2', status: 'closed' };

  await suite.test('Close over a message that was not shown: 409', async () => {
    const answer = await refused(instance, 409, null, () =>
      marta.post(api(id, 'status'), { key: freshKey(), ...old }));
    assert.match(answer.text, /The customer has written in the meantime/);
    assert.ok(answer.text.includes(`data-page="${page(id)}"`), 'its page');
    assert.match(answer.text, /And one more thing/, 'what was not seen');
  });
  await suite.test('the status box over such a message: 409', () =>
    refused(instance, 409, null, () => marta.post(api(id, 'status'), {
      key: freshKey(), was_status: 'open', assignee: 'marta',
      was_assignee: '', ...old })));
  await suite.test('Send and close over it: 409, and the text is kept', async () => {
    const answer = await refused(instance, 409, null, () =>
      marta.post(api(id, 'send'), { key: freshKey(), text: 'Bye & <thanks>',
                                    then: 'closed', shown: '2' }));
    assert.match(answer.text, /<textarea[^>]*>Bye &amp; &lt;thanks&gt;</);
  });
  await suite.test('with a file it is the same, and the file is not kept', () =>
    refused(instance, 409, null, () => marta.call('POST', api(id, 'send'), {
      multipart: multipart([
        ['csrf', marta.csrf], ['key', freshKey()], ['text', 'Bye'],
        ['then', 'closed'], ['shown', '2'],
        ['file', { name: 'a.png', type: 'image/png', bytes: png }]]) })));
  await suite.test('a program is told the same', () =>
    refused(instance, 409, 'conflict', () => marta.call(
      'POST', api(id, 'status'), {
        json: { key: freshKey(), status: 'closed', shown: 2 },
        headers: { accept: 'application/json',
                   'x-csrf-token': marta.csrf } })));
  await suite.test('a number that is none: 400', () =>
    refused(instance, 400, null, () => marta.post(api(id, 'status'), {
      key: freshKey(), status: 'closed', shown: 'two' })));
  await suite.test('a reply that does not close asks for nothing', async () => {
    const answer = await marta.post(api(id, 'send'), {
      key: freshKey(), text: 'Yes?', then: 'pending', shown: '2' });
    assert.equal(answer.status, 303);
  });
  await suite.test('what the page shows now may be closed', async () => {
    const answer = await marta.post(api(id, 'send'), {
      key: freshKey(), text: 'Bye', then: 'closed', shown: (await shown())[0] });
    assert.equal(answer.status, 303, answer.text);
    assert.equal(await status(), 'closed');
  });
  await suite.test('who says nothing of it closes as before', async () => {
    await ana.send('Hello again');
    const answer = await marta.post(api(id, 'status'), {
      key: freshKey(), status: 'closed' });
    assert.equal(answer.status, 303);
    assert.equal(await status(), 'closed');
  });
}

async function taking(suite, instance, marta, admin) {
  const ana = await chat(instance);
  const id = ana.conversation;
  const take = (user) => user.post(api(id, 'assign'), {
    key: freshKey(), assignee: user.login, was_assignee: '' });

  await suite.test('of two who take a conversation at once one gets it',
    async () => {
      const answers = await Promise.all([marta, admin].map(take));
      assert.deepEqual(answers.map((one) => one.status).sort(), [303, 409]);
      const late = answers.find((one) => one.status === 409);
      assert.match(late.text, /has the conversation now/);
      const { text } = await marta.call('GET', page(id));
      const first = answers[0].status === 303 ? 'marta' : 'admin';
      // Twice where the one who looks may still take it.
      assert.deepEqual([...new Set(fields(text, 'was_assignee'))], [first]);
    });
  await suite.test('taking what one has writes nothing', async () => {
    const mine = fields((await marta.call('GET', page(id))).text,
                        'was_assignee')[0];
    const before = instance.stored();
    const answer = await marta.post(api(id, 'assign'), {
      key: freshKey(), assignee: mine, was_assignee: '' });
    assert.equal(answer.status, 303);
    assert.deepEqual(instance.stored(), before);
  });
  await suite.test('a status that a colleague changed is not changed: 409',
    async () => {
      const set = (user, to) => user.post(api(id, 'status'), {
        key: freshKey(), was_status: 'open', status: to });
      assert.equal((await set(admin, 'pending')).status, 303);
      const answer = await refused(instance, 409, null,
                                   () => set(marta, 'closed'));
      assert.match(answer.text, /The conversation is pending now/);
    });
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const marta = await new User(instance, 'marta').signIn();
    const admin = await new User(instance, 'admin').signIn();
    await closing(suite, instance, marta);
    await taking(suite, instance, marta, admin);
  } finally {
    await instance.stop();
  }
}
