// The widget and the shop's page leave each other alone: no style of either
// reaches the other, and no click, no print, no layout is taken.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { png } from '../web/http.mjs';
import { Passer } from './shop_page.mjs';

// A page that turns or fades as a whole does so with what lies on it: the root
// is spared that.
const kHostile = {
  'letters of all sorts': `* { font: italic 900 40px/3 monospace !important;
    color: red !important; letter-spacing: 1em !important; word-spacing: 1em
    !important; text-transform: uppercase !important; text-indent: 3em
    !important; text-align: right !important; white-space: pre !important;
    text-shadow: 0 0 9px lime !important; font-variant: small-caps !important;
    text-decoration: line-through !important; writing-mode: vertical-rl
    !important; quotes: none !important; hyphens: auto !important;
    list-style: square inside !important; visibility: hidden !important; }`,
  'another direction': `* { direction: rtl !important;
    unicode-bidi: bidi-override !important; }`,
  'boxes of all sorts': `:not(head, head *) { box-sizing: content-box !important;
    display: inline-block !important; position: relative !important;
    margin: 30px !important; padding: 30px !important; float: left !important;
    border: 9px dotted blue !important; outline: 9px solid red !important;
    width: 50% !important; min-height: 90px !important; max-width: 60px
    !important; inset: 11px !important; overflow: hidden !important;
    z-index: -1 !important; cursor: none !important; }
    html, body { display: block !important; margin: 0 !important; padding: 0
    !important; border: 0 !important; outline: 0 !important; float: none
    !important; width: auto !important; max-width: none !important;
    inset: 0 !important; z-index: auto !important; }`,
  'motion and fading': `:not(:root) { transform: rotate(20deg) !important;
    opacity: .3 !important; filter: invert(1) !important; scale: 2 !important;
    translate: 90px 90px !important; perspective: 9px !important; contain:
    strict !important; will-change: transform !important; clip-path: inset(40%)
    !important; mix-blend-mode: difference !important; transition: all 9s
    !important; animation: whirl 9s infinite !important; }
    @keyframes whirl { to { rotate: 1turn; font-size: 90px; } }`,
  'everything unset': '* { all: revert !important; }',
  'contents of its own': `*::before, *::after { content: "shop" !important;
    display: block !important; position: fixed !important; inset: 0 !important;
    background: red !important; } html::before, html::after, body::before,
    body::after, head *::before, head *::after, head::before, head::after {
    content: none !important; }`,
  'rules for elements': `div { display: none !important; }
    button, input, textarea, form, section, ul, li, h2, p, a, svg, img, span {
      display: none !important; background: lime !important; }
    bookshop-chat { display: none !important; color: red; zoom: 2 !important; }
    .chat, .panel, .launch, .head, .b, .m, .foot { opacity: 0 !important; }`,
  'a strange page': `html { font-size: 62.5%; color-scheme: dark;
      scrollbar-width: none; background: #fff; }
    body { display: flex; gap: 50px; justify-content: space-between;
      min-height: 100vh; font: 30px serif; transform: scale(.5); }`,
};

// Nothing but the page's own paper behind it.
const kPaper = 'html, body { background: #fff !important; }';

const wear = (page, css) => page.evaluate(async (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
  await new Promise((done) => requestAnimationFrame(() =>
    requestAnimationFrame(done)));
}, kPaper + css);

async function picture(page, css) {
  await wear(page, css);
  return page.screenshot();
}

// Pixels of two pictures that differ by more than edges are rounded, which is
// not the same each time.
const kRounding = 16;
const apart = async (desk, ...pictures) => (pictures[0].equals(pictures[1])
  ? [] : desk.evaluate(async ([most, ...texts]) => {
    const [one, two] = await Promise.all(texts.map(async (text) => {
      const image = new Image();
      image.src = `data:image/png;base64,${text}`;
      await image.decode();
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height).getContext('2d');
      canvas.drawImage(image, 0, 0);
      return canvas.getImageData(0, 0, width, height);
    }));
    const found = [...one.data.keys()].filter((n) =>
      Math.abs(one.data[n] - two.data[n]) > most)
      .map((n) => `${(n >> 2) % one.width}, ${(n >> 2) / one.width | 0}`);
    return found.length ? [found.length, found[0], found.at(-1)] : [];
  }, [kRounding, ...pictures.map((bytes) => bytes.toString('base64'))]));

async function unmoved(suite, one, desk) {
  const { chat, page } = one;
  await one.visit();
  await chat.open();
  await chat.send('See https://books.example/ and then?');
  await chat.attach({ name: 'cover.png', mimeType: 'image/png', buffer: png });
  await chat.inside.getByText('cover.png').first().waitFor();
  await chat.inside.locator('.pic img[src], .pic canvas').first().waitFor();
  for (const isOpen of [true, false]) {
    await one.call(isOpen ? 'open' : 'close');
    await page.evaluate(() => document.activeElement.blur());
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const plain = await picture(page, '');
      const state = `${isOpen ? 'open' : 'closed'}, ${colorScheme}`;
      for (const [what, css] of Object.entries(kHostile)) {
        const looks = await picture(page, css);
        await suite.test(`${what} of the shop: the same to the pixel, ${state}`,
          async () => assert.deepEqual(await apart(desk, looks, plain), []));
      }
    }
  }
  await wear(page, '');
}

