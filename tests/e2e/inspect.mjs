// Looks at a page as it is now: at three widths, light and dark.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { top } from '../web/instance.mjs';

const kTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
               'best-practice'];
const folder = join(process.env.BUILD ?? join(top, 'build'), 'screenshots');
mkdirSync(folder, { recursive: true });

// What reaches over the edge of the window, in the page and in the widget.
// Inside what scrolls or cuts off nothing can.
function overEdge() {
  const found = [];
  const name = (node) => `${node.localName}.${[...node.classList].join('.')}` +
    ` "${node.textContent.trim().slice(0, 30)}"`;
  const look = (node) => {
    const style = getComputedStyle(node);
    if (style.display === 'none') return;
    const { left, right, width } = node.getBoundingClientRect();
    if (width && (right > innerWidth + 1 || left < -1)) {
      found.push(`${name(node)}: ${Math.round(left)} to ${Math.round(right)}`);
    }
    if (style.overflowX !== 'visible' && node !== document.body) return;
    for (const child of node.shadowRoot?.children ?? node.children) look(child);
  };
  look(document.body);
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`the page: ${scrollWidth}`);
  return found;
}

// Legacy mode: no page of ours has frames, and it is quicker.
async function violations(page) {
  const { violations: all } =
    await new AxeBuilder({ page }).withTags(kTags).setLegacyMode(true).analyze();
  return all.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(' ')}: ${failureSummary.split('\n')[1]?.trim()}`));
}

// Until what was asked for is painted: fonts, pictures, the new size.
const painted = (page) => page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))));

async function at(page, width, scheme) {
  await page.setViewportSize({ width, height: width > 400 ? 800 : 700 });
  await page.emulateMedia({ colorScheme: scheme });
  await painted(page);
}

export async function inspect(suite, page, name, { whole = true } = {}) {
  const wrong = { light: [], dark: [] };
  const over = [];
  for (const width of [1280, 375]) {
    for (const scheme of ['light', 'dark']) {
      await at(page, width, scheme);
      await page.screenshot({ fullPage: whole,
        path: join(folder, `${name}-${width}-${scheme}.png`) });
      // Colours are the same at each width.
      if (width === 375 && scheme === 'dark') continue;
      for (const one of await violations(page)) {
        wrong[scheme].push(`at ${width}: ${one}`);
      }
    }
    over.push(...await page.evaluate(overEdge));
  }
  await at(page, 320, 'light');
  over.push(...await page.evaluate(overEdge));
  await at(page, 1280, 'light');
  for (const scheme of ['light', 'dark']) {
    await suite.test(`${name} is accessible, ${scheme}`, () =>
      assert.deepEqual(wrong[scheme], []));
  }
  await suite.test(`${name} fits windows of 1280, 375 and 320`, () =>
    assert.deepEqual(over, []));
}
