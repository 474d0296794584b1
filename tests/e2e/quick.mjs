// Quick replies in the composer: the list after "/" and the choice below it,
// with script and without.  What is inserted is never sent by itself.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { Customer } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { violations } from './inspect.mjs';
import { Staff } from './staff.mjs';
import { conversations } from './stored.mjs';

const replies = [
  ['aaaaaaaaaaa1', '', 'hello', 'Greeting',
   'Good day {customer}, this is {agent} of {shop}.'],
  ['aaaaaaaaaaa2', '', 'parcel', 'Where is my parcel', 'It is on its way.'],
  ['aaaaaaaaaaa3', 'marta', 'exchange', 'Échange of a damaged book',
   'I am sorry.\nWe send a new copy today.'],
  ['aaaaaaaaaaa4', 'admin', 'secret', 'Only of Ines', 'None of yours.'],
].map(([id, owner, shortcut, title, text]) =>
  ({ id, owner, shortcut, title, text, rev: 1 }));

const box = ({ page }) => page.getByLabel('Message', { exact: true });
const said = async (ana) => (await ana.history()).length;

async function list(suite, marta) {
  const { page } = marta;
  const listbox = page.getByRole('listbox', { name: 'Quick replies' });
  const options = listbox.getByRole('option');
  const active = async () => {
    const id = await box(marta).getAttribute('aria-activedescendant');
    return id === null ? null : page.locator(`#${id}`).locator('b').innerText();
  };
  await suite.test('what could not be asked for is asked for again', async () => {
    await page.route('**/quick-replies/', (route) => route.abort());
    const failed = page.waitForEvent('requestfailed');
    await box(marta).fill('/');
    await failed;
    await page.unroute('**/quick-replies/');
    await box(marta).press('p');
    await listbox.waitFor();
  });
  await suite.test('"/" at the start of a line opens the list', async () => {
    await box(marta).fill('Good day\n');
    await listbox.waitFor({ state: 'hidden' });
    await box(marta).press('/');
    await listbox.waitFor();
    assert.equal(await page.locator('#news').textContent(), '3 quick replies');
    assert.deepEqual(await listbox.locator('b').allInnerTexts(),
      ['Échange of a damaged book', 'Greeting', 'Where is my parcel']);
    assert.equal(await active(), 'Échange of a damaged book');
  });
  await suite.test('the box stays a box and names the list', async () => {
    assert.equal(await box(marta).getAttribute('role'), null);
    assert.equal(await box(marta).getAttribute('aria-autocomplete'), 'list');
    assert.equal(await box(marta).getAttribute('aria-controls'),
                 await listbox.getAttribute('id'));
    assert.deepEqual(await violations(page), []);
  });
  await suite.test('it leaves the choice between reply and note in sight',
    async () => {
      const choice = await page.locator('.seg').boundingBox();
      const over = await listbox.boundingBox();
      assert.ok(over.y + over.height <= choice.y + 1);
    });
  await suite.test('arrows, Home and End move, around the ends', async () => {
    for (const [key, title] of [
      ['ArrowDown', 'Greeting'], ['End', 'Where is my parcel'],
      ['ArrowDown', 'Échange of a damaged book'],
      ['ArrowUp', 'Where is my parcel'],
      ['Home', 'Échange of a damaged book']]) {
      await box(marta).press(key);
      assert.equal(await active(), title, key);
      assert.equal(await page.locator('[role=option][aria-selected=true] b')
        .innerText(), title);
    }
  });
  await suite.test('typing filters by shortcut and by title', async () => {
    await box(marta).pressSequentially('par');
    await eventually(async () => await options.count() === 1, 'one');
    assert.equal(await active(), 'Where is my parcel');
    await box(marta).fill('/echa');
    await eventually(async () => await active() ===
      'Échange of a damaged book', 'the title without its accent');
    await box(marta).fill('/book');
    await eventually(async () => await options.count() === 1, 'one');
    await box(marta).fill('/nothing of the kind');
    await listbox.waitFor({ state: 'hidden' });
    assert.equal(await active(), null);
  });
  await suite.test('Escape closes it and keeps what was typed', async () => {
    await box(marta).fill('/');
    await listbox.waitFor();
    await box(marta).press('Escape');
    await listbox.waitFor({ state: 'hidden' });
    assert.equal(await box(marta).inputValue(), '/');
    await box(marta).click();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.ok(!await listbox.isVisible());
    await box(marta).press('h');
    await listbox.waitFor();
  });
  await suite.test('it goes with the focus', async () => {
    await page.getByLabel('Quick reply', { exact: true }).focus();
    await listbox.waitFor({ state: 'hidden' });
  });
  await suite.test('within a line "/" is a sign like any other', async () => {
    await box(marta).fill('1');
    await box(marta).press('End');
    await box(marta).pressSequentially('/2');
    assert.ok(!await listbox.isVisible());
  });
}