const kShop = `<header class="head"><h2 class="title" id="title">Shop</h2>
  <button class="ib close">x</button></header>
  <main class="chat right" id="panel"><div class="m me b"><p class="b by">p</p>
  <a class="lb" href="#">a</a><span class="badge vh">9</span></div>
  <ul class="queue"><li class="chip"><progress></progress></li></ul>
  <form class="foot row"><textarea class="box"></textarea>
  <input type="file"><button class="launch send" hidden>b</button></form>
  <svg class="i s"><path d="M0 0h9"/></svg><table><tr><td>1</table></main>
  <footer class="log scroll e day">last</footer>`;

// Every style of every element of the page, ours apart.
const styles = (page) => page.evaluate(() =>
  [...document.querySelectorAll('html, body, body *')].map((node) => {
    const style = getComputedStyle(node);
    return node.localName + [...style].map((name) =>
      `${name}:${style.getPropertyValue(name)}`).join(';');
  }));

async function unmoving(suite, one) {
  const { page } = one;
  const head = `<style>body { display: flex; gap: 9px; flex-wrap: wrap; }
    footer:last-child { color: green; } body > * + * { margin: 2px; }
    body:has(> :nth-child(4)) { color: red; }</style>`;
  await one.visit('/shop-page/', { head, body: kShop });
  await one.call('open');
  await suite.test('open, it changes no style of the page', async () => {
    const withUs = await styles(page);
    await one.call('close');
    const closed = await styles(page);
    await one.call('destroy');
    const without = await styles(page);
    assert.deepEqual(withUs, without);
    assert.deepEqual(closed, without);
    assert.ok(without.length > 20 && without[0].length > 5000);
  });
}

async function unclicked(suite, one) {
  const { chat, page } = one;
  await one.visit('/shop-page/', { body: kShop });
  await one.call('close');
  const box = await chat.launcher.boundingBox();
  const ours = () => page.evaluate(() => {
    const found = [];
    for (let x = 4; x < innerWidth; x += 8) {
      for (let y = 4; y < innerHeight; y += 8) {
        if (document.elementFromPoint(x, y)?.localName === 'bookshop-chat') {
          found.push([x, y]);
        }
      }
    }
    return found;
  });
  await suite.test('closed, it takes clicks on the launcher alone',
    async () => {
      const points = await ours();
      assert.ok(points.length > 20, `${points.length}`);
      assert.deepEqual(points.filter(([x, y]) =>
        x < box.x || x > box.x + box.width ||
        y < box.y || y > box.y + box.height), []);
    });
  await suite.test('it is not printed, open or closed', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    for (const name of ['open', 'close']) {
      await one.call(name);
      assert.equal(await chat.inside.locator('.launch:visible, .panel:visible')
        .count(), 0);
      assert.deepEqual(await ours(), []);
    }
    await page.emulateMedia({ media: 'screen' });
  });
}

// Contrast of text and ground as they are painted, whatever the notation.
const contrasts = (page) => page.evaluate(() => {
  const canvas = document.createElement('canvas').getContext('2d',
    { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92
        : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  };
  const { shadowRoot } = document.querySelector('bookshop-chat');
  return ['.launch', '.head', '.me .b', '.send:not(:disabled)'].map((name) => {
    const { color, backgroundColor } =
      getComputedStyle(shadowRoot.querySelector(name));
    const [one, two] = [color, backgroundColor].map(light)
      .sort((a, b) => b - a);
    return { name, contrast: (one + 0.05) / (two + 0.05) };
  });
});

async function colours(suite, one) {
  const { chat, page } = one;
  await one.visit();
  await one.call('open');
  await chat.box.fill('x');
  const accents = ['', '#fff', '#000', '#ff0', '#1f93ff', '#5566ff', '#e4007c',
                   '#777', '#767676', '#0a0', '#c00', '#808'];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await suite.test(`every accent bears its text, ${colorScheme}`, async () => {
      for (const accent of accents) {
        await wear(page, accent && `:root { --chat-accent: ${accent}; }`);
        for (const { name, contrast } of await contrasts(page)) {
          assert.ok(contrast >= 4.5, `${accent} ${name}: ${contrast}`);
        }
      }
    });
  }
}

export default async function (suite, browser) {
  const instance = await Instance.start({ accounts: false });
  const one = await Passer.come(browser, instance);
  try {
    const desk = await browser.newPage();
    await unmoved(suite, one, desk);
    await desk.close();
    await colours(suite, one);
    await unclicked(suite, one);
    await unmoving(suite, one);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await instance.stop();
  }
}
