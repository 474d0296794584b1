// Support Messages in a browser, once with script and once without: finding,
// paging, changing many at once, taking the list away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Instance } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { act } from './dashboard.mjs';
import { Staff } from './staff.mjs';

const kList = '/support/conversations/';
const kHostile = '"<script>alert(1)</script>" OR (NEAR* ^ \'';

async function aShop(instance) {
  const made = [];
  const says = async (name, text, options) => {
    made.push(new Customer(instance, options ?? { name }));
    await made.at(-1).create(text);
    return made.at(-1);
  };
  const identity = instance.identity({ claims: {
    sub: 'tomas', name: 'Tomás Ó Súilleabháin', email: 'tomas@example.org' } });
  await says('', 'Could you send a lantern fern catalogue?', { identity });
  for (let n = 0; n < 30; n += 1) await says(`Reader ${n}`, `Question ${n}`);
  return made;
}

const inTable = (page) => page.getByRole('table').getByRole('row');
const names = async (page) =>
  (await page.locator('tbody th a:first-child').allTextContents());
const box = (page, name) => page.getByLabel(`Choose ${name}`, { exact: true });
const query = (page) => new URL(page.url()).search;

async function find(suite, marta, how) {
  const { page } = marta;
  const search = () =>
    marta.press(page.getByRole('button', { name: 'Search', exact: true }));
  await suite.test(`${how}: what is asked for stands in the URL, and no more`,
    async () => {
      await marta.go(kList);
      await page.getByLabel('Search', { exact: true }).fill('lantern fern');
      await page.getByLabel('Status').selectOption('Open');
      await page.getByLabel('Customers').selectOption('Verified');
      await search();
      assert.equal(query(page),
                   '?q=lantern%20fern&status=open&verified=yes'
                     .replace('%20', query(page).includes('+') ? '+' : '%20'));
      assert.deepEqual(await names(page), ['Tomás Ó Súilleabháin']);
    });
  await suite.test(`${how}: the hit is marked, and its link opens the message`,
    async () => {
      const hit = page.getByRole('table')
        .getByRole('link', { name: /lantern fern/ });
      assert.deepEqual(await hit.locator('mark').allTextContents(),
                       ['lantern', 'fern']);
      await hit.click();
      await page.getByRole('log').waitFor();
      assert.match(page.url(), /#m-2$/);
      await page.locator('#m-2').waitFor();
    });
  await suite.test(`${how}: Back shows the list as it was`, async () => {
    await page.goBack();
    await page.getByRole('table').waitFor();
    assert.equal(await page.getByLabel('Search', { exact: true }).inputValue(),
                 'lantern fern');
    assert.deepEqual(await names(page), ['Tomás Ó Súilleabháin']);
  });
  await suite.test(`${how}: a filter is dropped by its chip`, async () => {
    await marta.press(page.getByRole('link', { name: /^the words/ }));
    assert.equal(query(page), '?status=open&verified=yes');
  });
  await suite.test(`${how}: nothing found says what to drop, which helps`,
    async () => {
      await page.getByLabel('Search', { exact: true }).fill('lantern');
      await page.getByLabel('Status').selectOption('Closed');
      await search();
      await page.getByRole('heading', { name: /Nothing matches all three/ })
        .waitFor();
      await marta.press(
        page.getByRole('link', { name: 'Drop status closed (1)' }));
      assert.deepEqual(await names(page), ['Tomás Ó Súilleabháin']);
    });
  await suite.test(`${how}: hostile words find nothing and do nothing`,
    async () => {
      await marta.go(kList);
      await page.getByLabel('Search', { exact: true }).fill(kHostile);
      await search();
      await page.getByRole('heading', { name: 'Nothing matches this filter' })
        .waitFor();
      assert.equal(await page.getByLabel('Search', { exact: true })
        .inputValue(), kHostile);
    });
  await suite.test(`${how}: a phone shows the list, and folds the filters`,
    async () => {
      const wide = page.viewportSize();
      await page.setViewportSize({ width: 375, height: 700 });
      await marta.go(kList);
      assert.equal(await page.getByLabel('Status').isVisible(), false);
      await page.getByLabel('More filters').check();
      await page.getByLabel('Status').selectOption('Awaiting us');
      await search();
      assert.equal(query(page), '?status=awaiting');
      assert.equal(await page.getByLabel('Status').isVisible(), true);
      await page.setViewportSize(wide);
    });
  await suite.test(`${how}: a wrong day is explained beside its field`,
    async () => {
      await marta.go(`${kList}?from=2026-02-30`);
      await page.getByRole('alert').getByRole('link').click();
      assert.equal(await page.getByLabel('From').inputValue(), '2026-02-30');
      assert.equal(await page.getByLabel('From').getAttribute('aria-invalid'),
                   'true');
    });
}

async function turnPages(suite, marta, how, made) {
  const { page } = marta;
  await suite.test(`${how}: page 2 follows page 1 although somebody writes`,
    async () => {
      await marta.go(kList);
      const first = await names(page);
      const next = await page.getByRole('link', { name: 'Next' })
        .getAttribute('href');
      await made[5].send('A word in between');
      await eventually(async () => {
        await marta.go(kList);
        return (await names(page))[0] === 'Reader 4';
      }, 'the index');
      await marta.go(next);
      const second = await names(page);
      assert.deepEqual(second.filter((name) => first.includes(name)), []);
      await page.getByText('Page 2 of 2').waitFor();
      await marta.press(page.getByRole('link', { name: 'Previous' }));
      assert.equal((await names(page)).length, 25);
    });
  await suite.test(`${how}: a page is gone to by its number`, async () => {
    await page.getByLabel('Go to page').fill('2');
    await marta.press(page.getByRole('button', { name: 'Go', exact: true }));
    await page.getByText('Page 2 of 2').waitFor();
    assert.equal(await inTable(page).count(), 1 + made.length - 25);
  });
}

async function change(suite, marta, how, [one, two, three, four], made) {
  const { page } = marta;
  const result = page.locator('#result');
  const apply = async (action, more) => {
    await page.getByLabel('Action', { exact: true })
      .selectOption({ label: action });
    await more?.();
    await marta.press(page.getByRole('button', { name: 'Apply' }));
  };
  await suite.test(`${how}: two are assigned, the filter stays`, async () => {
    await marta.go(`${kList}?customer=reader`);
    for (const name of [one, two]) await box(page, name).check();
    await apply('Assign to', () => page.locator('#bulk-to')
      .selectOption('marta'));
    await result.getByText('2 conversations assigned to Marta Lind.').waitFor();
    assert.match(query(page), /^\?customer=reader/);
  });
  await suite.test(`${how}: a tag is added, once to whom has it`, async () => {
    for (const name of [one, two]) await box(page, name).check();
    await apply('Add the tag', () => page.locator('#bulk-tag').fill('returns'));
    await result.getByText('2 conversations tagged “returns”.').waitFor();
    for (const name of [two, three]) await box(page, name).check();
    await apply('Add the tag', () => page.locator('#bulk-tag').fill('returns'));
    await result.getByText('1 conversation tagged “returns”.').waitFor();
    await result.getByText(`1 skipped, tagged so already: ${two}`).waitFor();
  });
  await suite.test(`${how}: who wrote meanwhile is not closed over`, async () => {
    await marta.go(kList);
    for (const name of [one, four]) await box(page, name).check();
    await made[1 + Number(four.split(' ')[1])].send('Wait!');
    await apply('Close');
    await result.getByText('1 conversation closed.').waitFor();
    await result.getByText(`the customer has written meanwhile: ${four}`)
      .waitFor();
  });
  await suite.test(`${how}: Undo opens it again`, async () => {
    await marta.press(page.getByRole('button', { name: /^Undo/ }));
    await result.getByText('1 conversation opened again.').waitFor();
  });
  await suite.test(`${how}: nothing chosen is told, and what was typed stays`,
    async () => {
      await apply('Remove the tag', () =>
        page.locator('#bulk-tag').fill('returns'));
      await page.getByRole('alert').getByText('Choose at least one').waitFor();
      assert.equal(await page.locator('#bulk-tag').inputValue(), 'returns');
    });
}

async function take(suite, marta, how) {
  const { page } = marta;
  await suite.test(`${how}: the list is taken away as a file`, async () => {
    await marta.go(`${kList}?q=lantern`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^CSV/ }).click()]);
    assert.match(download.suggestedFilename(), /^support-messages-.*\.csv$/);
    const text = readFileSync(await download.path(), 'utf8');
    assert.equal(text.trimEnd().split('\r\n').length, 2);
    assert.match(text, /Tomás Ó Súilleabháin,tomas@example\.org,yes,open/);
  });
}

