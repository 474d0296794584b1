// What else the panel can show: the menu, the list of earlier chats and a visit
// to one of them, the transcript, and that nothing can be reached.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { focusIs, Shopper } from './shopper.mjs';
import { conversations, texts } from './stored.mjs';

const kApi = '**/support/api/**';
const kLists = '**/support/api/conversations/';
const kTranscripts = '**/support/api/conversation/*/transcript/';

async function choose(chat, name) {
  await chat.menu.click();
  await chat.entry(name).click();
}

const gone = { error: { code: 'not_found', message: 'It is not there.' } };

const listed = (chat, name) => chat.inside.locator('.past')
  .getByRole('button', { name });

async function menu(suite, one) {
  const { chat, page } = one;
  await suite.test('Enter opens the menu, and Tab leads into it', async () => {
    await chat.menu.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await focusIs(chat, 'Your earlier chats');
  });
  await suite.test('Esc closes the menu first, the panel next', async () => {
    await page.keyboard.press('Escape');
    await focusIs(chat, 'Menu');
    assert.ok(await chat.panel.isVisible());
    assert.ok(!await chat.entry('Your earlier chats').isVisible());
    await page.keyboard.press('Escape');
    await chat.panel.waitFor({ state: 'hidden' });
  });
  await suite.test('a click elsewhere closes it, in the panel or the page',
    async () => {
      await chat.open();
      for (const place of [chat.box, page.getByRole('heading').first()]) {
        await chat.menu.click();
        await chat.entry('Your earlier chats').waitFor();
        await place.click();
        await chat.entry('Your earlier chats').waitFor({ state: 'hidden' });
      }
    });
  await suite.test('a second press on its button closes it', async () => {
    await chat.menu.click();
    await chat.menu.click();
    assert.ok(!await chat.entry('Your earlier chats').isVisible());
  });
  await suite.test('without a conversation there is none to download',
    async () => {
      await chat.menu.click();
      assert.ok(!await chat.entry('Download transcript').isVisible());
      assert.ok(!await chat.entry('Start a new chat').isVisible());
      await chat.menu.click();
    });
}

async function nothingYet(suite, one) {
  const { chat } = one;
  await suite.test('who never wrote reads so, and the server is not asked',
    async () => {
      await choose(chat, 'Your earlier chats');
      await chat.inside.getByText('No earlier chats yet').waitFor();
      await focusIs(chat, 'Your earlier chats');
      assert.deepEqual(one.asked('/support/api/conversations/'), []);
    });
  await suite.test('Back leads to the box', async () => {
    await chat.back.click();
    await focusIs(chat, 'Write a message');
    assert.ok(!await chat.back.isVisible());
  });
}

async function visits(suite, one, marta) {
  const { chat, instance, page } = one;
  const id = (text) => conversations(instance).find(({ records }) =>
    records.some((record) => record.text === text)).id;
  const act = (text, what, fields) => marta.post(
    `/support/agent/api/conversation/${id(text)}/${what}/`,
    { key: freshKey(), ...fields });
  await suite.test('a new chat begins with an empty log', async () => {
    await chat.send('Where is my parcel?');
    await choose(chat, 'Start a new chat');
    await focusIs(chat, 'Write a message');
    assert.equal(await chat.log.locator('.m').count(), 0);
    await chat.send('Do you wrap presents?');
    assert.equal(conversations(instance).length, 2);
  });
  await suite.test('the list has both, with what became of them', async () => {
    await act('Where is my parcel?', 'send', { text: 'On its way' });
    await act('Where is my parcel?', 'status', { status: 'closed' });
    await choose(chat, 'Your earlier chats');
    await listed(chat, /^On its way .*Chat closed · 1 new message$/).waitFor();
    const present = listed(chat, 'Do you wrap presents?');
    assert.equal(await present.getAttribute('aria-current'), 'true');
  });
  await suite.test('what comes meanwhile is not taken for read', async () => {
    await act('Do you wrap presents?', 'send', { text: 'We do' });
    await chat.inside.locator('.m').filter({ hasText: 'We do' })
      .waitFor({ state: 'attached' });
    assert.ok(conversations(instance).every(({ records }) =>
      records.every((one_) => one_.k !== 'seen' || one_.by[0] !== 'c')));
  });
  await suite.test('opening one shows it, and reads it', async () => {
    await listed(chat, /^On its way/).click();
    await chat.said('On its way').waitFor();
    await focusIs(chat, 'Write a message');
    assert.equal(await chat.said('Do you wrap presents?').count(), 0);
    await eventually(() => conversations(instance).some(({ records }) =>
      records[1].text === 'Where is my parcel?' &&
      records.some(({ k, by }) => k === 'seen' && by[0] === 'c')), 'seen');
  });
  await suite.test('Back leads to the list and then to the present one',
    async () => {
      await chat.back.click();
      await listed(chat, /^On its way .*Chat closed$/).waitFor();
      await chat.back.click();
      await chat.said('Do you wrap presents?').waitFor();
      assert.equal(await chat.said('On its way').count(), 0);
    });
  await suite.test('a visit outlives a reload and ends with a close',
    async () => {
      await choose(chat, 'Your earlier chats');
      await listed(chat, /^On its way/).click();
      await chat.said('On its way').waitFor();
      await page.reload();
      await chat.said('On its way').waitFor();
      await chat.close.click();
      await chat.open();
      await chat.said('We do').waitFor();
    });
  await suite.test('what is written there reopens it, and it is the present',
    async () => {
      await choose(chat, 'Your earlier chats');
      await listed(chat, /^On its way/).click();
      await chat.said('On its way').waitFor();
      await chat.send('It has not come');
      assert.ok(!await chat.back.isVisible());
      await chat.close.click();
      await chat.open();
      await chat.said('It has not come').waitFor();
      const { records } = conversations(instance).find((conversation) =>
        conversation.records[1].text === 'Where is my parcel?');
      assert.equal(records.at(-1).text, 'It has not come');
    });
  await suite.test('what is unsent is not taken to another chat', async () => {
    await one.context.route('**/send/', (route) => route.abort());
    await chat.box.fill('for here alone');
    await chat.box.press('Enter');
    await choose(chat, 'Your earlier chats');
    await listed(chat, /^We do/).click();
    await chat.said('for here alone').waitFor();
    await chat.said('It has not come').waitFor();
    await one.context.unroute('**/send/');
    await chat.insist('for here alone');
    assert.equal(texts(instance).filter((text) => /alone/.test(text)).length, 1);
  });
}

