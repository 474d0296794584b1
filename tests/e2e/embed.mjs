// The script line on pages of other people: its attributes, what their scripts
// may call and hear, and how little they notice of us.
import assert from 'node:assert/strict';
import { freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Passer } from './shop_page.mjs';
import { conversations } from './stored.mjs';

const kBad = {
  side: ['top', 'left;', 'LEFT'],
  offset: ['-1', '400', '2em', '1 2'],
  color: ['red', '#12', '#12345', '#12345g', 'url(x)'],
  title: ['x'.repeat(61)],
  lang: ['x', 'tlh', '12'],
  'identity-url': ['shop/me', 'javascript:alert(1)', 'ftp://127.0.0.1/', '/a b'],
};
const kIdentities = ['null', 'None', '{{ jwt }}', 'a.b', 'a.b.', 'a.b.c.d'];

// What of it a line can change.
const looks = async ({ chat, page }) => ({
  box: await chat.inside.locator('.launch').boundingBox(),
  ...await chat.inside.locator('.launch').evaluate((node) => ({
    background: getComputedStyle(node).backgroundColor,
    words: node.getAttribute('aria-label'),
    title: node.getRootNode().querySelector('h2').textContent,
  })),
  faults: await page.evaluate(() => window.faults ?? 0),
});

async function attributes(suite, one) {
  const warned = [];
  const hear = (line) =>
    line.type() === 'warning' && warned.push(line.text());
  one.page.on('console', hear);
  await one.visit();
  await one.another();
  const plain = await looks(one);
  for (const [name, values] of Object.entries(kBad)) {
    await suite.test(`data-${name}: one that is wrong is warned of, ` +
                     'and is as if it were not there', async () => {
      for (const value of values) {
        warned.length = 0;
        await one.another({ [name]: value });
        assert.deepEqual(warned,
          [`chat-widget: data-${name} is not understood`], value);
        assert.deepEqual(await looks(one), plain, value);
      }
    });
  }
  await suite.test('those that are right do what they say', async () => {
    warned.length = 0;
    await one.another({ side: ' left ', offset: '50', color: '#B00020',
                        title: 'Ask us', lang: 'de-AT', 'identity-url': '/me',
                        identity: one.instance.identity() });
    const { box, ...rest } = await looks(one);
    assert.deepEqual([box.x, box.y + box.height], [50, 750]);
    assert.deepEqual(rest, { background: 'rgb(176, 0, 32)', faults: 0,
                             words: 'Chat öffnen', title: 'Ask us' });
    assert.deepEqual(warned, []);
  });
  one.page.off('console', hear);
}

// Writes, and is shown that it was not sent.
async function refused(one, text) {
  await one.call('open');
  await one.chat.box.fill(text);
  await one.chat.box.press('Enter');
  await one.chat.said(text).getByText('Not sent').waitFor();
}

async function nobodysGuest(suite, one) {
  for (const identity of kIdentities) {
    await suite.test(`data-identity="${identity}" makes nobody a guest`,
      async () => {
        await one.visit();
        await one.another({ identity });
        await refused(one, `I am ${identity}`);
        assert.deepEqual(conversations(one.instance), []);
        await one.page.evaluate(() => localStorage.clear());
      });
  }
  const answers = { 'is not there': { status: 404 },
    'fails': { status: 500 },
    'is a form to sign in': { contentType: 'text/html', body: '<form>' },
    'says something else': { json: { user: 'ana' } } };
  for (const [what, answer] of Object.entries(answers)) {
    await suite.test(`where the page of data-identity-url ${what}, neither`,
      async () => {
        await one.context.route('**/me', (route) => route.fulfill(answer));
        await one.visit('/made-up/', { attributes: { 'identity-url': '/me' } });
        await one.chat.launcher.click();
        await one.chat.status.getByText('cannot be reached').waitFor();
        assert.ok(await one.chat.inside.locator('.send').isDisabled());
        assert.deepEqual(conversations(one.instance), []);
        await one.context.unroute('**/me');
      });
  }
}

