// The keyboard on staff pages.
import assert from 'node:assert/strict';
import { act, guest } from './dashboard.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';

const status = (page) => page.locator('#status-now');

async function inLists(suite, { page }, go) {
  const focused = () => page.evaluate(() =>
    document.activeElement.closest('[data-row], tr')?.textContent.trim() ?? '');
  const links = page.locator('main a[id^="c-"]');
  await suite.test('Alt+J and Alt+K walk through the rows of a list',
    async () => {
      for (const path of ['/support/agent/dashboard/',
                          '/support/conversations/']) {
        await go(path);
        const [first, second] = await links.evaluateAll((all) =>
          all.slice(0, 2).map(({ id }) => id));
        const id = () => page.evaluate(() => document.activeElement.id);
        await page.keyboard.press('Alt+j');
        assert.equal(await id(), first);
        await page.keyboard.press('Alt+j');
        assert.equal(await id(), second);
        await page.keyboard.press('Alt+k');
        assert.equal(await id(), first);
        assert.ok(await focused());
      }
    });
}

async function inHelp(suite, { page }, go) {
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await suite.test('? lists the keys, and so does a button on every page',
    async () => {
      for (const path of ['/support/agent/dashboard/',
                          '/support/agent/account/']) {
        await go(path);
        await page.keyboard.press('?');
        await dialog.getByText('Close the conversation').waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        await page.getByRole('button', { name: /^Keyboard shortcuts/ }).click();
        await dialog.getByRole('button', { name: 'Close' }).click();
        await dialog.waitFor({ state: 'hidden' });
        assert.equal(await page.evaluate(() => document.activeElement.id),
                     'keys');
      }
    });
  await suite.test('/ goes to the search', async () => {
    await go('/support/conversations/');
    await page.keyboard.press('/');
    const search = page.getByLabel('Search', { exact: true });
    assert.ok(await search.evaluate((one) => one === document.activeElement));
    assert.equal(await search.inputValue(), '');
    await go('/support/agent/account/');
  });
  await suite.test('single keys can be switched off, and stay off', async () => {
    const box = dialog.getByRole('checkbox', { name: /^Use the single keys/ });
    const button = page.getByRole('button', { name: /^Keyboard shortcuts/ });
    await button.click();
    await box.uncheck();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.keyboard.press('?');
    assert.equal(await dialog.isVisible(), false);
    await button.click();
    assert.equal(await box.isChecked(), false);
    await box.check();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('?');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
  });
  return dialog;
}

async function inTalks(suite, marta, [one, two], dialog) {
  const { page } = marta;
  const at = (customer) => new RegExp(customer.conversation);
  await suite.test('no key does anything while one types', async () => {
    await marta.go(`/support/conversation/${one.conversation}/`);
    const box = page.getByLabel('Message', { exact: true });
    await page.keyboard.press('Alt+l');
    await box.pressSequentially('Why? And/or');
    await page.keyboard.press('Alt+e');
    await page.keyboard.press('Control+Alt+e');
    await page.keyboard.press('Alt+j');
    assert.equal(await box.inputValue(), 'Why? And/or');
    assert.equal(await dialog.isVisible(), false);
    assert.match(page.url(), at(one));
    await status(page).getByText('Awaiting us').or(status(page).getByText('Open'))
      .first().waitFor();
    await box.fill('');
    await page.evaluate(() => document.activeElement.blur());
  });
  await suite.test('Alt+J goes to the next that awaits us, Alt+K back',
    async () => {
      await page.keyboard.press('Alt+j');
      await page.waitForURL(at(two));
      await page.keyboard.press('Alt+k');
      await page.waitForURL(at(one));
    });
  await suite.test('Ctrl+Alt+E closes and goes on', async () => {
    await page.keyboard.press('Control+Alt+e');
    await page.waitForURL(at(two));
    await marta.go(`/support/conversation/${one.conversation}/`);
    await status(page).getByText('Closed').waitFor();
  });
  await suite.test('where nobody else waits Alt+J says so and stays',
    async () => {
      await marta.go(`/support/conversation/${two.conversation}/`);
      await page.keyboard.press('Alt+j');
      await page.locator('#news').getByText('No other conversation awaits us')
        .waitFor({ state: 'attached' });
      assert.match(page.url(), at(two));
    });
  await suite.test('Ctrl+Alt+E does not close over what came meanwhile',
    async () => {
      await page.getByRole('button', { name: 'Pause updates' }).click();
      await marta.settled();
      await two.send('Wait!');
      await marta.press({ click: () =>
        page.keyboard.press('Control+Alt+e') });
      await page.getByRole('alert').waitFor();
      await marta.said('Wait!').waitFor();
      assert.equal(await status(page).getByText('Closed').count(), 0);
    });
  await suite.test('Alt+E closes', async () => {
    await marta.go(`/support/conversation/${two.conversation}/`);
    await page.keyboard.press('Alt+e');
    await status(page).getByText('Closed').waitFor();
  });
  await suite.test('Ctrl+Alt+E on the last one leads to the dashboard',
    async () => {
      await two.send('Once more');
      await page.reload();
      await page.keyboard.press('Control+Alt+e');
      await page.getByRole('heading', { name: 'Agent Dashboard' }).waitFor();
    });
}

export async function keys(suite, marta, instance) {
  const user = await new User(instance, 'marta').signIn();
  const list = async () => (await user.call('GET',
    '/support/agent/api/conversations/')).json.open;
  const go = (path) => marta.go(path);
  await inLists(suite, marta, go);
  const dialog = await inHelp(suite, marta, go);
  // The two that wait now, and nobody else.
  for (const { id } of await list()) {
    await act(user, { conversation: id }, 'status', { status: 'closed' });
  }
  const one = await guest(instance, 'Quim', 'One');
  const two = await guest(instance, 'Rosa', 'Two');
  await eventually(async () => (await list()).length === 2, 'two in the list');
  await inTalks(suite, marta, [one, two], dialog);
}
