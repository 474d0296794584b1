// What guests are asked before a chat: what is missing or wrong is named and
// nothing is stored, and who is signed in is never asked.
import assert from 'node:assert/strict';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { refused } from './refused.mjs';

const kSentence = 'I have read the <b>privacy notice</b> & agree.';
const kHostile = '"><img src=x onerror=alert(1)>{{shop}}\u202e';

let rev = 0;
const shop = (instance, settings) => {
  rev += 1;
  instance.write('settings.json', JSON.stringify({ rev, ...settings }));
};
const asksAll = { ask_name: 'required', ask_email: 'required',
                  consent: kSentence, privacy_url: '/privacy/' };
const told = { name: 'Ana Reis', email: 'ana@mail.example', consent: true };

async function questions(suite, guest, instance) {
  const config = async () => (await guest.call('GET', '/config/')).json;
  await suite.test('config tells that nothing is asked at first', async () => {
    const { ask, rating } = await config();
    assert.deepEqual(ask, { name: 'no', email: 'no', consent: '',
                            privacy: '' });
    assert.equal(rating, true);
  });
  await suite.test('config tells what is asked', async () => {
    shop(instance, { ...asksAll, ask_email: 'optional', asks_rating: false });
    const { ask, rating } = await config();
    assert.deepEqual(ask, { name: 'required', email: 'optional',
                            consent: kSentence, privacy: '/privacy/' });
    assert.equal(rating, false);
  });
}

// [what it is, fields, the field that is named]
const lacking = [
  ['nothing', {}, 'name'],
  ['a name of blanks', { ...told, name: ' \t\u2003' }, 'name'],
  ['a name of marks that do not show', { ...told, name: '\u202e\u200f' },
   'name'],
  ['a name of null', { ...told, name: null }, 'name'],
  ['no e-mail', { ...told, email: '' }, 'email'],
  ['an e-mail without @', { ...told, email: 'ana.mail.example' }, 'email'],
  ['an e-mail of nobody', { ...told, email: '@mail.example' }, 'email'],
  ['an e-mail with a blank', { ...told, email: 'ana reis@mail.example' },
   'email'],
  ['an e-mail that is too long', { ...told, email: `${'x'.repeat(251)}@b.c` },
   'email'],
  ['no consent', { ...told, consent: undefined }, 'consent'],
  ['consent refused', { ...told, consent: false }, 'consent'],
  ['consent of null', { ...told, consent: null }, 'consent'],
];
const wrongTypes = [
  ['a list as name', { name: ['Ana'] }], ['a number as e-mail', { email: 5 }],
  ['"yes" as consent', { consent: 'yes' }], ['1 as consent', { consent: 1 }],
  ['an object as consent', { consent: {} }],
];

async function refusals(suite, instance) {
  shop(instance, asksAll);
  for (const [what, fields, field] of lacking) {
    await suite.test(`${what}: 422, ${field} is named`, async () => {
      const guest = new Customer(instance);
      const answer = await refused(instance, 422, 'incomplete',
                                   () => guest.tryCreate(fields));
      assert.equal(answer.json.error.field, field);
    });
  }
  for (const [what, fields] of wrongTypes) {
    await suite.test(`${what}: 400`, () => {
      const guest = new Customer(instance);
      return refused(instance, 400, 'bad_request',
                     () => guest.tryCreate({ ...told, ...fields }));
    });
  }
  await suite.test('without a text, too', () => refused(instance, 422,
    'incomplete', () => new Customer(instance).tryCreate({ text: undefined })));
}

