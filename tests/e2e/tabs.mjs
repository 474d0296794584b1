// Two tabs of one browser are one customer.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { Staff } from './staff.mjs';
import { conversations, texts } from './stored.mjs';

const inBox = (chat, text) => eventually(
  async () => await chat.box.inputValue() === text, `"${text}" in the box`);

async function firstWords(suite, one, other) {
  await suite.test('first messages of two tabs open one conversation',
    async () => {
      await Promise.all([one.chat.open(), other.open()]);
      await Promise.all([one.chat.send('from the left'),
                         other.send('from the right')]);
      assert.equal(conversations(one.instance).length, 1);
      assert.deepEqual(texts(one.instance).sort(),
                       ['from the left', 'from the right']);
    });
  await suite.test('each tab shows each message once', async () => {
    for (const chat of [one.chat, other]) {
      await chat.said('from the left').waitFor();
      await chat.said('from the right').waitFor();
      assert.equal(await chat.log.locator('.m').count(), 2);
    }
  });
}

async function drafts(suite, one, other) {
  await suite.test('a draft of one tab is in the other', async () => {
    await one.chat.box.fill('half a sent');
    await inBox(other, 'half a sent');
  });
  await suite.test('a tab that writes without knowing it takes it not away',
    async () => {
      await other.page.evaluate(() => {
        const key = Object.keys(localStorage).find((name) => /ana$/.test(name));
        const { draft, typed, ...rest } = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({ ...rest, at: Date.now() });
        if (!draft || !typed) throw new Error('no draft');
      });
      await eventually(async () =>
        /half a sent/.test(Object.values(await one.stored()).join()), 'draft');
      assert.equal(await one.chat.box.inputValue(), 'half a sent');
    });
  await suite.test('and gone from both when it is sent', async () => {
    await other.send('half a sentence');
    await inBox(one.chat, '');
    await one.chat.said('half a sentence').waitFor();
    assert.equal(texts(one.instance).filter((text) => /half/.test(text)).length,
                 1);
  });
}

async function reading(suite, one, other, marta) {
  const named = (chat) => chat.launcher.getAttribute('aria-label');
  await suite.test('read in one tab is read in the other', async () => {
    await one.chat.close.click();
    await other.close.click();
    await marta.signIn();
    await marta.row('half a sentence').waitFor();
    await marta.open('half a sentence');
    await marta.reply('The whole answer');
    await Promise.all([one.page, other.page].map((page) => page.reload()));
    for (const chat of [one.chat, other]) {
      await eventually(async () => /1 new message/.test(await named(chat)),
                       'the badge');
    }
    await other.open();
    await other.said('The whole answer').waitFor();
    await eventually(async () => await named(one.chat) === 'Open chat',
                     'no badge in the other tab');
  });
  await suite.test('staff may close over what their page drew by itself',
    async () => {
      // The composer is never drawn anew, but knows of the message too.
      await marta.page.getByLabel('Message', { exact: true }).fill('Welcome');
      await other.send('My thanks');
      await marta.said('My thanks').waitFor();
      await marta.page.getByRole('button', { name: 'Send and close' }).click();
      await marta.said('Welcome').waitFor();
      await marta.status().getByText('Closed').waitFor();
    });
  await suite.test('reset() in one tab clears the other', async () => {
    await one.chat.open();
    await one.chat.said('The whole answer').waitFor();
    await other.page.evaluate(() => window.SupportChat.reset());
    await one.chat.said('The whole answer').waitFor({ state: 'detached' });
    assert.deepEqual(await one.stored(), {});
  });
}

async function guests(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  await suite.test('a guest right after reset() is another one', async () => {
    await one.go('/shop/');
    await one.chat.open();
    await one.chat.send('of the guest before');
    await one.page.evaluate(() => window.SupportChat.reset());
    await one.chat.open();
    await one.chat.send('of the guest after');
    assert.equal(await one.chat.log.locator('.m').count(), 1);
    const apart = conversations(instance).filter(({ records }) =>
      records.some(({ text }) => /of the guest/.test(text)));
    assert.equal(apart.length, 2);
  });
  await one.leave();
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  const marta = await Staff.come(browser, instance);
  try {
    await one.signIn();
    const other = await one.secondTab('/shop/rentals/');
    await firstWords(suite, one, other);
    await drafts(suite, one, other);
    await reading(suite, one, other, marta);
    await guests(suite, browser, instance);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...one.faults, ...marta.faults], []));
  } finally {
    await one.leave();
    await marta.leave();
    await instance.stop();
  }
}
