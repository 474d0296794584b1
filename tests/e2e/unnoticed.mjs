// How little a shop's page notices of the widget: under a strict policy, on
// another origin, with the server away, and once it is gone.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runSync } from '../web/command.mjs';
import { missing } from '../programs.mjs';
import { png } from '../web/http.mjs';
import { Instance, top } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Passer, Shop, source } from './shop_page.mjs';
import { texts } from './stored.mjs';

const kStrict = `default-src 'none'; script-src 'self'; style-src 'self';
  connect-src 'self'; img-src 'self' blob: data:; base-uri 'none';
  form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
  .replace(/\s+/g, ' ');

// What bookshop-support(7) asks of a shop's policy, and nothing else.
function documented(instance) {
  const page = join(top, 'man', 'bookshop-support.7');
  const lines = runSync('mandoc', ['-Tascii', page])
    .match(/^ +\w+-src +https:\S+$/gm);
  assert.equal(lines.length, 4);
  return ["default-src 'none'", ...lines].join('; ').replace(/\s+/g, ' ')
    .replaceAll('https://shop.example', instance.origin);
}

async function underPolicy(suite, one, what, policy) {
  const { chat, page } = one;
  const item = (name) =>
    chat.inside.getByRole('button', { name, exact: true });
  await suite.test(`${what}: all that it does is allowed`, async () => {
    await one.visit('/strict/',
                    { headers: { 'Content-Security-Policy': policy } });
    await chat.open();
    await chat.send('Am I allowed?');
    await chat.attach({ name: 'cover.png', mimeType: 'image/png', buffer: png });
    const picture = chat.log.locator('img');
    await eventually(() => picture.evaluate((node) => node.naturalWidth > 0),
                     'the picture is drawn');
    await page.reload();
    await eventually(() => picture.evaluate((node) => node.naturalWidth > 0),
                     'the picture that the server has');
    await picture.click();
    await item('Close picture').click();
    await chat.menu.click();
    await item('Sound').click();
    await chat.menu.click();
    const [file] = await Promise.all([page.waitForEvent('download'),
                                      item('Download transcript').click()]);
    assert.match(file.suggestedFilename(), /^chat-.*\.txt$/);
    await chat.close.click();
    assert.deepEqual(one.faults.splice(0), []);
  });
}

// After a close there is a form to come, and in German a file of words.
async function whatComesLater(suite, one) {
  const { chat, page, instance } = one;
  await suite.test('under a strict policy the later files come too',
    async () => {
      for (const lang of ['de', 'en']) {
        await one.visit('/strict/', { attributes: { lang },
          headers: { 'Content-Security-Policy': kStrict } });
        await chat.inside.locator(`[lang=${lang}]`)
          .waitFor({ state: 'attached' });
        await one.call('open');
      }
      await page.evaluate(() => window.SupportChat.reset());
      instance.write('settings.json', '{"rev":2,"ask_name":"required"}\n');
      await page.reload();
      await one.call('open');
      await chat.inside.getByRole('textbox', { name: 'Name' }).waitFor();
      assert.deepEqual(one.faults.splice(0), []);
    });
}

async function elsewhere(suite, one) {
  const { chat, context, instance } = one;
  await suite.test('on another origin a header says who it is, and no cookie',
    async () => {
      await context.addCookies([{ name: 'support-session', value: 'of staff',
                                  url: instance.origin }]);
      const answers = [];
      const hear = (answer) => answers.push(answer);
      context.on('response', hear);
      await one.visit();
      await one.call('open');
      await chat.send('From another origin');
      await chat.attach({ name: 'a.txt', mimeType: 'text/plain',
                          buffer: Buffer.from('of it') });
      await chat.log.getByText('a.txt').waitFor();
      const asked = answers.filter((answer) =>
        answer.url().startsWith(`${instance.origin}/support/api/`) &&
        answer.request().method() !== 'OPTIONS');
      assert.ok(asked.length >= 3, `${asked.length}`);
      for (const answer of asked) {
        const request = await answer.request().allHeaders();
        const headers = await answer.allHeaders();
        const path = answer.url();
        assert.equal(request.cookie, undefined, path);
        assert.equal(headers['access-control-allow-origin'], one.shop);
        assert.equal(headers['access-control-allow-credentials'], undefined);
        assert.match(headers.vary, /Origin/i);
        if (/conversation\//.test(path)) {
          assert.match(request['x-support-token'], /^[\w-]{43}$/, path);
        }
      }
      context.off('response', hear);
      await context.clearCookies();
    });
}

async function unlisted(suite, one) {
  const { chat, instance } = one;
  await suite.test('on an origin that is not listed nothing is stored, ' +
                   'and the panel says so', async () => {
    const before = instance.stored();
    await one.visit();
    await chat.launcher.click();
    await chat.inside.getByText(/cannot be reached/).first().waitFor();
    await one.page.evaluate(() => {
      const { shadowRoot } = document.querySelector('bookshop-chat');
      const box = shadowRoot.querySelector('textarea');
      box.value = 'Does it hear me?';
      box.dispatchEvent(new Event('input'));
      box.form.requestSubmit();
    });
    await eventually(() => one.asked('/support/api/').length > 0, 'it asked');
    await one.settled();
    assert.deepEqual(instance.stored(), before);
    assert.deepEqual(one.faults, []);
  });
}

const kShop = `<style>body { display: flex; gap: 20px; flex-direction: column; }
  main { height: 500px; }</style>`;
const kBody = `<header>A shop</header><main>Books</main><footer>The end</footer>
  <button onclick="document.title = 'bought'">Buy</button>`;

// Where everything is, and whether the page does what it is for.
const shape = (page) => page.evaluate(() =>
  [...document.querySelectorAll('html, body, body *')].map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [node.localName, x, y, width, height].join(' ');
  }));

async function works(one) {
  await one.page.getByRole('button', { name: 'Buy' }).click();
  assert.equal(await one.page.title(), 'bought');
  assert.deepEqual(one.faults, []);
}

async function away(suite, one) {
  const { chat, context, page } = one;
  const kAll = `${one.instance.origin}/support/**`;
  const ways = {
    'answers 503': (route) => route.fulfill({ status: 503 }),
    'refuses': (route) => route.abort('connectionrefused'),
    'says nothing': () => {},
    'answers with a page': (route) => route.fulfill({
      contentType: 'text/html', body: '<h1>Away</h1>',
      headers: { 'X-Content-Type-Options': 'nosniff' } }),
  };
  await one.visit('/shop-page/', { head: kShop, body: kBody });
  const whole = await shape(page);
  for (const [what, way] of Object.entries(ways)) {
    await suite.test(`a server that ${what} disturbs no page`, async () => {
      await context.route(kAll, way);
      await one.visit('/shop-page/', { head: kShop, body: kBody,
                                       wait: 'commit' });
      await page.getByRole('button', { name: 'Buy' }).waitFor();
      assert.deepEqual(await shape(page), whole);
      await works(one).finally(() => { one.faults.length = 0; });
      await context.unroute(kAll);
    });
    await suite.test(`nor one that ${what} once the script is there`,
      async () => {
        await one.visit('/shop-page/', { head: kShop, body: kBody });
        await chat.inside.waitFor({ state: 'attached' });
        await context.route(kAll, way);
        await one.call('open');
        await eventually(() => one.asked('/support/api/').length, 'it asks');
        assert.deepEqual(await shape(page), whole);
        await works(one);
        await context.unroute(kAll);
      });
  }
}

// The layout shifts of the shop's nodes.  A node of the widget has no name here,
// as it is in a shadow tree, and lies where the panel is.
function shiftsOf(page, place) {
  return page.evaluate((panel) => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() =>
      done(window.shifts.flat().filter(({ node, to }) => node ||
        to.left < panel.left || to.top < panel.top ||
        to.right > panel.right || to.bottom > panel.bottom))));
  }), place);
}

async function unmoved(suite, one) {
  const { page } = one;
  await suite.test('nothing moves as it comes, opens and goes', async () => {
    await one.visit('/shop-page/', { body: kBody, head: kShop + `<script>
      window.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries()
        .map(({ sources }) => sources.map(({ node, currentRect }) =>
          ({ node: node?.nodeName, to: currentRect.toJSON() })))))
        .observe({ type: 'layout-shift', buffered: true });</script>` });
    await one.chat.launcher.waitFor();
    await one.call('open');
    await one.chat.inside.getByText('We are away').waitFor();
    const panel = await one.chat.inside.getByRole('dialog').boundingBox();
    const place = { left: panel.x, top: panel.y,
                    right: panel.x + panel.width,
                    bottom: panel.y + panel.height };
    for (const name of ['close', 'destroy']) await one.call(name);
    assert.deepEqual(await shiftsOf(page, place), []);
    // Control: a shift of the page is seen.
    await page.evaluate(() => document.body.prepend(
      Object.assign(document.createElement('p'), { textContent: 'Sale' })));
    await eventually(async () => (await shiftsOf(page, place))
      .some(({ node }) => node === 'MAIN'), 'a move of the page is seen');
  });
}

// Records event listeners and timers, in window.listening and window.timed.
function counted() {
  window.listening = new Set();
  window.timed = new Map();
  const { addEventListener: add, removeEventListener: remove } =
    EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (name, work, how) {
    const one = { name, work, target: this };
    window.listening.add(one);
    how?.signal && add.call(how.signal, 'abort', () =>
      window.listening.delete(one));
    return add.call(this, name, work, how);
  };
  EventTarget.prototype.removeEventListener = function (name, work, how) {
    for (const one of window.listening) {
      if (one.target === this && one.name === name && one.work === work) {
        window.listening.delete(one);
      }
    }
    return remove.call(this, name, work, how);
  };
  for (const kind of ['Timeout', 'Interval']) {
    const set = window['set' + kind];
    const clear = window['clear' + kind];
    window['set' + kind] = (work, ...more) => {
      const id = set(() => {
        if (kind === 'Timeout') window.timed.delete(id);
        work();
      }, ...more);
      window.timed.set(id, String(work));
      return id;
    };
    window['clear' + kind] = (id) => {
      window.timed.delete(id);
      clear(id);
    };
  }
}

// Nodes of ours that are no longer anywhere may keep theirs.
const left = (page) => page.evaluate(() => ({ timed: [...window.timed.values()],
  title: document.title, inert: document.body.inert,
  style: document.documentElement.getAttribute('style') || '',
  ours: document.querySelectorAll('bookshop-chat').length,
  api: typeof window.SupportChat,
  listening: [...window.listening].filter(({ target }) =>
    !(target instanceof Node) || target === document || target.isConnected)
    .map(({ name }) => name) }));

async function gone(suite, browser, instance) {
  const one = await Passer.come(browser, instance);
  const { chat, page } = one;
  await page.clock.install();
  await page.addInitScript(counted);
  await suite.test('destroyed, it leaves nothing behind', async () => {
    await one.visit('/made-up/', { head: '<script>document.addEventListener(' +
      '"click", () => {})</script>' });
    await page.setViewportSize({ width: 375, height: 700 });
    await one.call('open');
    await page.clock.runFor(1000);
    await chat.send('Before the end');
    await chat.box.fill('and a draft');
    const { timed, listening, inert } = await left(page);
    assert.ok(timed.length > 0 && listening.length > 5 && inert);
    const polls = '**/messages/**';
    await one.context.route(polls, () => {});
    const poll = page.waitForRequest(polls);
    await page.clock.runFor(4000);
    await poll;
    await one.call('destroy');
    const asked = one.calls.length;
    for (let i = 0; i < 3; i += 1) await page.clock.runFor(30_000);
    assert.equal(one.calls.length, asked, 'not even after a poll under way');
    await one.context.unroute(polls);
    assert.deepEqual(await left(page), { timed: [], title: 'A shop', style: '',
      inert: false, ours: 0, api: 'undefined', listening: ['click'] });
  });
  await suite.test('and another body is not followed', async () => {
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement('body'));
    });
    assert.equal((await left(page)).ours, 0);
  });
  await suite.test('loaded again, all is there', async () => {
    await one.another();
    await one.call('open');
    await page.clock.runFor(1000);
    await chat.said('Before the end').waitFor();
    assert.equal(await chat.box.inputValue(), 'and a draft');
  });
  await suite.test('a page that takes another body keeps it', async () => {
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement('body'));
    });
    await chat.said('Before the end').waitFor();
    assert.deepEqual(one.faults, []);
  });
  await suite.test('before the body is there it waits for none', async () => {
    await one.visit('/early/', { head: `<script src="${source(instance)}">
      </script>`, body: '<p>A shop</p>' });
    await page.locator('bookshop-chat').waitFor({ state: 'attached' });
    assert.equal((await left(page)).ours, 1);
    assert.deepEqual(one.faults, []);
  });
  await one.leave();
}

export default async function (suite, browser) {
  const instance = await Instance.start({ accounts: false });
  const [listed, strange] = [await Shop.open(), await Shop.open()];
  instance.write('settings.json',
                 `{"rev":1,"shop_origins":["${listed.origin}"]}\n`);
  const here = await Passer.come(browser, instance);
  const second = await Passer.come(browser, instance, listed);
  const third = await Passer.come(browser, instance, strange);
  try {
    await underPolicy(suite, here, 'under a strict policy', kStrict);
    const why = missing('mandoc');
    if (why) suite.skip('under the policy of the manual', why);
    else await underPolicy(suite, second, 'under the policy of the manual',
                           documented(instance));
    await elsewhere(suite, second);
    await unlisted(suite, third);
    await unmoved(suite, here);
    await away(suite, here);
    await gone(suite, browser, instance);
    await whatComesLater(suite, here);
    assert.ok(texts(instance).includes('Before the end'));
  } finally {
    for (const one of [here, second, third]) await one.leave();
    for (const shop of [listed, strange]) shop.close();
    await instance.stop();
  }
}
