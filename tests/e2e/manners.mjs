// Manners: the launcher, keys and focus, a phone's screen and keyboard, sizes,
// rings, motion.
import assert from 'node:assert/strict';
import { freshKey, png } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { conversations, texts } from './stored.mjs';

const kSends = '**/support/api/conversation/*/send/';
const kPhone = { viewport: { width: 375, height: 700 }, hasTouch: true,
                 isMobile: true };

const inside = async (page, work) => (await page.evaluateHandle(() =>
  document.querySelector('bookshop-chat').shadowRoot)).evaluate(work);

// What has the focus: in the widget its name, on the page "page".
const focused = (page) => page.evaluate(() => {
  const node = document.activeElement.shadowRoot?.activeElement;
  if (!node) return document.activeElement === document.body ? '' : 'page';
  return node.ariaLabel ?? node.textContent;
});

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

async function launcher(suite, one) {
  const { chat, page } = one;
  const button = chat.inside.locator('button.launch');
  await suite.test('the launcher is a button that says what it opens',
    async () => {
      await one.go('/shop/');
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      const opens = await button.getAttribute('aria-controls');
      assert.equal(await chat.inside.locator(`#${opens}`).getAttribute('role'),
                   'dialog');
      assert.equal(await button.getAttribute('aria-label'), 'Open chat');
    });
  await suite.test('Space opens it too, with the focus in the box',
    async () => {
      await button.focus();
      await press(page, 'Space');
      await chat.panel.waitFor();
      assert.equal(await focused(page), 'Write a message');
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      assert.equal(await chat.panel.getAttribute('aria-modal'), null);
    });
  await suite.test('what has the focus on the page is not under it',
    async () => {
      await press(page, 'Escape');
      await page.evaluate(() => {
        const link = document.createElement('a');
        link.href = '#';
        link.textContent = 'Terms';
        document.body.append(link);
        Object.assign(link.style, { position: 'fixed', insetBlockEnd: '40px',
                                    insetInlineEnd: '40px' });
      });
      const link = page.getByRole('link', { name: 'Terms' });
      const covers = async () => {
        const [over, under] = [await button.boundingBox(),
                               await link.boundingBox()];
        return over.y < under.y + under.height &&
          under.y < over.y + over.height;
      };
      assert.ok(await covers());
      await link.focus();
      await eventually(async () => !await covers(), 'stepped aside');
      await press(page, 'Tab');
      assert.equal(await focused(page), 'Open chat');
      await eventually(covers, 'back in its place');
      await link.evaluate((node) => node.remove());
    });
}

async function words(suite, { chat, context, instance }) {
  const type = (how) => chat.box.evaluate((box, more) => box.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true,
      composed: true, cancelable: true, ...more })), how);
  await suite.test('Enter that ends a composition does not send', async () => {
    await chat.open();
    await chat.box.fill('にほんご');
    assert.ok(await type({ isComposing: true }));
    assert.ok(await type({ keyCode: 229 }));
    assert.equal(await chat.box.inputValue(), 'にほんご');
    assert.deepEqual(conversations(instance), []);
    assert.ok(!await type({}));
    await chat.arrived('にほんご');
  });
  await suite.test('a message shows at once, and then with the server\'s time',
    async () => {
      let go;
      const held = new Promise((done) => { go = done; });
      await context.route(kSends, async (route) => {
        await held;
        await route.continue();
      });
      await chat.box.fill('how long?');
      await chat.box.press('Enter');
      const said = chat.said('how long?');
      assert.ok(await said.getByText('Sending').isVisible());
      assert.equal(await said.locator('time').count(), 0);
      go();
      await said.getByText('Sent').waitFor();
      await context.unroute(kSends);
      const { t } = conversations(instance)[0].records.at(-1);
      assert.equal(await said.locator('time').getAttribute('datetime'), t);
    });
  await suite.test('Enter, Enter, Enter sends once', async () => {
    await chat.box.fill('thrice');
    await Promise.all([1, 2, 3].map(() => chat.box.press('Enter')));
    await chat.arrived('thrice');
    await chat.send('and on');
    assert.equal(texts(instance).filter((text) => text === 'thrice').length, 1);
  });
}

