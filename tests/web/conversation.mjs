// What staff do to one conversation, and what a page of theirs is told:
// answers that cross, tags, handing over, who else is there.
import assert from 'node:assert/strict';
import { freshKey, multipart, png } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { refused } from './refused.mjs';
import { eventually } from './suite.mjs';

const api = (id, what) => `/support/agent/api/conversation/${id}/${what}/`;
const field = (text, name) =>
  new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1];

async function crossing(suite, instance, marta, ines, ana) {
  const id = ana.conversation;
  const page = async () => (await marta.call(
    'GET', `/support/conversation/${id}/`)).text;
  const old = field(await page(), 'shown');
  const send = (user, fields) => user.post(api(id, 'send'), {
    key: freshKey(), kind: 'reply', then: 'pending', ...fields });
  assert.equal((await send(ines, { text: 'Of Ines', shown: old })).status, 303);

  const mine = { text: 'Of <Marta>', shown: old, key: freshKey(),
                 quick: 'aaaaaaaaaaa1 <b> aaaaaaaaaaa1' };
  await suite.test('a second answer is not sent, and both are on the page',
    async () => {
      const { text } = await refused(instance, 409, null,
                                     () => send(marta, mine));
      assert.match(text, /Ines Okoye answered while you wrote/);
      assert.match(text, /Of Ines/);
      assert.match(text, /<textarea[^>]*>Of &lt;Marta&gt;</);
      assert.equal(field(text, 'key" id="key'), mine.key, 'the draft keeps its key');
      assert.equal(field(text, 'quick'), 'aaaaaaaaaaa1');
      assert.match(text, /id="again"[^>]* autofocus/);
    });
  await suite.test('a file is not sent either', () =>
    refused(instance, 409, null, () => marta.call('POST', api(id, 'send'), {
      multipart: multipart([['csrf', marta.csrf], ['key', freshKey()],
        ['kind', 'reply'], ['text', ''], ['shown', old],
        ['file', { name: 'a.png', type: 'image/png', bytes: png }]]) })));
  await suite.test('nor when the page was drawn anew while one wrote', () =>
    refused(instance, 409, null, async () => send(marta, {
      ...mine, shown: field(await page(), 'shown'), read: old })));
  await suite.test('one\'s own answer blocks nothing', async () => {
    const answer = await send(ines, { text: 'Again of Ines', shown: old });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location,
                 `/support/conversation/${id}/#text`);
  });
  await suite.test('a note blocks nothing and is not blocked', async () => {
    assert.equal((await marta.post(api(id, 'note'), {
      key: freshKey(), kind: 'note', text: 'To know', shown: old })).status,
      303);
    const shown = field(await page(), 'shown');
    assert.equal((await ines.post(api(id, 'note'), {
      key: freshKey(), text: 'Known' })).status, 303);
    assert.equal((await send(marta, { ...mine, shown })).status, 303);
  });
  await suite.test('sent twice it is written once', async () => {
    const before = instance.stored();
    assert.equal((await send(marta, mine)).status, 303);
    assert.deepEqual(instance.stored(), before);
  });
  await suite.test('an empty reply is told at the box', async () => {
    const { text } = await refused(instance, 422, null,
      () => send(marta, { text: ' ' }));
    assert.match(text, /<textarea[^>]* id="text"[^>]* aria-invalid="true"/);
    assert.match(text, /href="#text"/);
  });
}

