// Reading a conversation: what is read out, where the reader stays, on which
// day it was, and what becomes a link.
import assert from 'node:assert/strict';
import { freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';

const kMinute = 60_000;
const kLong = 120;  // messages: two pages before the last fifty

// What a screen reader is told: nodes that come into the log or change in it
// while it is live, but for the parts that are not.
function listenToLog() {
  window.heard = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how);
    new MutationObserver((list) => list.forEach(hear)).observe(root,
      { childList: true, characterData: true, subtree: true });
    return root;
  };
  const hear = ({ target, addedNodes, removedNodes }) => {
    const at = target.nodeType === 1 ? target : target.parentElement;
    const log = at?.closest('[role=log]');
    if (!log || at.closest('[aria-live]') !== log) return;
    if (log.ariaLive === 'off') return;
    const tell = (what, nodes) => nodes.forEach((node) =>
      window.heard.push([what, at === log, node.textContent]));
    tell('added', [...addedNodes]);
    tell('removed', [...removedNodes]);
    if (!addedNodes.length && !removedNodes.length) tell('changed', [target]);
  };
}

// Somebody who has talked before, with the browser they had.
async function comesBack(browser, instance, customer, options) {
  const one = await Shopper.come(browser, instance, options);
  await one.context.addInitScript(([key, record]) => {
    localStorage[key] ??= record;
  }, [`bookshop-chat ${instance.origin} guest`, JSON.stringify(
    { token: customer.token, id: customer.conversation })]);
  await one.context.addInitScript(listenToLog);
  return one;
}

const answer = (marta, customer, text) => marta.post(
  `/support/agent/api/conversation/${customer.conversation}/send/`,
  { key: freshKey(), text });

const heard = ({ page }) => page.evaluate(() => window.heard.splice(0));
const scroll = (chat, work) =>
  chat.inside.locator('.scroll').evaluate(work);
const topOf = async (place) => (await place.boundingBox()).y;
const isAtEnd = (chat) => scroll(chat, (node) =>
  node.scrollHeight - node.scrollTop - node.clientHeight < 2);

async function readOut(suite, one, customer, marta) {
  const { chat } = one;
  await suite.test('history that loads is not read out', async () => {
    await chat.open();
    await chat.said(`line ${kLong}`).waitFor();
    assert.equal(await chat.log.locator('.m').count(), 50);
    assert.deepEqual(await heard(one), []);
    assert.ok(await isAtEnd(chat));
    await eventually(() => chat.log.evaluate((log) =>
      log.ariaLive === 'polite'), 'the log live');
  });
  await suite.test('each message is read out once: one node, whoever wrote it',
    async () => {
      await chat.send('asked at last');
      await answer(marta, customer, 'answered');
      await chat.said('answered').waitFor();
      await chat.said('asked at last').getByText('Seen')
        .waitFor({ state: 'attached' });
      const told = await heard(one);
      assert.deepEqual(told.map(([what, inLog]) => [what, inLog]),
                       [['added', true], ['added', true]]);
      assert.match(told[0][2], /asked at last/);
      assert.match(told[1][2], /answered/);
    });
  await suite.test('a refusal is said in the one status, not in the log',
    async () => {
      const live = await chat.inside.locator('[role=status], [role=alert], ' +
        '[aria-live]:not([aria-live=off])').evaluateAll((all) =>
        all.map((node) => node.role));
      assert.deepEqual(live.sort(), ['log', 'status']);
      await chat.box.fill('x'.repeat(8001));
      await chat.sendButton.click();
      await chat.status.getByText('8001 characters of 8000').waitFor();
      assert.deepEqual(await heard(one), []);
      await chat.box.fill('');
    });
}

