// The widget's words: one table, two languages, the page's or the line's.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { Chat, Shopper } from './shopper.mjs';

const kShop = '**/shop/';

const { LANGUAGES, STRINGS } = await import('../../widget/strings.js');
const { FORM_STRINGS } = await import('../../widget/form-strings.js');
const all = { ...STRINGS, ...FORM_STRINGS };
globalThis.window = {};
await import('../../widget/chat-words-de.js');
const tables = { en: all, ...window.SupportChatWords };

// t() as a page of this language would have it.
async function spoken(lang, words = window.SupportChatWords) {
  globalThis.window = { SupportChatWords: words };
  globalThis.document = { documentElement: { lang },
    currentScript: { src: 'http://shop.example/support/static/js/w.js',
                     getAttribute: () => null } };
  // Node 21 and later have a read-only one, which names their own language.
  Object.defineProperty(globalThis, 'navigator',
                        { value: { language: lang }, configurable: true });
  return (await import(`../../widget/words.js?${lang}${Math.random()}`)).t;
}

const holes = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

const texts = (found) => (typeof found === 'string' ? [found]
  : Object.values(found ?? {}));

async function table(suite) {
  await suite.test('every sentence is there in every language', () => {
    assert.deepEqual(Object.keys(tables), LANGUAGES);
    for (const words of Object.values(tables)) {
      assert.deepEqual(Object.keys(words).sort(), Object.keys(all).sort());
      for (const [name, found] of Object.entries(words)) {
        assert.ok(texts(found).length, name);
        for (const text of texts(found)) assert.ok(text.trim(), name);
      }
    }
  });
  await suite.test('what is filled in is the same in every language', () => {
    for (const words of Object.values(tables)) {
      for (const name of Object.keys(all)) {
        assert.deepEqual(holes(texts(words[name]).join()),
                         holes(texts(all[name]).join()), name);
      }
    }
  });
  await suite.test('a sentence that is missing is said in English', async () => {
    const say = await spoken('de', { de: { close: 'Chat schließen' } });
    assert.equal(say('open'), 'Open chat');
    assert.equal(say('close'), 'Chat schließen');
  });
  await suite.test('one and many have their own forms', async () => {
    const en = await spoken('en-GB');
    const de = await spoken('de', tables);
    assert.deepEqual([0, 1, 2].map((n) => en('unread', { n })),
                     ['0 new messages', '1 new message', '2 new messages']);
    assert.deepEqual([1, 2].map((n) => de('unread', { n })),
                     ['1 neue Nachricht', '2 neue Nachrichten']);
  });
  await suite.test('a page in another language gets English', async () => {
    assert.equal((await spoken('pt'))('send'), 'Send');
  });
}

// The shop's page, with something else in its words.
const rewritten = (one, from, to) => one.context.route(kShop, async (route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer,
                        body: (await answer.text()).replace(from, to) });
});

async function onPages(suite, one) {
  const { context, page, chat: { inside } } = one;
  const opened = async (name) => {
    await one.go('/shop/');
    await inside.getByRole('button', { name }).waitFor();
    await context.unroute(kShop);
  };
  await suite.test('a German page has a German widget', async () => {
    await rewritten(one, /<html lang="\w+"/, '<html lang="de-AT"');
    await opened('Chat öffnen');
    await inside.getByRole('button', { name: 'Chat öffnen' }).click();
    const box = inside.getByRole('textbox', { name: 'Nachricht schreiben' });
    await box.fill('Grüße');
    await box.press('Enter');
    await inside.getByText('Gesendet').waitFor();
    await inside.getByText('heute', { exact: true }).waitFor();
    assert.equal(await inside.locator('.chat').getAttribute('lang'), 'de');
  });
  await suite.test('the script line decides before the page', async () => {
    await page.evaluate(() => window.SupportChat.reset());
    await rewritten(one, '<script defer', '<script data-lang="DE" defer');
    await opened('Chat öffnen');
  });
  await suite.test('calls of a page that comes first wait for the words',
    async () => {
      const early = await context.newPage();
      await early.addInitScript(() => addEventListener('DOMContentLoaded',
        () => window.SupportChat.open()));
      await rewritten(one, '<script defer', '<script data-lang="de" defer');
      await early.goto(one.shop + '/shop/');
      await new Chat(early).inside
        .getByRole('textbox', { name: 'Nachricht schreiben' }).waitFor();
      await early.evaluate(() => window.SupportChat.reset());
      await early.close();
    });
  await suite.test('where the words cannot be had, it is English', async () => {
    await context.route('**/chat-words-de.js', (route) => route.abort());
    await rewritten(one, '<script defer', '<script data-lang="de" defer');
    await opened('Open chat');
    assert.equal(await page.locator('bookshop-chat').count(), 1);
    await context.unrouteAll();
  });
  await suite.test('a language it does not speak is warned of', async () => {
    const warned = page.waitForEvent('console',
      (line) => line.type() === 'warning' && /data-lang/.test(line.text()));
    await rewritten(one, '<script defer', '<script data-lang="xx" defer');
    await opened('Open chat');
    await warned;
  });
}

export default async function (suite, browser) {
  await table(suite);
  const instance = await Instance.start({ accounts: false });
  const one = await Shopper.come(browser, instance);
  try {
    await onPages(suite, one);
  } finally {
    await one.leave();
    await instance.stop();
  }
}