async function tags(suite, instance, marta, ana) {
  const id = ana.conversation;
  const tag = (fields) => marta.post(api(id, 'tag'), {
    key: freshKey(), action: 'add', ...fields });
  const shown = async () => (await marta.call(
    'GET', `/support/conversation/${id}/`)).text;
  await suite.test('a tag is put on and taken off, once', async () => {
    const key = freshKey();
    for (const _ of [1, 2]) {
      assert.equal((await tag({ key, tag: 'gift & wrap' })).status, 303);
    }
    assert.equal((await shown()).match(/added the tag gift &amp; wrap/g)
      .length, 1);
    assert.equal((await tag({ action: 'remove', tag: 'gift & wrap' })).status,
                 303);
    assert.match(await shown(), /took off the tag gift &amp; wrap/);
  });
  await suite.test('one that is none is explained, and kept', async () => {
    const { text } = await refused(instance, 400, null,
                                   () => tag({ tag: 'a, b' }));
    assert.match(text, /without commas|no comma/);
    assert.equal(field(text, 'tag" list="tags-used'), 'a, b');
  });
  await suite.test('an action that is none: 400', () =>
    refused(instance, 400, null, () => tag({ action: 'burn', tag: 'a' })));
}

async function handing(suite, instance, marta, ana) {
  const id = ana.conversation;
  const give = (fields) => marta.post(api(id, 'status'), {
    key: freshKey(), status: 'open', was_status: 'open', was_assignee: '',
    assignee: '', ...fields });
  const notes = async () => (await marta.call('GET', api(id, 'messages'))).json
    .messages.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  await ana.send('So that it is open');
  await suite.test('a note goes with it', async () => {
    const key = freshKey();
    for (const _ of [1, 2]) {
      assert.equal((await give({ key, assignee: 'admin',
                                 text: 'Wrap it.' })).status, 303);
    }
    assert.equal((await notes()).filter((one) => one === 'Wrap it.').length, 1);
  });
  await suite.test('when somebody was faster, choice and note are kept',
    async () => {
      const { text } = await refused(instance, 409, null, () =>
        give({ assignee: 'marta', text: 'Mine & now' }));
      assert.match(text, /Ines Okoye has the conversation now/);
      assert.match(text, /<option value="marta" selected>/);
      assert.match(text, /<textarea[^>]*>Mine &amp; now</);
    });
  await suite.test('a note without another agent is a note', async () => {
    assert.equal((await give({ was_assignee: 'admin', assignee: 'admin',
                               text: 'Only to know.' })).status, 303);
    assert.equal((await notes()).at(-1), 'Only to know.');
  });
}

async function people(suite, marta, ines, ana) {
  const id = ana.conversation;
  const { cursor, people: nobody } = (await marta.call(
    'GET', api(id, 'messages'))).json;
  const poll = (user, mark) => user.call('GET', `${api(id, 'messages')}` +
    `?after=${cursor}${mark === undefined ? '' : `&people=${mark}`}`);
  await suite.test('as long as the same are there, nothing is new', async () => {
    assert.equal((await poll(marta, nobody)).status, 204);
  });
  let mark;
  await suite.test('who looks at it is told to the others', async () => {
    assert.equal((await poll(ines, 'n')).status, 200);
    const { json } = await poll(marta, nobody);
    assert.deepEqual(json.viewing, ['Ines Okoye']);
    assert.deepEqual(json.messages, []);
    assert.equal(json.cursor, cursor);
    assert.equal(json.others, 'Ines Okoye is viewing');
    mark = json.people;
    assert.equal((await poll(marta, mark)).status, 204);
  });
  await suite.test('who writes too, and so does the customer', async () => {
    await ines.post(api(id, 'typing'), {});
    const { json } = await poll(marta, mark);
    assert.deepEqual(json.typing_agents, ['Ines Okoye']);
    assert.deepEqual(json.viewing, [], 'said once');
    await ana.call('POST', `/conversation/${id}/typing/`, { json: {} });
    assert.equal((await poll(marta, json.people)).json.typing, true);
  });
  await suite.test('no login is told', async () => {
    const { text } = await poll(marta, 'x');
    assert.ok(!/"(admin|marta)"/.test(text), text);
  });
}

