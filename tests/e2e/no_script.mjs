// The staff side without JavaScript: links, forms and nothing else.
import assert from 'node:assert/strict';
import { png } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Staff } from './staff.mjs';

const kQuestion = 'Do you have it in large print?';
const kAnswer = 'Yes, and here is its cover.';

async function agentsWork(suite, marta, ana) {
  const { page } = marta;
  await suite.test('signing in leads to the page that was asked for', () =>
    marta.signIn());
  await suite.test('the dashboard lists who waits, after a reload', () =>
    eventually(async () => {
      await page.reload();
      return marta.row(kQuestion).isVisible();
    }, 'the row'));
  await suite.test('a conversation is taken from the dashboard', async () => {
    await marta.press(
      marta.row(kQuestion).getByRole('button', { name: /^Take/ }));
    await eventually(async () => {
      await page.reload();
      return marta.row(kQuestion).getByText('Marta Lind').isVisible();
    }, 'the assignee');
  });
  await suite.test('it opens with all that was said', async () => {
    await marta.open(kQuestion);
    await marta.said(kQuestion).waitFor();
  });
  await suite.test('a reply and a file reach the customer', async () => {
    await marta.reply(kAnswer, { name: 'cover.png', mimeType: 'image/png',
                                 buffer: png });
    await page.getByRole('img', { name: 'cover.png' }).waitFor();
    const said = (await ana.history()).filter(({ from }) => from === 'agent');
    assert.ok(said.some(({ text }) => text === kAnswer));
    assert.ok(said.some(({ file }) => file?.name === 'cover.png'));
  });
  await suite.test('a reply leaves the conversation pending', () =>
    marta.status().getByText('Pending').waitFor());
  await suite.test('a note is for staff alone', async () => {
    await marta.note('She asks every year.');
    const told = await ana.history();
    assert.ok(!JSON.stringify(told).includes('every year'));
  });
  await suite.test('a conversation is given to another and closed at once',
    async () => {
      await page.getByLabel(/^Note for whoever/).fill('She likes maps, too.');
      await marta.set({ status: 'Closed', assignee: 'admin' });
      await marta.said('She likes maps, too.').waitFor();
      await marta.status().getByText('Closed').waitFor();
      assert.equal(await page.getByLabel('Assigned to').inputValue(), 'admin');
    });
  await suite.test('a tag is put on and taken off', async () => {
    await page.getByLabel('New tag').fill('large print');
    await marta.press(page.getByRole('button', { name: 'Add' }));
    await marta.press(
      page.getByRole('button', { name: 'Remove the tag large print' }));
    await page.getByText('took off the tag large print').waitFor();
  });
  await suite.test('the filter of Support Messages finds the closed one',
    async () => {
      await marta.press(
        page.getByRole('link', { name: 'Support Messages' }).first());
      await page.getByLabel('Status').selectOption('Closed');
      await marta.press(page.getByRole('button', { name: 'Search' }));
      await eventually(async () => {
        await page.reload();
        return page.getByRole('link', { name: /^Ana Petrova/ }).isVisible();
      }, 'the row');
    });
  await suite.test('availability is switched and stays so', async () => {
    await marta.dashboard();
    await marta.press(page.getByRole('button', { name: 'Away' }));
    await page.reload();
    await page.getByRole('button', { name: 'Away', pressed: true }).waitFor();
  });
  await suite.test('signing out ends it', async () => {
    await marta.press(page.getByRole('button', { name: 'Sign out' }));
    await page.getByRole('heading', { name: 'Staff sign in' }).waitFor();
    await marta.dashboard();
    await page.getByRole('heading', { name: 'Staff sign in' }).waitFor();
  });
}

async function adminsWork(suite, ines, instance) {
  const { page } = ines;
  await ines.signIn('admin');
  await suite.test('an admin invites an agent, by a link that is shown once',
    async () => {
      await page.getByRole('link', { name: 'Admin Panel' }).click();
      await page.getByLabel('Login').fill('tom');
      await page.getByLabel('Full name').fill('Tom Bell');
      await page.getByLabel('Role').selectOption({ label: 'Agent' });
      await page.getByRole('button', { name: 'Make invitation link' }).click();
      const link = await page.getByLabel('Invitation link').inputValue();
      await page.reload();
      assert.ok(!(await page.content()).includes(link));
      await page.getByRole('link', { name: 'Users and agents' }).first()
        .click();
    });
  await suite.test('an admin changes a user', async () => {
    await page.getByRole('link', { name: 'Edit Tom Bell' }).click();
    await page.getByLabel('Shown name').fill('Tom of the rentals');
    await page.getByRole('button', { name: 'Save user' }).click();
    await page.locator('#saved').waitFor();
    assert.equal(await page.getByLabel('Shown name').inputValue(),
                 'Tom of the rentals');
  });
  await suite.test('a setting takes effect, a wrong one is explained',
    async () => {
      await page.getByRole('link', { name: 'Settings', exact: true }).click();
      await page.getByLabel(/^Welcome/).fill('What are you reading?');
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.locator('#saved').waitFor();
      const config = await new User(instance, '')
        .call('GET', '/support/api/config/');
      assert.equal(config.json.welcome, 'What are you reading?');

      await page.getByLabel(/zone/i).fill('Nowhere/Atall');
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.getByRole('alert').waitFor();
      assert.equal(await page.getByLabel(/zone/i).inputValue(),
                   'Nowhere/Atall');
    });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const without = { javaScriptEnabled: false };
  const marta = await Staff.come(browser, instance, without);
  const ines = await Staff.come(browser, instance, without);
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create(kQuestion);
    await agentsWork(suite, marta, ana);
    await adminsWork(suite, ines, instance);
    await suite.test('no script ran', async () => {
      const script = marta.asked('/support/static/js/');
      assert.deepEqual(script, []);
    });
  } finally {
    await marta.leave();
    await ines.leave();
    await instance.stop();
  }
}