async function elsewhere(suite, one) {
  const { chat, instance } = one;
  await suite.test('nor is what another tab has not sent', async () => {
    const other = await one.secondTab();
    await other.page.route('**/send/', (route) => route.abort());
    await other.said('It has not come').waitFor();
    await other.box.fill('from the other');
    await other.box.press('Enter');
    await choose(chat, 'Your earlier chats');
    await listed(chat, /^We do/).click();
    await chat.status.getByText('Not sent').waitFor();
    await other.page.unroute('**/send/');
    await other.insist('from the other');
    const { records } = conversations(instance).find((conversation) =>
      conversation.records.some(({ text }) => text === 'from the other'));
    assert.ok(records.some(({ text }) => text === 'for here alone'));
    await other.page.close();
  });
}

async function removed(suite, one) {
  const { chat, instance, context } = one;
  await suite.test('a visit to what has been removed ends where it began',
    async () => {
      await choose(chat, 'Your earlier chats');
      await listed(chat, /^We do/).click();
      await chat.said('We do').waitFor();
      const { id } = conversations(instance).find(({ records }) =>
        records.some(({ text }) => text === 'We do'));
      await context.route('**/messages/**', (route) =>
        (route.request().url().includes(id)
          ? route.fulfill({ status: 404, json: gone }) : route.continue()));
      await context.route(kLists, (route) => route.fulfill(
        { json: { conversations: [] } }));
      await chat.status.getByText('This chat is gone').waitFor();
      await chat.said('for here alone').waitFor();
      assert.ok(!await chat.back.isVisible());
      await context.unroute('**/messages/**');
      await context.unroute(kLists);
    });
}

async function refusals(suite, one) {
  const { chat, context } = one;
  await suite.test('a list that cannot be had is said, and Back leads on',
    async () => {
      await context.route(kLists, (route) => route.abort());
      await choose(chat, 'Your earlier chats');
      await chat.status.getByText('Not reachable').waitFor();
      await chat.back.click();
      await focusIs(chat, 'Write a message');
      await context.unroute(kLists);
    });
  await suite.test('so is a transcript', async () => {
    await context.route(kTranscripts, (route) => route.fulfill({ status: 503 }));
    await choose(chat, 'Download transcript');
    await chat.status.getByText('Not reachable').waitFor();
    await focusIs(chat, 'Menu');
    await context.unroute(kTranscripts);
  });
  await suite.test('the transcript is a file named after the chat',
    async () => {
      const [download] = await Promise.all([
        chat.page.waitForEvent('download'),
        choose(chat, 'Download transcript')]);
      const stored = conversations(one.instance).map(({ id }) =>
        `chat-${id}.txt`);
      assert.ok(stored.includes(download.suggestedFilename()));
      assert.match(readFileSync(await download.path(), 'utf8'),
                   /It has not come\n/);
    });
}

async function unreachable(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  const { chat, context } = one;
  try {
    await suite.test('where nothing could be loaded, that is all there is',
      async () => {
        await context.route(kApi, (route) => route.abort());
        await one.go('/shop/');
        await chat.launcher.click();
        await chat.status.getByText('The chat cannot be reached').waitFor();
        await chat.box.waitFor({ state: 'hidden' });
        await focusIs(chat, 'Chat');
      });
    await suite.test('Try now brings the chat, and the focus into its box',
      async () => {
        await context.unroute(kApi);
        await chat.inside.getByRole('button', { name: 'Try now' }).click();
        await chat.box.waitFor();
        await focusIs(chat, 'Write a message');
      });
    await suite.test('later, or with words in the box, it is a line above it',
      async () => {
        await chat.send('still here');
        await context.route(kApi, (route) => route.abort());
        await chat.status.getByText('The chat cannot be reached').waitFor();
        assert.ok(await chat.said('still here').isVisible());
        assert.ok(await chat.box.isVisible());
      });
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
  }
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  const marta = await new User(instance, 'marta').signIn();
  try {
    await one.go('/shop/');
    await one.chat.open();
    await menu(suite, one);
    await nothingYet(suite, one);
    await visits(suite, one, marta);
    await elsewhere(suite, one);
    await removed(suite, one);
    await refusals(suite, one);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
    await unreachable(suite, browser, instance);
  } finally {
    await one.leave();
    await instance.stop();
  }
}