async function takes(suite, instance, marta) {
  const guest = new Customer(instance);
  const key = 'the-key-of-the-first';
  await suite.test('after a refusal the same key is good, once', async () => {
    assert.equal((await guest.tryCreate({ key })).status, 422);
    const answer = await guest.tryCreate({ key, ...told });
    assert.equal(answer.status, 200, answer.text);
    guest.conversation = answer.json.conversation;
    const again = await guest.tryCreate({ key, ...told });
    assert.equal(again.json.conversation, guest.conversation);
    assert.equal(again.json.n, answer.json.n);
    assert.equal((await guest.history()).length, 1);
  });
  const page = async (id) =>
    (await marta.call('GET', `/support/conversation/${id}/`)).text;
  await suite.test('staff see who it is and what was agreed to', async () => {
    const text = await page(guest.conversation);
    assert.match(text, /<h1>Ana Reis<\/h1>/);
    assert.match(text, /mailto:ana@mail\.example/);
    assert.match(text, /Agreed to<\/dt><dd id="consent">I have read the &lt;b&gt;privacy notice&lt;\/b&gt; &amp; agree\.</);
  });
  await suite.test('hostile words are words', async () => {
    const one = new Customer(instance);
    const answer = await one.tryCreate({ ...told, name: kHostile,
                                         email: '<b>@"onclick=x' });
    assert.equal(answer.status, 200, answer.text);
    const text = await page(answer.json.conversation);
    assert.ok(text.includes('&lt;img src=x onerror=alert(1)&gt;{{shop}}<'));
    assert.ok(!text.includes('<img src=x') && !text.includes('\u202e'));
    assert.ok(!/href="mailto:[^"]*onclick/.test(text));
  });
  await suite.test('a second conversation of the same guest is asked again',
    () => refused(instance, 422, 'incomplete', () => guest.tryCreate()));
}

async function signed(suite, instance) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await suite.test('a signed customer is never asked', async () => {
    assert.equal((await ana.tryCreate()).status, 200);
    ana.identity = undefined;
    assert.equal((await ana.tryCreate()).status, 200, 'nor the token');
  });
  await suite.test('a guest who signs in is asked no more', async () => {
    const bea = new Customer(instance);
    assert.equal((await bea.tryCreate(told)).status, 200);
    bea.identity = instance.identity({ claims: { sub: 'bea' } });
    assert.equal((await bea.tryCreate()).status, 200);
    bea.identity = undefined;
    assert.equal((await bea.tryCreate()).status, 200);
  });
  await suite.test('a forged identity is no way around', () => refused(instance,
    403, 'identity_invalid', () => new Customer(instance).tryCreate(
      { identity: instance.identity({ secret: 'x'.repeat(32) }) })));
}

async function rated(suite, instance, marta) {
  shop(instance, {});
  const ana = new Customer(instance);
  await ana.create('Hello');
  const id = ana.conversation;
  const listed = async () => (await ana.call('GET', '/conversations/')).json
    .conversations[0].rating;
  const rate = (value) => ana.call('POST', `/conversation/${id}/rating/`,
    { json: { value, text: 'For you', key: `rating-of-${value}` } });
  await suite.test('a conversation without a rating has none', async () =>
    assert.equal(await listed(), null));
  await marta.post(`/support/agent/api/conversation/${id}/send/`,
    { key: 'reply-of-marta', kind: 'reply', then: 'closed', text: 'Done.' });
  await suite.test('a customer sees the own rating', async () => {
    for (const value of [2, 4]) assert.equal((await rate(value)).status, 200);
    assert.equal(await listed(), 4);
    const last = (await ana.history()).at(-1);
    assert.deepEqual({ ...last, n: 0, t: '' },
      { n: 0, t: '', kind: 'rating', from: 'customer', value: 4 });
  });
  await suite.test('and it comes with a poll', async () => {
    const path = `/conversation/${id}/messages/`;
    const { cursor } = (await ana.call('GET', path)).json;
    await rate(5);
    const { json } = await ana.call('GET', `${path}?after=${cursor}`);
    assert.deepEqual(json.messages.map(({ kind, value }) => [kind, value]),
                     [['rating', 5]]);
  });
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const marta = await new User(instance, 'marta').signIn();
    await questions(suite, new Customer(instance), instance);
    await refusals(suite, instance);
    await takes(suite, instance, marta);
    await signed(suite, instance);
    await rated(suite, instance, marta);
  } finally {
    await instance.stop();
  }
}