async function inserts(suite, marta, ana, instance) {
  const { page } = marta;
  const before = await said(ana);
  const listbox = page.getByRole('listbox');
  for (const key of ['Enter', 'Tab', 'Control+Enter']) {
    await suite.test(`${key} inserts, with the names, and does not send`,
      async () => {
        await box(marta).fill('First.\n');
        await box(marta).pressSequentially('/hello');
        await listbox.waitFor();
        await box(marta).press(key);
        assert.equal(await box(marta).inputValue(),
          'First.\nGood day Ana Petrova, this is Marta Lind of BookShop.');
        assert.ok(!await listbox.isVisible());
        assert.ok(await box(marta).evaluate((one) =>
          one === document.activeElement));
        assert.equal(await said(ana), before);
      });
  }
  await suite.test('so does the mouse', async () => {
    await box(marta).fill('');
    await box(marta).pressSequentially('/parc');
    await listbox.getByRole('option', { name: /parcel/ }).click();
    assert.equal(await box(marta).inputValue(), 'It is on its way.');
    assert.equal(await said(ana), before);
  });
  await suite.test('and the choice below, where the caret is', async () => {
    await box(marta).fill('');
    await page.getByLabel('Quick reply').selectOption('Greeting');
    await page.getByRole('button', { name: 'Insert' }).click();
    await eventually(async () => /^Good day Ana Petrova/.test(
      await box(marta).inputValue()), 'the text');
    assert.equal(await said(ana), before);
  });
  await suite.test('what was used is written with the reply, even a draft',
    async () => {
      await page.reload();
      await eventually(async () => await box(marta).inputValue() !== '', 'it');
      await marta.press(page.getByRole('button', { name: 'Send', exact: true }));
      const all = conversations(instance).flatMap(({ records }) => records);
      assert.equal(all.at(-1).quick ?? all.findLast(({ k, by }) =>
        k === 'message' && by === 'a:marta').quick, 'aaaaaaaaaaa1');
    });
}

async function without(suite, ines, marta, ana) {
  const { page } = ines;
  await ines.go(`/support/conversation/${ana.conversation}/`);
  const before = await said(ana);
  await suite.test('without script a choice and a button insert', async () => {
    await box(ines).fill('About your question:');
    await page.getByLabel('Quick reply').selectOption('Greeting');
    await ines.press(page.getByRole('button', { name: 'Insert' }));
    assert.equal(await box(ines).inputValue(), 'About your question:\n' +
      'Good day Ana Petrova, this is Ines Okoye of BookShop.');
    assert.equal(await said(ana), before);
  });
  await suite.test('one\'s own are offered beside the shared ones', async () => {
    const groups = await page.locator('#insert optgroup')
      .evaluateAll((all) => all.map((one) => one.label));
    assert.deepEqual(groups, ['Mine', 'Shared']);
    const titles = await page.locator('#insert option').allInnerTexts();
    assert.ok(titles.includes('Only of Ines'));
    assert.ok(!titles.some((title) => title.includes('damaged')));
  });
  await suite.test('who chose none is told, and keeps the text', async () => {
    await ines.press(page.getByRole('button', { name: 'Insert' }));
    await page.getByRole('alert').getByText('Choose a quick reply first')
      .waitFor();
    assert.match(await box(ines).inputValue(), /^About your question/);
  });
  await suite.test('an answer that crossed is shown beside one\'s own',
    async () => {
      await marta.reply('Faster than Ines');
      await ines.press(page.getByRole('button', { name: 'Send', exact: true }));
      await page.getByRole('alert')
        .getByText('Marta Lind answered while you wrote').waitFor();
      await ines.said('Faster than Ines').waitFor();
      assert.match(await box(ines).inputValue(), /^About your question/);
      assert.equal(await said(ana), before + 1);
    });
  await suite.test('it is sent when it is sent again, and counted', async () => {
    await ines.press(page.getByRole('button', { name: 'Send', exact: true }));
    assert.equal(await said(ana), before + 2);
    const { records } = conversations(ines.instance)[0];
    assert.equal(records.findLast(({ by }) => by === 'a:admin').quick,
                 'aaaaaaaaaaa1');
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  instance.write('quick-replies.json',
                 `${JSON.stringify({ schema: 1, rev: 1, replies })}\n`);
  const marta = await Staff.come(browser, instance);
  const ines = await Staff.come(browser, instance, { javaScriptEnabled: false });
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('Where is my book?');
    await marta.signIn();
    await ines.signIn('admin');
    await marta.go(`/support/conversation/${ana.conversation}/`);
    await list(suite, marta);
    await inserts(suite, marta, ana, instance);
    await without(suite, ines, marta, ana);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...marta.faults, ...ines.faults], []));
  } finally {
    await marta.leave();
    await ines.leave();
    await instance.stop();
  }
}