// Every state that has controls of its own, one after the other, and where its
// round begins.
async function* states(one, marta) {
  const { chat, context, page, instance } = one;
  const [{ id }] = conversations(instance);
  const button = (name) => chat.inside.getByRole('button', { name });
  const told = (what, fields) => marta.post(
    `/support/agent/api/conversation/${id}/${what}/`,
    { key: freshKey(), ...fields });
  const image = (name) => chat.attach(
    [{ name, mimeType: 'image/png', buffer: png }]);
  yield ['open', chat.box];
  await chat.menu.click();
  yield ['the menu', chat.entry('Your earlier chats')];
  await chat.menu.click();
  await chat.entry('Your earlier chats').click();
  await chat.inside.locator('.past').getByRole('button').waitFor();
  yield ['earlier chats', chat.back];
  await chat.back.click();
  await context.route(kSends, (route) => route.fulfill({ status: 413,
    json: { error: { code: 'too_long', message: 'No.' } } }));
  await chat.box.fill('not this');
  await chat.box.press('Enter');
  await chat.retry.waitFor();
  yield ['not sent', chat.box];
  await context.unroute(kSends);
  await button('Delete').click();
  await context.route('**/upload/', () => {});
  await image('a.png');
  await chat.inside.getByRole('progressbar').waitFor();
  yield ['uploading', chat.box];
  await Promise.all([page.waitForEvent('requestfailed'),
                     button('Remove a.png').click()]);
  await context.unroute('**/upload/');
  await image('b.png');
  await button('Open b.png').click();
  await button('Close picture').waitFor();
  yield ['a picture', button('Close picture')];
  await press(page, 'Escape');
  for (let n = 0; n < 5; n++) await told('send', { text: `${n}\n\n\n\n` });
  await chat.log.locator('.b').getByText(/^4/).waitFor();
  await chat.inside.locator('.scroll').evaluate((node) => {
    node.scrollTop = 60;
  });
  await told('send', { text: 'see https://books.example/' });
  await button(/new message/).waitFor();
  yield ['scrolled up', chat.box];
  await told('status', { status: 'closed' });
  await chat.log.getByText('closed this chat').waitFor({ state: 'attached' });
  yield ['closed by staff', chat.box];
  await chat.close.click();
  yield ['closed', chat.launcher];
}

// Controls that can be seen, with their size.
const sizes = (root) => [...root.querySelectorAll(
  'button, a[href], input, textarea, select, summary, [tabindex="0"]')]
  .map((node) => {
    const { width, height } = node.getBoundingClientRect();
    const minor = node.matches('.lb, .newer, .log a');
    return { name: node.ariaLabel || node.textContent || node.localName,
             least: Math.min(width, height), minor, width,
             isText: node.matches('.log a'),
             font: node.matches('input, textarea, select')
               ? parseFloat(getComputedStyle(node).fontSize) : 16 };
  }).filter(({ width }) => width);

async function measured(suite, page, state) {
  const found = await inside(page, sizes);
  await suite.test(`${state}: controls are large enough`, () => {
    assert.ok(found.length, 'some');
    assert.deepEqual(found.filter(({ least, minor, isText }) =>
      !isText && least < (minor ? 24 : 44)), []);
  });
  await suite.test(`${state}: fields have letters of 16 px`, () =>
    assert.deepEqual(found.filter(({ font }) => font < 16), []));
}

// The ring around what has the focus, and what it is drawn on.
function ring(root) {
  const node = root.activeElement;
  if (!node) return null;
  const channels = (text) => text.match(/[\d.]+/g).map(Number);
  const light = (text) => channels(text).slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (from) => {
    for (let at = from; at; at = at.parentElement) {
      const text = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(text);
      if (alpha === 1) return text;
    }
    return null;
  };
  const style = getComputedStyle(node);
  const halo = /^(rgb[^)]*\)) 0px 0px 0px 8px/.exec(style.boxShadow)?.[1];
  const offset = parseFloat(style.outlineOffset);
  const under = halo ?? ground(offset < 0 ? node : node.parentElement);
  const [one, two] = [style.outlineColor, under].map(light);
  return { name: node.ariaLabel || node.textContent || node.className,
           line: `${style.outlineStyle} ${style.outlineWidth}`,
           colours: `${style.outlineColor} on ${under}`,
           contrast: (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05) };
}

