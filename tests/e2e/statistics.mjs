// The statistics as a browser shows them: with script and without, by
// keyboard, and in forced colours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { csvRows } from '../web/figures.mjs';
import { freshKey } from '../web/http.mjs';
import { Instance, zoneAtNoon } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Staff } from './staff.mjs';

const kPage = '/support/agent/statistics/';
const zone = zoneAtNoon();

// One answered, closed and rated, one waiting.
async function someTalk(instance) {
  const marta = await new User(instance, 'marta').signIn();
  const act = (customer, what, fields) => marta.post(
    `/support/agent/api/conversation/${customer.conversation}/${what}/`,
    { key: freshKey(), ...fields });
  const rated = new Customer(instance, { name: 'Rita' });
  await rated.create('Is the atlas in?');
  await act(rated, 'send', { text: 'It is.', then: 'closed' });
  const answer = await rated.call(
    'POST', `/conversation/${rated.conversation}/rating/`,
    { json: { value: 5, text: 'Lovely', key: freshKey() } });
  assert.equal(answer.status, 200, answer.text);
  const waiting = new Customer(instance, { name: 'Walt' });
  await waiting.create('Anybody there?');
  return { rated, waiting };
}

const card = (page, name) =>
  page.locator('section.stat').filter({
    has: page.getByRole('heading', { name, exact: true }) });
const shown = (page) => page.locator('#days-shown').innerText();

async function everyWay(suite, marta, way, { rated, waiting }) {
  const { page } = marta;
  const test = (sentence, body) => suite.test(`${sentence} (${way})`,
    async () => {
      await marta.go(kPage);
      await body();
    });
  await marta.signIn();
  await test('the page tells what happened', () => eventually(async () => {
    await marta.go(kPage);
    return await page.getByText('Lovely').isVisible() &&
      (await card(page, 'Cycles').innerText()).includes('2');
  }, 'the figures'));
  await test('“?” opens what a figure means, by keyboard', async () => {
    const what = card(page, 'First response').locator('details');
    assert.equal(await what.locator('p').isVisible(), false);
    await what.getByText('?', { exact: true }).focus();
    await page.keyboard.press('Enter');
    await what.getByText('Automatic replies, notes').waitFor();
    await page.keyboard.press('Enter');
    await what.locator('p').waitFor({ state: 'hidden' });
  });
  await test('a figure leads to the conversations that it counts', async () => {
    await marta.press(page.getByRole('link', { name: '1 not yet answered' }));
    await page.locator(`a[href*="${waiting.conversation}"]`).first().waitFor();
    assert.equal(
      await page.locator(`a[href*="${rated.conversation}"]`).count(), 0);
  });
  await test('7 days, and days of one\'s own', async () => {
    await marta.press(page.getByRole('link', { name: '7 days' }));
    const week = await shown(page);
    assert.match(week, / to .*, /);
    assert.ok(week.endsWith(`, ${zone}`), week);
    await page.getByText('Other days', { exact: true }).click();
    await page.getByLabel('First day').fill('2026-03-29');
    await page.getByLabel('Last day').fill('2026-03-30');
    await marta.press(page.getByRole('button', { name: 'Show' }));
    assert.equal(await shown(page), `29 March to 30 March 2026, ${zone}`);
    await page.goBack();
    assert.equal(await shown(page), week);
  });
  await test('days the wrong way round are named and kept', async () => {
    await page.getByText('Other days', { exact: true }).click();
    await page.getByLabel('First day').fill('2026-03-30');
    await page.getByLabel('Last day').fill('2026-03-29');
    await marta.press(page.getByRole('button', { name: 'Show' }));
    await page.getByRole('alert').getByText('before the first').waitFor();
    assert.equal(await page.getByLabel('First day').inputValue(), '2026-03-30');
    assert.equal(await page.getByLabel('Last day').inputValue(), '2026-03-29');
  });
  await test('the chart has a name, and a table says the same', async () => {
    await page.getByRole('img', { name: /^Cycles begun each day/ }).waitFor();
    const table = page.getByRole('table', { name: 'Cycles begun each day' });
    assert.equal(await table.isVisible(), false);
    await page.getByText('The same as a table').click();
    await table.waitFor();
    const rows = await table.getByRole('row').allInnerTexts();
    assert.match(rows.at(-1), /2\s+1\s+1\s+1$/);
  });
  await test('the CSV is a file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV of the cycles' }).click()]);
    assert.match(download.suggestedFilename(), /^statistics-cycles-.*\.csv$/);
    const lines = csvRows(readFileSync(await download.path(), 'utf8'));
    assert.deepEqual(lines.map((one) => one.conversation).sort(),
                     [rated, waiting].map((one) => one.conversation).sort());
  });
}

async function forced(suite, marta) {
  const { page } = marta;
  await marta.go(kPage);
  await page.emulateMedia({ forcedColors: 'active' });
  const colours = await page.evaluate(() => {
    const style = (selector) =>
      getComputedStyle(document.querySelector(selector));
    return { answered: style('.chart .b1').fill, open: style('.chart .b2').fill,
             outline: style('.chart .b2').stroke,
             words: style('.chart text').fill,
             ground: style('body').backgroundColor,
             edge: style('.heat td').borderTopWidth };
  });
  await suite.test('in forced colours bars, axes and cells are seen', () => {
    const { answered, open, outline, words, ground, edge } = colours;
    for (const seen of [answered, outline, words]) {
      assert.notEqual(seen, ground, JSON.stringify(colours));
    }
    assert.notEqual(answered, open);
    assert.equal(edge, '1px');
  });
  await page.emulateMedia({ forcedColors: 'none' });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  instance.write('settings.json', JSON.stringify({ rev: 1, time_zone: zone }));
  const come = (options) => Staff.come(browser, instance, options);
  const visitors = [];
  try {
    const talk = await someTalk(instance);
    visitors.push(await come({ javaScriptEnabled: false }));
    await everyWay(suite, visitors[0], 'without script', talk);
    visitors.push(await come({}));
    await everyWay(suite, visitors[1], 'with script', talk);
    await forced(suite, visitors[1]);
    await suite.test('no page breaks its own policy', () =>
      assert.deepEqual(visitors.flatMap(({ faults }) => faults), []));
  } finally {
    for (const visitor of visitors) await visitor.leave();
    await instance.stop();
  }
}