async function renewed(suite, one) {
  const now = Math.floor(Date.now() / 1000);
  const old = one.instance.identity(
    { claims: { iat: now - 900, exp: now - 300 } });
  const kPage = { attributes: { identity: old, 'identity-url': '/me' } };
  const answer = (identity) => one.context.route('**/me', (route) =>
    route.fulfill({ json: { identity } }));
  await suite.test('one that is too old is asked for anew, once', async () => {
    await answer(one.instance.identity());
    await one.visit('/made-up/', kPage);
    await one.call('open');
    await one.chat.send('An hour later');
    assert.equal(one.asked('/me').length, 1);
    const [{ records: [opened] }] = conversations(one.instance);
    assert.equal(opened.verified, true);
    await one.call('reset');
    await one.context.unroute('**/me');
  });
  for (const [what, identity] of [['no better', old], ['nobody', null]]) {
    await suite.test(`where the page then knows ${what}, nothing is sent`,
      async () => {
        await answer(identity);
        await one.visit('/made-up/', kPage);
        await refused(one, `It is ${what}`);
        assert.equal(one.asked('/me').length, 1);
        assert.equal(conversations(one.instance).length, 1);
        await one.call('reset');
        await one.context.unroute('**/me');
      });
  }
}

// What the document hears, each with its detail.
function listen() {
  window.heard = [];
  for (const name of ['ready', 'open', 'close', 'message', 'unread', 'send']) {
    document.addEventListener('supportchat:' + name, ({ detail }) =>
      window.heard.push(detail ? { name, ...detail } : { name }));
  }
}

const heard = (one) => one.page.evaluate(() => window.heard.splice(0));

const hears = (one, wanted) => eventually(() => one.page.evaluate((name) =>
  window.heard.find((event) => event.name === name), wanted), wanted);

async function calls(suite, one) {
  const { chat, page } = one;
  const before = `<script>
    window.SupportChat = window.SupportChat || [];
    SupportChat.push(['nonsense', 1]);
    SupportChat.push(['on', 'ready', () => { window.told = true; }]);
    SupportChat.push(['open']);
  </script>`;
  await suite.test('what was called before it was there is done then',
    async () => {
      await one.visit('/made-up/', { head: before });
      await chat.box.waitFor();
      assert.equal(await page.evaluate(() => window.told), true);
      assert.deepEqual(await heard(one), [{ name: 'unread', count: 0 },
                                          { name: 'open' }, { name: 'ready' }]);
    });
  await suite.test('a page may open, close and toggle it', async () => {
    for (const [name, isOpen] of [['open', true], ['close', false],
      ['close', false], ['toggle', true], ['toggle', false]]) {
      await one.call(name);
      assert.equal(await chat.panel.isVisible(), isOpen, name);
    }
    assert.deepEqual((await heard(one)).map(({ name }) => name),
                     ['close', 'open', 'close']);
  });
  await suite.test('off takes away what on gave, and nothing else',
    async () => {
      assert.deepEqual(await page.evaluate(() => {
        const { SupportChat } = window;
        const told = [];
        const first = () => told.push('one');
        SupportChat.on('open', first);
        SupportChat.on('open', () => told.push('two'));
        SupportChat.toggle();
        SupportChat.off('open', first);
        SupportChat.toggle();
        SupportChat.toggle();
        SupportChat.close();
        return told;
      }), ['one', 'two', 'two']);
    });
  await suite.test('a listener of the page that throws is no harm',
    async () => {
      await page.evaluate(() => {
        const fail = () => {
          window.SupportChat.off('send', fail);
          throw new Error('of the shop');
        };
        window.SupportChat.on('send', fail);
      });
      await one.call('open');
      await chat.send('May I ask something?');
      assert.deepEqual(one.faults.splice(0), ['Error: of the shop']);
    });
}