async function scripted(suite, marta, made, instance) {
  const { page } = marta;
  await suite.test('all of a page are chosen at once, and counted', async () => {
    await marta.go(kList);
    await page.getByLabel(/all on this page/).check();
    await page.getByText('25 chosen').waitFor();
    await box(page, 'Reader 4').uncheck();
    await page.getByText('24 chosen').waitFor();
    assert.ok(await page.getByLabel(/all on this page/).evaluate((one) =>
      one.indeterminate && !one.checked));
  });
  await suite.test('a list drawn anew is chosen from in the same way',
    async () => {
      await marta.go(kList);
      await made[9].send('Something new');
      await page.getByText('Something new').waitFor();
      await page.getByText('None chosen').waitFor();
      await page.getByLabel(/all on this page/).check();
      await page.getByText('25 chosen').waitFor();
    });
  await suite.test('what is chosen stays chosen while others write', async () => {
    await marta.go(kList);
    await box(page, 'Reader 20').check();
    await made[8].send('A new message');
    await page.locator('#news').getByText(/awaiting us/)
      .waitFor({ state: 'attached' });
    assert.ok(await box(page, 'Reader 20').isChecked());
    await page.getByText('1 chosen').waitFor();
  });
  await suite.test('a refresh keeps to the filter: who comes and who goes',
    async () => {
      await marta.go(`${kList}?status=open`);
      const stays = async (name, isThere) => eventually(async () =>
        (await names(page)).includes(name) === isThere, `${name}: ${isThere}`);
      await stays('Reader 18', true);
      const newcomer = new Customer(instance, { name: 'A newcomer' });
      await newcomer.create('Is anybody there?');
      await stays('A newcomer', true);
      const admin = await new User(instance, 'admin').signIn();
      await act(admin, made[19], 'status', { status: 'closed' });
      await stays('Reader 18', false);
      assert.equal(query(page), '?status=open');
    });
  await suite.test('a result is not told again by a reload', async () => {
    await marta.go(kList);
    await box(page, 'Reader 20').check();
    await page.getByLabel('Action', { exact: true })
      .selectOption({ label: 'Close' });
    await marta.press(page.getByRole('button', { name: 'Apply' }));
    await page.locator('#result').waitFor();
    assert.equal(query(page), '');
    await page.reload();
    await page.getByRole('table').waitFor();
    assert.equal(await page.locator('#result').count(), 0);
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const visitors = [];
  try {
    const made = await aShop(instance);
    const who = [['without script', { javaScriptEnabled: false },
                  ['Reader 25', 'Reader 26', 'Reader 27', 'Reader 28']],
                 ['with script', {},
                  ['Reader 21', 'Reader 22', 'Reader 23', 'Reader 24']]];
    for (const [how, options, four] of who) {
      const marta = await Staff.come(browser, instance,
        { acceptDownloads: true, ...options });
      visitors.push(marta);
      await marta.signIn();
      await eventually(async () => {
        await marta.go(`${kList}?customer=reader`);
        return (await marta.page.content()).includes('Reader 29');
      }, 'the index');
      await find(suite, marta, how);
      await turnPages(suite, marta, how, made);
      await change(suite, marta, how, four, made);
      await take(suite, marta, how);
    }
    await scripted(suite, visitors.at(-1), made, instance);
    await suite.test('no page broke its own policy', () =>
      assert.deepEqual(visitors.flatMap(({ faults }) => faults), []));
  } finally {
    for (const visitor of visitors) await visitor.leave();
    await instance.stop();
  }
}
