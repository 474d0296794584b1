// When the server is asked what is new, with the clock of the pages held.
import assert from 'node:assert/strict';
import { freshKey, multipart } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { conversations, texts } from './stored.mjs';
import { stubs } from './stubs.mjs';

const kPolls = /\/support\/api\/conversation\/[^/]+\/messages\//;
const kSends = /\/support\/api\/conversation\/[^/]+\/send\//;
const later = (seconds) => ({ status: 429, contentType: 'application/json',
  headers: { 'Retry-After': String(seconds) },
  body: '{"error":{"code":"too_fast","message":"Too fast."}}' });

// What a page has asked and has not yet read and acted on, and when on its clock
// it asked for news: time that went on meanwhile would make its next wait longer.
function countFetches() {
  const { fetch } = window;
  Object.assign(window, { unanswered: 0, askedAt: [] });
  const aTaskLater = (work) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = work;
    port2.postMessage('');
  };
  window.fetch = async (...words) => {
    window.unanswered += 1;
    if (/messages/.test(words[0])) window.askedAt.push(Date.now());
    try {
      const answer = await fetch(...words);
      await answer.clone().text();
      return answer;
    } finally {
      aTaskLater(() => { window.unanswered -= 1; });
    }
  };
}

// A shopper whose every tab has the same held clock, and what they ask.
class Watched extends Shopper {
  static async come(browser, instance) {
    const one = await super.come(browser, instance);
    await one.context.addInitScript(stubs);
    await one.context.addInitScript(countFetches);
    await one.context.clock.install();
    return one;
  }

  // One second, and whatever was asked in it is answered.
  async second(ms = 1000) {
    await this.context.clock.runFor(ms);
    const isAnswered = (page) => page.evaluate(() => !window.unanswered);
    await eventually(async () => (await Promise.all(
      this.context.pages().map(isAnswered))).every(Boolean), 'answers');
  }

  async seconds(count) {
    for (let n = 0; n < count; n++) await this.second();
  }

  polls(page) {
    return this.calls.filter((request) => kPolls.test(request.url()) &&
      (!page || request.frame().page() === page));
  }

  // How many polls there are while `work` is done.
  async asks(work, page) {
    const before = this.polls(page).length;
    await work();
    return this.polls(page).length - before;
  }

  look(page, looks) {
    return page.evaluate((yes) => window.look(yes), looks);
  }
}

// What Marta answers, by HTTP.
async function reply(marta, instance, text) {
  const { id } = conversations(instance).at(-1);
  const answer = await marta.call('POST',
    `/support/agent/api/conversation/${id}/send/`, { multipart: multipart(
      [['csrf', marta.csrf], ['key', freshKey()], ['text', text]]) });
  assert.ok(answer.status < 400, answer.text);
}

async function hidden(suite, one) {
  const { page } = one;
  await suite.test('a hidden tab asks at most once a minute', async () => {
    await one.look(page, false);
    const count = await one.asks(() => one.seconds(600));
    assert.ok(count >= 5 && count <= 10, `${count} polls`);
  });
  await suite.test('looked at again, it asks within 100 ms', async () => {
    const count = await one.asks(async () => {
      await one.look(page, true);
      await one.second(100);
    });
    assert.equal(count, 1);
  });
  await suite.test('nothing new is a 204 without a body', async () => {
    const [answer] = await Promise.all([
      page.waitForResponse((it) => kPolls.test(it.url())), one.seconds(4)]);
    assert.equal(answer.status(), 204);
    assert.equal((await answer.body().catch(() => '')).length, 0);
  });
  await suite.test('there are never two polls in flight', async () => {
    let inFlight = 0, most = 0;
    await page.route(kPolls, async (route) => {
      most = Math.max(most, inFlight += 1);
      await new Promise((done) => { setTimeout(done, 300); });
      inFlight -= 1;
      await route.continue();
    });
    await one.seconds(15);
    await page.unroute(kPolls);
    assert.equal(most, 1);
  });
}

async function backingOff(suite, one) {
  const { page, chat } = one;
  await suite.test('after errors it waits longer, up to a cap, and unevenly',
    async () => {
      await page.evaluate(() => { window.askedAt = []; });
      await page.route(kPolls, (route) => route.abort());
      await eventually(async () => await one.seconds(10) ||
        await page.evaluate(() => window.askedAt.length > 9), 'ten polls');
      const at = await page.evaluate(() => window.askedAt);
      const gaps = at.slice(1).map((time, n) =>
        Math.round((time - at[n]) / 1000));
      assert.ok(gaps[0] <= 5 && gaps[3] > gaps[1], `grows: ${gaps}`);
      assert.ok(gaps.every((gap) => gap <= 73), `has a cap: ${gaps}`);
      assert.ok(new Set(gaps.slice(-4)).size > 1, `is uneven: ${gaps}`);
    });
  await suite.test('and says that the chat cannot be reached', () =>
    chat.status.getByText('The chat cannot be reached').waitFor());
  await suite.test('back online it asks at once, and says no more', async () => {
    await page.unroute(kPolls);
    const count = await one.asks(async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await one.second(100);
    });
    assert.equal(count, 1);
    await chat.status.getByText('cannot be reached')
      .waitFor({ state: 'detached' });
  });
}