async function events(suite, one) {
  const { chat, instance, page } = one;
  const { id } = conversations(instance).find(({ records }) =>
    records.some(({ text }) => text === 'May I ask something?'));
  await suite.test('what is sent, said and unread is told to the document',
    async () => {
      await heard(one);
      await chat.send('Another thing');
      assert.deepEqual(await hears(one, 'send'), { name: 'send', n: 3 });
      await one.call('close');
      const marta = await new User(instance, 'marta').signIn();
      await marta.post(`/support/agent/api/conversation/${id}/send/`,
                       { text: 'The answer', key: freshKey() });
      // As if the tab had been looked at again.
      await page.evaluate(() => document.dispatchEvent(
        new Event('visibilitychange')));
      await chat.inside.getByRole('button', { name: /1 new message/ }).waitFor();
      const all = await heard(one);
      assert.deepEqual(all.find(({ from }) => from === 'agent'),
        { name: 'message', n: all.find(({ from }) => from === 'agent').n,
          from: 'agent', kind: 'message' });
      assert.deepEqual(all.filter(({ name }) => name === 'unread'),
                       [{ name: 'unread', count: 1 }]);
    });
}

async function identities(suite, one) {
  const { chat, instance, page } = one;
  const opened = (text) => conversations(instance).map(({ records }) => records)
    .find((records) => records.some((record) => record.text === text))[0];
  const ways = {
    'a JWT': (jwt) => window.SupportChat.identify(jwt),
    'a function': (jwt) => window.SupportChat.identify(() => jwt),
    'a function that takes its time': (jwt) =>
      window.SupportChat.identify(async () => jwt),
    'nothing': () => window.SupportChat.identify(),
    'a function that knows nobody': () =>
      window.SupportChat.identify(() => null),
  };
  await one.visit();
  await one.call('reset');
  await one.call('open');
  for (const [what, identify] of Object.entries(ways)) {
    const isKnown = !/no/.test(what);
    const sub = what.replaceAll(' ', '-');
    await suite.test(`identify takes ${what}`, async () => {
      await page.evaluate(identify, instance.identity({ claims: { sub } }));
      await chat.send(`told by ${what}`);
      const { verified, name } = opened(`told by ${what}`);
      assert.equal(Boolean(verified), isKnown);
      assert.equal(name, isKnown ? 'Ana Petrova' : '');
      await one.call('reset');
      await one.call('open');
    });
  }
  await suite.test('the last word counts, whichever is answered first',
    async () => {
      const [slow, last] = ['Slow', 'Last'].map((name) =>
        instance.identity({ claims: { sub: name, name } }));
      await one.call('reset');
      await page.evaluate(() => new Promise((asked) => {
        window.SupportChat.identify(() => new Promise((tell) => {
          window.tell = tell;
          asked();
        }));
        window.SupportChat.open();
      }));
      await page.evaluate(([one_, other]) => {
        window.SupportChat.identify(() => other);
        window.tell(one_);
      }, [slow, last]);
      await chat.send('told last');
      assert.equal(opened('told last').name, 'Last');
      await one.call('reset');
      await one.call('open');
    });
  await suite.test('a function that fails makes nobody a guest', async () => {
    await page.evaluate(() => {
      const status = document.querySelector('bookshop-chat').shadowRoot
        .querySelector('[role=status]');
      window.said = [];
      new MutationObserver(() => window.said.push(status.textContent)).observe(
        status, { childList: true, characterData: true, subtree: true });
      window.SupportChat.identify(() => {
        throw new Error('of the shop');
      });
    });
    const shown = await eventually(() => page.evaluate(() =>
      window.said.find((words) => /cannot be reached/.test(words))), 'words');
    // At the first failure: after the second it is five seconds and more.
    assert.match(shown, /We try again in [34] s/);
    assert.ok(await chat.inside.locator('.send').isDisabled());
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Passer.come(browser, instance);
  await one.context.addInitScript(listen);
  try {
    await attributes(suite, one);
    await nobodysGuest(suite, one);
    await renewed(suite, one);
    await calls(suite, one);
    await events(suite, one);
    await identities(suite, one);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await instance.stop();
  }
}