// Another one of the same name is somebody else.
async function others(suite, instance, marta) {
  const bea = new Customer(instance, { name: 'Bea Two' });
  const namesake = new Customer(instance, { name: 'Bea Two' });
  await namesake.create('I am another');
  await bea.create('The first');
  const first = bea.conversation;
  await bea.create('The second');
  const url = await eventually(async () => {
    const { text } = await marta.call(
      'GET', `/support/conversation/${bea.conversation}/`);
    return /id="all-of-customer" href="([^"]*)"/.exec(text)?.[1];
  }, 'the index');
  await suite.test('the link to all of a customer\'s leads to theirs alone',
    async () => {
      const text = await eventually(async () => {
        const answer = await marta.call('GET', url);
        return [first, bea.conversation].every(
          (id) => answer.text.includes(`id="c-${id}"`)) && answer.text;
      }, 'a list of two');
      assert.ok(!text.includes(namesake.conversation));
      assert.match(text, /this one customer/);
    });
  await bea.create();
  await suite.test('beside one stand their others, if something was said',
    async () => {
      const { text } = await marta.call(
        'GET', `/support/conversation/${first}/`);
      const beside = text.slice(text.indexOf('id="earlier"'));
      assert.match(beside, /Other conversations <span class="count">1</);
      const list = beside.slice(0, beside.indexOf('</section>'));
      assert.match(list, />The second</);
      assert.doesNotMatch(list, />The first</);
    });
}

// A page cannot keep a file that was chosen.
async function inserting(suite, marta, ana) {
  const insert = (reply, file) => marta.call('POST',
    api(ana.conversation, 'insert'), { multipart: multipart([
      ['csrf', marta.csrf], ['key', freshKey()], ['kind', 'reply'],
      ['text', 'Dear Ana,'], ['insert', reply], ['file', file]]) });
  await suite.test('to insert a quick reply loses no file without a word',
    async () => {
      await marta.post('/support/agent/quick-replies/', {
        owner: 'own', title_of: 'Greeting', shortcut: 'greet',
        text: 'good day' });
      const { text } = await marta.call(
        'GET', `/support/conversation/${ana.conversation}/`);
      const reply = /<option value="([^"]+)">Greeting/.exec(text)[1];
      const png1 = { name: 'a.png', type: 'image/png', bytes: png };
      const told = await insert(reply, png1);
      assert.equal(told.status, 200);
      assert.match(told.text, /id="again".*the file is not kept/s);
      const none = { name: '', type: 'application/octet-stream',
                     bytes: Buffer.alloc(0) };
      assert.doesNotMatch((await insert(reply, none)).text, /id="again"/);
    });
}

// What a customer says of the conversation is read where it was.
async function rated(suite, marta, ana) {
  const id = ana.conversation;
  await marta.post(api(id, 'send'), {
    key: freshKey(), kind: 'reply', then: 'closed', text: 'Done.' });
  await ana.call('POST', `/conversation/${id}/rating/`,
    { json: { value: 2, text: 'Slow & <late>', key: freshKey() } });
  await suite.test('a rating stands in the conversation, with its words',
    async () => {
      const page = await marta.call('GET', `/support/conversation/${id}/`);
      assert.match(page.text,
        /rated the conversation 2 of 5: “Slow &amp; &lt;late&gt;”/);
      const news = await marta.call('GET', api(id, 'messages'));
      assert.equal(news.json.messages.at(-1).text, 'Slow & <late>');
      const text = await marta.call('GET', api(id, 'transcript'));
      assert.match(text.text, / rated the chat 2 of 5\.\n {4}Slow & <late>\n/);
    });
}

export default async function (suite) {
  const instance = await Instance.start({ clock: true });
  try {
    // Held: typing and viewing are shown for a few seconds only.
    instance.holdClock(new Date());
    const marta = await new User(instance, 'marta').signIn();
    const ines = await new User(instance, 'admin').signIn();
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('Good day');
    await people(suite, marta, ines, ana);
    await crossing(suite, instance, marta, ines, ana);
    await tags(suite, instance, marta, ana);
    await handing(suite, instance, marta, ana);
    await others(suite, instance, marta);
    await inserting(suite, marta, ana);
    await rated(suite, marta, ana);
  } finally {
    await instance.stop();
  }
}