async function staying(suite, one, customer, marta) {
  const { chat, context, page } = one;
  const newer = chat.inside.getByRole('button', { name: /new message/ });
  await suite.test('at the end, a new message is followed', async () => {
    await answer(marta, customer, 'follow me');
    await chat.said('follow me').waitFor();
    assert.ok(await isAtEnd(chat));
    assert.ok(await newer.isHidden());
  });
  await suite.test('scrolled up, the place is kept and a button says so',
    async () => {
      await scroll(chat, (node) => { node.scrollTop -= 400; });
      const place = chat.said(`line ${kLong - 9}`);
      const before = await topOf(place);
      for (const text of ['one below', 'two below']) {
        await answer(marta, customer, text);
      }
      await newer.getByText('2 new messages').waitFor();
      assert.equal(await topOf(place), before);
    });
  await suite.test('which leads to the end, and goes', async () => {
    await newer.click();
    assert.ok(await isAtEnd(chat));
    await newer.waitFor({ state: 'hidden' });
    assert.ok(await chat.said('two below').isVisible());
  });
  await suite.test('older history comes in above, without a jump',
    async () => {
      let go;
      const held = new Promise((done) => { go = done; });
      await context.route('**/messages/?before=*', async (route) => {
        await held;
        await route.continue();
      });
      await scroll(chat, (node) => { node.scrollTop = 0; });
      const first = chat.log.locator('.m').first();
      const words = await first.locator('.b').textContent();
      const before = await topOf(chat.said(words));
      go();
      await eventually(async () => await chat.log.locator('.m').count() > 60,
                       'older messages');
      assert.ok(Math.abs(await topOf(chat.said(words)) - before) < 1.5);
      assert.deepEqual(await heard(one).then((told) =>
        told.filter(([, , text]) => /line/.test(text))), []);
    });
  await suite.test('all of it, in order, each line once', async () => {
    const older = chat.inside.getByRole('button',
      { name: 'Show earlier messages' });
    await eventually(async () => {
      await scroll(chat, (node) => { node.scrollTop = 0; });
      return older.isHidden();
    }, 'the beginning');
    const lines = (await chat.log.locator('.b').allTextContents())
      .filter((text) => text.startsWith('line'));
    assert.deepEqual(lines, Array.from({ length: kLong }, (_, n) =>
      `line ${n + 1}`));
    await page.close();
  });
}

// In Berlin, where the night of the 25th had 25 hours.
const kNight = [
  ['2026-10-24T21:30:00.000Z', 'before midnight', '11:30 PM'],
  ['2026-10-24T22:30:00.000Z', 'after midnight', '12:30 AM'],
  ['2026-10-25T00:30:00.000Z', 'summer half past two', '2:30 AM'],
  ['2026-10-25T01:30:00.000Z', 'winter half past two', '2:30 AM'],
  ['2026-10-25T22:30:00.000Z', 'late on a long day', '11:30 PM'],
  ['2026-10-25T23:30:00.000Z', 'early on Monday', '12:30 AM'],
];
const kNow = new Date('2026-10-26T22:30:00.000Z');

async function aLongNight(instance) {
  const customer = new Customer(instance);
  for (const [time, text] of kNight) {
    instance.holdClock(new Date(time));
    if (customer.conversation) await customer.send(text);
    else await customer.create(text);
  }
  instance.holdClock(kNow);
  return customer;
}

const days = (chat) => chat.log.evaluate((log) => [...log.children].map(
  (node) => [node.querySelector('.day:not([hidden])')?.textContent ?? '',
             node.querySelector('.b').textContent]));