async function toldToWait(suite, one) {
  const { page, chat, instance } = one;
  await suite.test('told to wait 7 seconds, it asks then and no sooner',
    async () => {
      let isRefused = false;
      page.on('response', (answer) => { isRefused ||= answer.status() === 429; });
      await page.route(kPolls, (route) => route.fulfill(later(7)),
                       { times: 1 });
      await eventually(async () => await one.second() || isRefused, 'refusal');
      assert.equal(await one.asks(async () => {
        await one.look(page, false);
        await one.look(page, true);
        await one.seconds(5);
      }), 0);
      assert.equal(await one.asks(() => one.seconds(3)), 1);
    });
  await suite.test('so do messages, which then go in order', async () => {
    await page.route(kSends, (route) => route.fulfill(later(7)), { times: 1 });
    const write = async (text) => {
      await chat.box.fill(text);
      await chat.box.press('Enter');
    };
    await write('one of three');
    await chat.status.getByText('again in 7 s').waitFor();
    await write('two of three');
    await write('three of three');
    await one.seconds(6);
    const sends = () => one.calls.filter((call) => kSends.test(call.url()));
    const before = sends().length;
    await one.seconds(3);
    await chat.arrived('three of three');
    assert.equal(sends().length - before, 3);
    assert.deepEqual(texts(instance).slice(-3),
                     ['one of three', 'two of three', 'three of three']);
  });
}

const named = (chat) => chat.launcher.getAttribute('aria-label');

async function twoTabs(suite, one, other, marta) {
  const { instance } = one;
  const both = () => [one.page, other.page];
  await suite.test('of two tabs one asks', async () => {
    const before = both().map((page) => one.polls(page).length);
    await one.seconds(30);
    const counts = both().map((page, n) =>
      one.polls(page).length - before[n]).sort((a, b) => a - b);
    assert.equal(counts[0], 0, `${counts} polls`);
    assert.ok(counts[1] >= 7 && counts[1] <= 10, `${counts} polls`);
  });
  await suite.test('what it hears is in the other too', async () => {
    await reply(marta, instance, 'For both of you');
    await one.seconds(4);
    for (const chat of [one.chat, other]) {
      await chat.said('For both of you').waitFor();
      assert.equal(await chat.said('For both of you').count(), 1);
    }
  });
  await suite.test('so is what the other sends, unasked', async () => {
    await other.box.fill('From the second tab');
    const count = await one.asks(async () => {
      await other.box.press('Enter');
      await one.chat.said('From the second tab').waitFor();
    });
    assert.equal(count, 0);
  });
  await suite.test('with one of them closed the other asks within 5 s',
    async () => {
      await one.seconds(3);
      const asker = one.polls().at(-1).frame().page();
      const stays = both().find((page) => page !== asker);
      await asker.close();
      assert.ok(await one.asks(() => one.seconds(5), stays) >= 1);
      if (asker === one.page) {
        one.page = other.page;
        one.chat = other;
      }
    });
}

async function unread(suite, one, other, marta) {
  const { page, instance } = one;
  const title = () => page.title();
  const pages = [page, other.page];
  const rings = async () => (await Promise.all(pages.map((it) =>
    it.evaluate(() => window.rings)))).reduce((sum, n) => sum + n);
  await suite.test('without sound chosen a message makes none', async () => {
    await one.chat.close.click();
    await other.close.click();
    await reply(marta, instance, 'Silent');
    await one.seconds(25);
    await eventually(async () => /1 new/.test(await named(one.chat)), 'a badge');
    assert.equal(await rings(), 0);
    assert.ok(!Object.keys(await one.stored()).some((key) => /sound/.test(key)));
  });
  await suite.test('both tabs count, and both titles while hidden', async () => {
    const own = await title();
    await one.look(page, false);
    assert.equal(await title(), `(1) ${own}`);
    await reply(marta, instance, 'Second');
    await one.seconds(40);
    await eventually(async () => await title() === `(2) ${own}`, 'two');
    await eventually(async () => /2 new/.test(await named(other)), 'two');
    await one.look(page, true);
    assert.equal(await title(), own);
  });
  await suite.test('a title that the page changes is left to it', async () => {
    await one.look(page, false);
    await page.evaluate(() => { document.title = `${document.title}!`; });
    await reply(marta, instance, 'Third');
    await one.seconds(90);
    await eventually(async () => /^\(3\) [^(].*!$/.test(await title()),
                     'one number');
    await page.evaluate(() => { document.title = ' A  new one '; });
    await one.look(page, true);
    assert.equal(await page.evaluate(() =>
      document.querySelector('title').textContent), ' A  new one ');
  });
  await suite.test('with sound chosen a message makes one, in one tab',
    async () => {
      await one.chat.open();
      await one.chat.chooseSound();
      await one.seconds(4);
      await reply(marta, instance, 'Ring');
      await one.seconds(4);
      await one.chat.said('Ring').waitFor();
      await eventually(async () => await rings() === 1, 'a sound');
    });
  await suite.test('not for one\'s own, and not after a reload', async () => {
    await one.chat.send('My own');
    await one.seconds(4);
    await page.reload();
    await one.seconds(2);
    await one.chat.said('Ring').waitFor();
    await one.seconds(8);
    assert.equal(await rings(), 0);
  });
  await suite.test('reading in one tab clears the badge of both', async () => {
    await one.chat.close.click();
    await reply(marta, instance, 'Read me');
    await one.seconds(40);
    for (const chat of [one.chat, other]) {
      await eventually(async () => /1 new/.test(await named(chat)), 'a badge');
    }
    await other.open();
    await eventually(async () => await named(one.chat) === 'Open chat',
                     'no badge');
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const marta = await new User(instance, 'marta').signIn();
  const one = await Watched.come(browser, instance);
  try {
    await one.go('/shop/');
    await one.chat.open();
    await one.chat.send('Good day');
    await one.context.clock.pauseAt(Date.now() + 60_000);
    await hidden(suite, one);
    await backingOff(suite, one);
    await toldToWait(suite, one);
    const other = await one.secondTab();
    await other.box.waitFor();
    await one.seconds(8);
    await twoTabs(suite, one, other, marta);
    const another = await one.secondTab();
    await another.box.waitFor();
    await unread(suite, one, another, marta);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await instance.stop();
  }
}
