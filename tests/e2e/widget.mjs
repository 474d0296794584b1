// The widget's manners: what it costs before it is used, keys and focus, one
// message for one press, the badge.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { Staff } from './staff.mjs';
import { conversations, texts } from './stored.mjs';

const kHalfMinute = 30_000;  // on the page's own clock

// What has the focus, be it in the shadow root.
const focused = (page) => page.evaluate(() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at.getAttribute('aria-label') ?? at.textContent;
});

async function beforeUse(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  const { chat, page } = one;
  try {
    await page.clock.install();
    await suite.test('unused, it asks for two files and no more', async () => {
      await one.go('/shop/');
      await chat.launcher.waitFor();
      await page.clock.runFor(kHalfMinute);
      assert.deepEqual(one.asked('/support/api/'), []);
      const files = one.asked('/support/static/')
        .map((request) => request.url().split('/').pop())
        .filter((name) => name.startsWith('chat-widget'));
      assert.deepEqual(files.sort(), ['chat-widget.css', 'chat-widget.js']);
    });
    await suite.test('opened and closed, it has stored nothing', async () => {
      await chat.open();
      await chat.inside.getByText('Good day, and welcome.').waitFor();
      await chat.close.click();
      assert.deepEqual(await one.stored(), {});
      assert.deepEqual(await one.context.cookies(), []);
      assert.deepEqual(conversations(instance), []);
    });
    await suite.test('a draft is kept by the browser alone', async () => {
      await chat.open();
      await chat.box.fill('I wonder whether');
      await page.clock.runFor(1000);
      assert.match(Object.values(await one.stored()).join(),
                   /I wonder whether/);
      assert.deepEqual(conversations(instance), []);
    });
  } finally {
    await one.leave();
  }
}

async function keys(suite, one) {
  const { chat, page } = one;
  await suite.test('Enter opens it with the focus in the box', async () => {
    await one.go('/shop/');
    await chat.launcher.focus();
    await page.keyboard.press('Enter');
    await eventually(async () => await focused(page) === 'Write a message',
                     'the focus in the box');
  });
  await suite.test('Shift and Enter breaks the line, Enter sends', async () => {
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await eventually(() => texts(one.instance).includes('one\ntwo'),
                     'the text');
  });
  await suite.test('Tab leaves the panel to the page', async () => {
    await chat.box.focus();
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() =>
        document.activeElement.localName !== 'bookshop-chat')) return;
    }
    assert.fail(`the focus stays at ${await focused(page)}`);
  });
  await suite.test('Esc closes it and the launcher has focus', async () => {
    await chat.box.focus();
    await page.keyboard.press('Escape');
    await chat.panel.waitFor({ state: 'hidden' });
    assert.match(await focused(page), /^Open chat/);
    assert.equal(await chat.launcher.getAttribute('aria-expanded'), 'false');
  });
}

async function manners(suite, one) {
  const { chat, page, instance } = one;
  await suite.test('a double click sends once', async () => {
    await chat.open();
    await chat.box.fill('only once');
    await chat.sendButton.dblclick();
    await chat.arrived('only once');
    await chat.send('after it');
    assert.deepEqual(texts(instance).slice(-2), ['only once', 'after it']);
  });
  await suite.test('one after the other they share one time and mark',
    async () => {
      for (const reload of [false, true]) {
        if (reload) await page.reload();
        await chat.said('after it').getByText('Sent').waitFor();
        assert.ok(!await chat.said('only once').getByText('Sent').isVisible());
      }
    });
  await suite.test('markup is shown as it was written', async () => {
    const text = '<img src=x onerror=alert(1)> &amp; <b>bold</b>';
    await chat.send(text);
    await chat.said(text).waitFor();
    assert.equal(await chat.log.locator('b, img').count(), 0);
  });
  await suite.test('a file of another type is refused with the reason',
    async () => {
      await chat.attach({ name: 'page.svg', mimeType: 'image/svg+xml',
                          buffer: Buffer.from('<svg/>') });
      await chat.status.getByText('page.svg cannot be sent').waitFor();
    });
  await suite.test('a message that is too long stays in the box', async () => {
    await chat.box.fill('x'.repeat(8001));
    await chat.sendButton.click();
    await chat.status.getByText('8001 characters of 8000').waitFor();
    assert.equal((await chat.box.inputValue()).length, 8001);
    await chat.box.fill('');
  });
  await suite.test('loaded twice, there is one', async () => {
    await page.evaluate(() => new Promise((done) => {
      const line = document.createElement('script');
      line.src = document.querySelector('script[src*=chat-widget]').src;
      line.onload = done;
      document.body.append(line);
    }));
    assert.equal(await page.locator('bookshop-chat').count(), 1);
  });
}

async function badge(suite, one, marta) {
  const { chat, page } = one;
  await suite.test('an answer to a closed chat shows as a number', async () => {
    await page.clock.install();
    await chat.close.click();
    await marta.signIn();
    await marta.row('bold').waitFor();
    await marta.open('bold');
    await marta.reply('Here is the answer');
    await page.clock.fastForward(kHalfMinute);
    const named = chat.inside.getByRole('button',
      { name: 'Open chat, 1 new message', exact: true });
    await named.waitFor();
    await named.getByText('1', { exact: true }).waitFor();
  });
  await suite.test('reading it takes the number away, for staff to see',
    async () => {
      await chat.open();
      await chat.said('Here is the answer').waitFor();
      await marta.said('Here is the answer').getByText('Seen').waitFor();
      await chat.close.click();
      assert.equal(await chat.launcher.getAttribute('aria-label'), 'Open chat');
    });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  const marta = await Staff.come(browser, instance);
  try {
    await beforeUse(suite, browser, instance);
    await keys(suite, one);
    await manners(suite, one);
    await badge(suite, one, marta);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...one.faults, ...marta.faults], []));
  } finally {
    await one.leave();
    await marta.leave();
    await instance.stop();
  }
}
