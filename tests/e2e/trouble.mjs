// What the customer sees when things break, and what is stored then.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { Staff } from './staff.mjs';
import { conversations, texts } from './stored.mjs';
import { children, end } from './workers.mjs';

const kSends = '**/support/api/conversation/*/send/';
const times = (instance, text) =>
  texts(instance).filter((one) => one === text).length;

async function failedSend(suite, one) {
  const { chat, context, instance } = one;
  await suite.test('a send that fails keeps the text and offers Retry',
    async () => {
      await context.route(kSends, (route) => route.abort());
      await chat.box.fill('lost on the way');
      await chat.sendButton.click();
      await chat.said('lost on the way').getByText('Not sent').waitFor();
      await chat.retry.waitFor();
      assert.equal(times(instance, 'lost on the way'), 0);
    });
  await suite.test('the text outlives a reload', async () => {
    await one.page.reload();
    await chat.said('lost on the way').getByText('Not sent').waitFor();
  });
  await suite.test('Retry sends it, once', async () => {
    await context.unroute(kSends);
    await chat.retry.click();
    await chat.arrived('lost on the way');
    assert.equal(times(instance, 'lost on the way'), 1);
  });
  await suite.test('stored but not answered: Retry does not double it',
    async () => {
      await context.route(kSends, async (route) => {
        await route.fetch();
        await route.abort();
      });
      await chat.box.fill('answer lost');
      await chat.sendButton.click();
      // The poll finds it stored, or the customer presses Retry: either way.
      await eventually(() => times(instance, 'answer lost') === 1, 'stored');
      await context.unrouteAll({ behavior: 'wait' });
      await chat.insist('answer lost');
      await chat.send('and after it');
      assert.equal(times(instance, 'answer lost'), 1);
      assert.equal(await chat.said('answer lost').count(), 1);
    });
}

async function byItself(suite, one) {
  const { chat, context, instance } = one;
  const polls = '**/messages/?after=*';
  await suite.test('what was cut goes again by itself, and in order',
    async () => {
      let cuts = 0;
      await context.route(kSends, (route) => {
        cuts += 1;
        return cuts < 3 ? route.abort() : route.continue();
      });
      for (const text of ['cut twice', 'right behind it']) {
        await chat.box.fill(text);
        await chat.box.press('Enter');
      }
      await chat.arrived('right behind it');
      await context.unroute(kSends);
      assert.deepEqual(texts(instance).slice(-2),
                       ['cut twice', 'right behind it']);
      assert.ok(!await chat.retry.isVisible());
    });
  await suite.test('an old answer that comes late removes nothing newer',
    async () => {
      let release;
      const late = new Promise((done) => { release = done; });
      let isHeld;
      await context.route(polls, async (route) => {
        const response = await route.fetch();
        isHeld = true;
        await late;
        await route.fulfill({ response });
      }, { times: 1 });
      await eventually(() => isHeld, 'a poll to hold');
      await chat.send('newer than the answer');
      const answered = one.page.waitForResponse(polls);
      release();
      await answered;
      await chat.send('newer still');
      assert.equal(await chat.said('newer than the answer').count(), 1);
    });
  await suite.test('a 401 of somebody on the way forgets nothing', async () => {
    const kept = await one.stored();
    let isRefused;
    await context.route('**/support/api/**', (route) => {
      isRefused ||= route.request().url().includes('/messages/');
      return route.fulfill({ status: 401, contentType: 'text/html',
                             body: '<p>Sign in to the hotel' });
    });
    await eventually(() => isRefused, 'a poll');
    await context.unrouteAll({ behavior: 'wait' });
    await chat.send('still the same chat');
    const token = (all) => JSON.parse(Object.values(all)[0]).token;
    assert.equal(token(await one.stored()), token(kept));
    assert.equal(conversations(instance).length, 1);
  });
}

async function offline(suite, one) {
  const { chat, context, instance } = one;
  await suite.test('offline is said, and what is written waits', async () => {
    await context.setOffline(true);
    await chat.status.getByText('You are offline').waitFor();
    for (const text of ['first words', 'second words']) {
      await chat.box.fill(text);
      await chat.box.press('Enter');
    }
    await chat.said('second words').getByText('Waiting for connection')
      .waitFor();
  });
  await suite.test('back online it goes out by itself, in order', async () => {
    await context.setOffline(false);
    await chat.arrived('second words');
    assert.deepEqual(texts(instance).slice(-2),
                     ['first words', 'second words']);
    await chat.status.getByText('You are offline')
      .waitFor({ state: 'detached' });
  });
}

async function killed(suite, one, marta) {
  const { chat, instance } = one;
  const said = Array.from({ length: 8 }, (_, n) => `line ${n + 1}`);
  await suite.test('workers killed during a chat lose and double nothing',
    async () => {
      for (const [n, text] of said.entries()) {
        if (n % 2) children(instance).forEach((pid) => end(pid));
        await chat.box.fill(text);
        await chat.box.press('Enter');
        await chat.insist(text);
      }
      assert.deepEqual(texts(instance).slice(-said.length), said);
      assert.equal(conversations(instance).length, 1);
    });
  await suite.test('and the widget goes on: an answer arrives', async () => {
    await marta.signIn();
    await marta.row('line 8').waitFor();
    await marta.open('line 8');
    const old = children(instance);
    old.forEach((pid) => end(pid));
    await eventually(() => children(instance)
      .filter((pid) => !old.includes(pid)).length >= 5, 'new workers');
    await marta.page.reload();
    await marta.reply('Read all eight');
    await chat.said('Read all eight').waitFor();
    await chat.panel.getByText('Not reachable').waitFor({ state: 'detached' });
  });
  await suite.test('verify finds the store sound', () =>
    instance.ctl('verify'));
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  const marta = await Staff.come(browser, instance);
  try {
    await one.signIn();
    await one.chat.open();
    await one.chat.send('hello');
    await failedSend(suite, one);
    await byItself(suite, one);
    await offline(suite, one);
    await killed(suite, one, marta);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...one.faults, ...marta.faults], []));
  } finally {
    await one.leave();
    await marta.leave();
    await instance.stop();
  }
}
