// Looks at a page as it is now: wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { top } from '../web/instance.mjs';

const kTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
               'best-practice'];

// SCREENSHOTS=yes: pictures of what is inspected, for a person to look at;
// SCREENSHOTS=all: of every page in each width and scheme.
const screenshots = process.env.SCREENSHOTS ?? '';
const folder = join(process.env.BUILD ?? join(top, 'build'), 'screenshots');
if (screenshots) mkdirSync(folder, { recursive: true });

async function picture(page, name, options = {}) {
  if (!screenshots) return;
  await page.screenshot({ ...options, path: join(folder, `${name}.png`) });
}

// What reaches over the edge of the window, or of a part of the page that cuts
// it off unseen.  A table's own region may scroll, a line may end in "…", a
// drawing may be cut.
function overEdge(root = 'html') {
  const found = [];
  const mayCut = 'section.scroll, .vh, .cover, input, select, textarea';
  const isCut = (node, style) => node.scrollWidth > node.clientWidth + 1 &&
    style.textOverflow !== 'ellipsis' && style.clipPath === 'none' &&
    !node.matches(mayCut);
  const name = (node) => `${node.localName}.${[...node.classList].join('.')}` +
    ` "${node.textContent.trim().slice(0, 30)}"`;
  const look = (node) => {
    const style = getComputedStyle(node);
    if (style.display === 'none') return;
    const { left, right, width } = node.getBoundingClientRect();
    if (width && (right > innerWidth + 1 || left < -1)) {
      found.push(`${name(node)}: ${Math.round(left)} to ${Math.round(right)}`);
    }
    if (style.overflowX !== 'visible' && node !== document.body) {
      if (isCut(node, style)) found.push(`${name(node)}: cut off`);
      if (node.matches(mayCut)) return;
    }
    for (const child of node.shadowRoot?.children ?? node.children) look(child);
  };
  look(document.querySelector(root));
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth && root === 'html') {
    found.push(`the page: ${scrollWidth}`);
  }
  return found;
}

const overEdges = (page, root = 'html') => page.evaluate(overEdge, root);

// What axe finds, of the whole page or of a part; it is put into a page once.
export async function violations(page, part = 'html') {
  if (!await page.evaluate(() => 'axe' in window)) {
    await page.evaluate(axe.source);
  }
  const all = await page.evaluate(([where, values]) => window.axe.run(where, {
    runOnly: { type: 'tag', values }, resultTypes: ['violations'],
    preload: false }).then((found) => found.violations), [part, kTags]);
  const told = (text) => text.split('\n')[1]?.trim();
  return all.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.target.join(' ')}: ${told(node.failureSummary)}`));
}

// Until the new size is painted.
const painted = (page) => page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))));

async function at(page, width, scheme, forcedColors = 'none',
                  height = width > 400 ? 800 : 700) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, forcedColors });
  await page.evaluate(() => scrollTo(0, 0));
  await painted(page);
}

// Each width and each scheme once: what they do does not depend on the other.
// SCREENSHOTS=all tries every pair.
const kPairs = [[1280, 'light'], [375, 'dark']];
const pairs = screenshots === 'all'
  ? [...kPairs, [1280, 'dark'], [375, 'light']] : kPairs;

// whole: picture the page to its end, not only the window.
export async function inspect(suite, page, name, { whole = true } = {}) {
  const over = [];
  for (const [width, scheme] of pairs) {
    await at(page, width, scheme);
    over.push(...await overEdges(page));
    await picture(page, `${name}-${width}-${scheme}`, { fullPage: whole });
    const wrong = await violations(page);
    await suite.test(`${name} is accessible, ${scheme} at ${width}`, () =>
      assert.deepEqual(wrong, []));
  }
  await at(page, 320, 'light');
  over.push(...await overEdges(page));
  await at(page, 1280, 'light');
  await page.evaluate(() => document.documentElement.style.fontSize = '200%');
  await painted(page);
  const large = await page.evaluate(overEdge);
  await page.evaluate(() => document.documentElement.style.fontSize = '');
  await suite.test(`${name} takes text of twice the size`, () =>
    assert.deepEqual(large, []));
  await suite.test(`${name} fits windows of 1280, 375 and 320`, () =>
    assert.deepEqual(over, []));
}

const kWidths = [1280, 375, 320];
const kWidgetAxe = ['1280 light', '1280 forced', '375 dark', '320 light'];

// The letters that the reader has set in the browser.
async function letters(page, standard) {
  const line = await page.context().newCDPSession(page);
  await line.send('Page.setFontSizes', { fontSizes: { standard,
                                                      fixed: standard } });
  await line.detach();
}

// A window of 1280 by 1024 at 200 % and at 400 %, and letters of twice the
// size: the widget's follow the reader, as a shop's rem may be anything.
async function zoomed(suite, page, name) {
  const over = [];
  await letters(page, 32);
  for (const width of kWidths) {
    await at(page, width, 'light');
    over.push(...await overEdges(page, 'bookshop-chat'));
  }
  await letters(page, 16);
  for (const [width, height] of [[640, 512], [320, 256]]) {
    await at(page, width, 'light', 'none', height);
    over.push(...await overEdges(page));
  }
  await at(page, 1280, 'light');
  await suite.test(`${name} takes text of four times the size`, () =>
    assert.deepEqual(over, []));
}

// A state of the widget, over whatever page it is on: a picture at each width
// in each scheme; accessible wide, on a phone, on a small one, in forced
// colours.
export async function inspectWidget(suite, page, name) {
  const over = [];
  const wrong = [];
  const see = async (width, dress) => {
    await picture(page, `${name}-${width}-${dress}`);
    const where = `${width} ${dress}`;
    if (!kWidgetAxe.includes(where)) return;
    const found = await violations(page, 'bookshop-chat');
    wrong.push(...found.map((one) => `${where}: ${one}`));
  };
  for (const width of kWidths) {
    for (const scheme of ['light', 'dark']) {
      if (!screenshots && !kWidgetAxe.includes(`${width} ${scheme}`)) continue;
      await at(page, width, scheme);
      await see(width, scheme);
    }
    over.push(...await overEdges(page));
  }
  await at(page, 1280, 'dark', 'active');
  await see(1280, 'forced');
  await suite.test(`${name} is accessible in every dress`, () =>
    assert.deepEqual(wrong, []));
  await suite.test(`${name} fits windows of ${kWidths.join(', ')}`, () =>
    assert.deepEqual(over, []));
  await zoomed(suite, page, name);
}