async function ringed(suite, page, state) {
  const found = new Map();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    // Round the controls, until the first comes again.
    for (let n = 0; n < 24; n++) {
      await press(page, 'Shift+Tab');
      const at = await inside(page, ring);
      if (at && found.has(colorScheme + at.name)) break;
      if (at) found.set(colorScheme + at.name, at);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await suite.test(`${state}: each stop has a ring that can be seen`, () => {
    assert.ok(found.size > 1, [...found.keys()].join());
    assert.deepEqual([...found.values()].filter(({ line, contrast }) =>
      !/^solid [23]px/.test(line) || contrast < 3), []);
  });
}

async function everyState(suite, one, marta) {
  const { page } = one;
  for await (const [state, first] of states(one, marta)) {
    await measured(suite, page, state);
    await first.focus();
    await ringed(suite, page, state);
  }
}

async function motion(suite, one, marta) {
  const { chat, page, instance } = one;
  const [{ id }] = conversations(instance);
  const count = (reducedMotion) => page.emulateMedia({ reducedMotion })
    .then(() => inside(page, (root) => document.getAnimations().length +
      root.getAnimations().length));
  await suite.test('nothing moves for who wants no motion', async () => {
    await chat.open();
    const typing = chat.inside.getByText('Marta Lind is typing');
    // The typing indicator is shown for a few seconds; both counts must be taken
    // while it is.
    const [still, moving] = await eventually(async () => {
      await marta.post(`/support/agent/api/conversation/${id}/typing/`, {});
      if (!await typing.isVisible()) return false;
      const counts = [await count('reduce'), await count('no-preference')];
      return await typing.isVisible() && counts;
    }, 'typing');
    assert.equal(still, 0);
    assert.notEqual(moving, 0);
  });
}

// A keyboard that takes the lower half of a phone, and a finger that zooms.
function stubViewport(height) {
  const view = Object.assign(new EventTarget(),
                             { scale: 1, offsetTop: 0, height });
  Object.defineProperty(window, 'visualViewport', { value: view });
  window.see = (what) => {
    Object.assign(view, what);
    view.dispatchEvent(new Event('resize'));
  };
}

const areas = (page) => page.context().newCDPSession(page).then((line) =>
  line.send('Emulation.setSafeAreaInsetsOverride', { insets: {
    top: 40, topMax: 40, bottom: 34, bottomMax: 34 } }));

async function phone(suite, browser, instance) {
  const one = await Shopper.come(browser, instance, kPhone);
  const { chat, page } = one;
  await page.addInitScript(stubViewport, kPhone.viewport.height);
  await one.go('/shop/');
  await suite.test('on a phone the heading has the focus: no keyboard jumps up',
    async () => {
      await chat.launcher.tap();
      await chat.panel.getByRole('heading').waitFor();
      assert.match(await focused(page), /support|Chat/);
      assert.equal(await chat.panel.getAttribute('aria-modal'), 'true');
    });
  await suite.test('there the page is inert, and the focus stays inside',
    async () => {
      const isFree = () => page.evaluate(() => !document.body.inert);
      assert.ok(!await isFree());
      const seen = new Set();
      for (let n = 0; n < 16; n++) {
        await press(page, n < 8 ? 'Tab' : 'Shift+Tab');
        seen.add(await focused(page));
      }
      assert.ok(seen.has('Close chat') && seen.has('Write a message'));
      assert.ok(!seen.has('page'));
      await chat.box.focus();
      await press(page, 'Escape');
      assert.match(await focused(page), /^Open chat/);
      assert.ok(await isFree());
    });
  await suite.test('the keyboard leaves the box in sight, and a zoom alone',
    async () => {
      await chat.launcher.tap();
      const box = () => chat.panel.boundingBox();
      const whole = await box();
      assert.deepEqual([whole.y, whole.height], [0, 700]);
      await page.evaluate(() => window.see({ height: 300, offsetTop: 120 }));
      const { y, height } = await box();
      assert.deepEqual([y, height], [120, 300]);
      const field = await chat.box.boundingBox();
      assert.ok(field.y > 120 && field.y + field.height <= 420);
      await page.evaluate(() => window.see({ height: 350, scale: 2 }));
      assert.deepEqual(await box(), whole);
    });
  await suite.test('nothing lies under a notch or a bar', async () => {
    await areas(page);
    const { y } = await chat.close.boundingBox();
    const { y: top, height } = await chat.box.boundingBox();
    assert.ok(y >= 40, `${y}`);
    assert.ok(top + height <= 700 - 34, `${top + height}`);
    await chat.close.tap();
    const box = await chat.launcher.boundingBox();
    assert.ok(box.y + box.height <= 700 - 34, JSON.stringify(box));
  });
  await measured(suite, page, 'closed on a phone');
  await chat.launcher.tap();
  await measured(suite, page, 'open on a phone');
  await one.leave();
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  try {
    const marta = await new User(instance, 'marta').signIn();
    await launcher(suite, one);
    await words(suite, one);
    await everyState(suite, one, marta);
    await motion(suite, one, marta);
    await phone(suite, browser, instance);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await instance.stop();
  }
}