async function nights(suite, browser, instance) {
  const customer = await aLongNight(instance);
  const one = await comesBack(browser, instance, customer,
                              { timezoneId: 'Europe/Berlin' });
  const { chat, page } = one;
  await page.clock.install({ time: kNow });
  const expected = (saturday, sunday, monday) => [
    [saturday, 'before midnight'], [sunday, 'after midnight'],
    ['', 'summer half past two'], ['', 'winter half past two'],
    ['', 'late on a long day'], [monday, 'early on Monday']];
  try {
    await suite.test('days are those of the reader, the long one too',
      async () => {
        await one.go('/shop/');
        await chat.open();
        await chat.said('early on Monday').waitFor();
        assert.deepEqual(await days(chat), expected(
          'Saturday, October 24, 2026', 'yesterday', 'today'));
      });
    await suite.test('each time stands exactly, and in full in its title',
      async () => {
        const times = await chat.log.locator('.meta time').evaluateAll(
          (all) => all.map((node) => [node.dateTime, node.title]));
        assert.deepEqual(times.map(([time]) => time),
                         kNight.map(([time]) => time));
        for (const [n, [, , clock]] of kNight.entries()) {
          const day = n < 1 ? 'Saturday, October 24' : n < 5
            ? 'Sunday, October 25' : 'Monday, October 26';
          assert.equal(times[n][1].replace(/\s/g, ' '),
                       `${day}, 2026 at ${clock}`);
        }
      });
    await suite.test('at midnight today becomes yesterday by itself',
      async () => {
        await page.clock.runFor(31 * kMinute);
        await eventually(async () => JSON.stringify(await days(chat)) ===
          JSON.stringify(expected('Saturday, October 24, 2026',
            'Sunday, October 25, 2026', 'yesterday')), 'the new day');
      });
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
  }
}

// What is written, and what of it leads somewhere.
const kLinks = [
  ['See https://books.example/a. Then go!', 'https://books.example/a'],
  ['(https://books.example/b)', 'https://books.example/b'],
  ['https://books.example/Ferry_(novel)', 'https://books.example/Ferry_(novel)'],
  ['"https://books.example/q?a=1&b=%20#top",', 'https://books.example/q?a=1&b=%20#top'],
  ['<https://books.example/angle>', 'https://books.example/angle'],
  ['https://bücher.example/straße…', 'https://bücher.example/straße'],
  ['HTTP://BOOKS.EXAMPLE/UP;', 'HTTP://BOOKS.EXAMPLE/UP'],
  ['http://one.example, https://two.example/?', 'http://one.example',
    'https://two.example/'],
  ['write to mailto:help@books.example.', 'mailto:help@books.example'],
  ['javascript:alert(1) data:text/html,<b>x</b> ftp://x.example'],
  ['www.books.example, help@books.example, http:// and https://[::1'],
  ['javascript:alert(1)//https://books.example/c', 'https://books.example/c'],
];

async function links(suite, browser, instance) {
  const customer = new Customer(instance);
  const [[first], ...rest] = kLinks;
  await customer.create(first);
  for (const [text] of rest) await customer.send(text);
  await customer.send('<script>window.ran = 1</script><img src=x ' +
                      'onerror="window.ran = 1"> <b>bold</b>');
  const one = await comesBack(browser, instance, customer);
  await one.go('/shop/');
  await one.chat.open();
  await one.chat.said(kLinks.at(-1)[0]).waitFor();
  for (const [text, ...expected] of kLinks) {
    await suite.test(`"${text}" leads to ${expected.join() || 'nothing'}`,
      async () => {
        const found = await one.chat.said(text).locator('a').evaluateAll(
          (all) => all.map((a) => [a.getAttribute('href'), a.textContent,
                                   a.rel, a.target]));
        assert.deepEqual(found, expected.map((link) =>
          [link, link, 'noopener nofollow ugc', '_blank']));
      });
  }
  await suite.test('markup is words, and runs nothing', async () => {
    assert.equal(await one.chat.log.locator('script, img, b').count(), 0);
    assert.equal(await one.page.evaluate(() => window.ran), undefined);
  });
  await one.leave();
}

export default async function (suite, browser) {
  const instance = await Instance.start({ clock: true });
  try {
    await nights(suite, browser, instance);
    instance.holdClock(new Date());
    await links(suite, browser, instance);
    const customer = new Customer(instance, { name: 'Kim' });
    await customer.create('line 1');
    for (let n = 2; n <= kLong; n++) await customer.send(`line ${n}`);
    const marta = await new User(instance, 'marta').signIn();
    const one = await comesBack(browser, instance, customer);
    await one.go('/shop/');
    await readOut(suite, one, customer, marta);
    await staying(suite, one, customer, marta);
    await suite.test('no page reported a fault in it', () =>
      assert.deepEqual(one.faults, []));
    await one.leave();
  } finally {
    await instance.stop();
  }
}
