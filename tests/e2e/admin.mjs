// The Admin Panel in a browser, once with script and once without: somebody is
// invited and comes in, keeps their profile and sessions; quick replies,
// settings, the audit log and the script line.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Instance } from '../web/instance.mjs';
import { Staff } from './staff.mjs';

const kPassword = 'viele kleine Birnen im Korb';
const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });

// Who is there, and how: { browser, instance, options, login, script }.
class Journey {
  constructor(facts) { Object.assign(this, facts, { visitors: [] }); }

  async come() {
    const { browser, instance, options } = this;
    this.visitors.push(await Staff.come(browser, instance, options));
    return this.visitors.at(-1);
  }

  async leave() {
    for (const visitor of this.visitors) await visitor.leave();
  }
}

async function invited(suite, journey, ines) {
  const { login, script, instance } = journey;
  const { page } = ines;
  let link;
  await suite.test('an admin invites somebody, and sees the link once',
    async () => {
      await ines.press(page.getByRole('link', { name: 'Admin Panel' }));
      await field(page, 'Login').fill(login);
      await field(page, 'Full name').fill('Nora Quist');
      await ines.press(button(page, 'Make invitation link'));
      link = await field(page, 'Invitation link').inputValue();
      await page.reload();
      assert.equal(await field(page, 'Invitation link').count(), 0);
    });
  const nora = await journey.come();
  await suite.test('the link leads to a choice of password', async () => {
    const there = nora.page;
    if (script) {
      await there.goto(link);
    } else {
      await nora.go('/support/invite/');
      await field(there, 'Link or code').fill(link);
      await nora.press(button(there, 'Continue'));
    }
    await there.getByRole('heading', { name: 'Good day, Nora Quist' })
      .waitFor();
    assert.ok(!there.url().includes('#'), 'the code has left the address');
    assert.equal(await field(there, 'Your login').inputValue(), login);
  });
  await suite.test('a weak password is explained, a good one lets in',
    async () => {
      const there = nora.page;
      const choose = async (text) => {
        await field(there, 'New password').fill(text);
        await field(there, 'New password again').fill(text);
        await nora.press(button(there, 'Save password and sign in'));
      };
      await choose('too short');
      await there.getByText(/^The password needs at least/).waitFor();
      await choose(kPassword);
      await there.getByRole('heading', { name: 'Agent Dashboard' }).waitFor();
      instance.passwords[login] = kPassword;
    });
  await suite.test('the link is good once', async () => {
    const other = await journey.come();
    await other.go('/support/invite/');
    await field(other.page, 'Link or code').fill(link);
    await other.press(button(other.page, 'Continue'));
    await other.page.getByText('This code opens nothing.').waitFor();
  });
  return nora;
}

async function profile(suite, journey, nora, ines) {
  const { login } = journey;
  const { page } = nora;
  const account = '/support/agent/account/';
  await suite.test('an agent sees profile and quick replies, nothing else',
    async () => {
      await nora.press(page.getByRole('link', { name: 'Admin Panel' }));
      const places = page.getByRole('navigation', { name: 'Admin Panel' });
      assert.deepEqual(await places.getByRole('link').allTextContents(),
                       ['Quick replies', 'My profile']);
    });
  await suite.test('one\'s shown name is changed', async () => {
    await field(page, 'Shown name').fill('Nora');
    await nora.press(button(page, 'Save name'));
    await page.getByText('Your name is saved.').waitFor();
    await page.reload();
    assert.equal(await field(page, 'Shown name').inputValue(), 'Nora');
  });
  await suite.test('every session is listed, and the others are ended',
    async () => {
      const second = await journey.come();
      await second.signIn(login);
      await nora.go(account);
      const list = page.getByRole('region', { name: /^Signed in/ });
      assert.equal(await list.getByRole('listitem').count(), 2);
      await list.getByRole('listitem').filter({ hasText: 'this one' })
        .getByText(/^Chrome \d+ on Linux$/).waitFor();
      await nora.press(button(page, 'Sign out everywhere else'));
      assert.equal(await list.getByRole('listitem').count(), 1);
      await second.go(account);
      await second.page.getByRole('heading', { name: 'Staff sign in' })
        .waitFor();
    });
  await suite.test('an admin signs somebody out everywhere', async () => {
    await ines.go(`/support/admin/users/${login}/`);
    await ines.press(button(ines.page, 'Sign out everywhere'));
    await nora.go(account);
    await page.getByRole('heading', { name: 'Staff sign in' }).waitFor();
    await nora.signIn(login);
  });
}

async function quickReplies(suite, journey, nora) {
  const { page } = nora;
  const row = (title) => page.getByRole('row').filter({ hasText: title });
  await suite.test('a quick reply is added, with help where it is wrong',
    async () => {
      await nora.go('/support/agent/quick-replies/');
      await page.getByText('What only you say').waitFor();
      await field(page, 'Shortcut').fill('Good Day');
      await field(page, 'Title').fill('Greeting');
      await field(page, 'Text').fill('Good day {customer},\n{agent} here.');
      await nora.press(button(page, 'Add quick reply'));
      const errors = page.getByRole('alert');
      await errors.getByRole('link').first().click();
      assert.equal(await page.evaluate(() => document.activeElement.id),
                   'shortcut');
      assert.match(await field(page, 'Text').inputValue(), /\{agent\} here/);
      await field(page, 'Shortcut').fill('hi');
      await nora.press(button(page, 'Add quick reply'));
      await row('Greeting').getByText('/hi').waitFor();
    });
  await suite.test('it is changed', async () => {
    await nora.press(page.getByRole('link', { name: 'Edit Greeting' }));
    await field(page, 'Title').fill('Salute');
    await nora.press(button(page, 'Save quick reply'));
    await row('Salute').waitFor();
  });
  let exported;
  await suite.test('it goes out as CSV, is deleted, and comes in again',
    async () => {
      const [download] = await Promise.all([page.waitForEvent('download'),
        page.getByRole('link', { name: 'Export as CSV My own' }).click()]);
      exported = readFileSync(await download.path());
      await nora.press(page.getByRole('link', { name: 'Edit Salute' }));
      await page.getByText('Delete…').click();
      await nora.press(button(page, 'Delete /hi for good'));
      assert.equal(await row('Salute').count(), 0);
      const give = (bytes) => page.getByLabel(/^CSV file/).setInputFiles(
        { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(bytes) });
      await give('hi,Only two');
      await nora.press(button(page, 'Import file'));
      await page.getByRole('alert').getByText(/^Line 1/).waitFor();
      await give(exported);
      await nora.press(button(page, 'Import file'));
      await row('Salute').getByText('{agent} here').waitFor();
    });
}

async function settings(suite, journey, ines) {
  const { page } = ines;
  const { script } = journey;
  await suite.test('a wrong setting is explained, nothing typed is lost, and ' +
    'the right one is saved', async () => {
    await ines.go('/support/admin/settings/');
    await field(page, 'Poll interval, milliseconds').fill('soon');
    await field(page, 'Welcome text').fill('What are you reading?');
    await field(page, 'We answer in these hours only').check();
    await field(page, 'Monday').fill('9 to 5');
    await field(page, 'Name').selectOption('required');
    await ines.press(button(page, 'Save settings'));
    const errors = page.getByRole('alert');
    assert.equal(await errors.getByRole('link').count(), 2);
    if (script) {
      assert.equal(await page.evaluate(() => document.activeElement.id),
                   'errors');
    }
    assert.equal(await field(page, 'Welcome text').inputValue(),
                 'What are you reading?');
    await field(page, 'Poll interval, milliseconds').fill('2500');
    await field(page, 'Monday').fill('09:00-17:00');
    await ines.press(button(page, 'Save settings'));
    await page.getByText('The settings are saved.').waitFor();
    assert.equal(await field(page, 'Monday').inputValue(), '09:00-17:00');
    assert.equal(await field(page, 'Name').inputValue(), 'required');
    await field(page, 'Name').selectOption('no');
    await field(page, 'Monday').fill('');
    await field(page, 'We answer in these hours only').uncheck();
    await ines.press(button(page, 'Save settings'));
    await page.getByText('The settings are saved.').waitFor();
  });
}

async function others(suite, journey, ines) {
  const { page } = ines;
  const { script, login } = journey;
  const go = (name) => ines.press(
    page.getByRole('navigation', { name: 'Admin Panel' })
      .getByRole('link', { name }));
  await suite.test('the audit log is filtered by who and what', async () => {
    await go('Audit log');
    await field(page, 'Event').fill('authn_password_change');
    await field(page, 'Who').fill(login);
    await ines.press(button(page, 'Filter'));
    const rows = page.getByRole('table').getByRole('row');
    assert.equal(await rows.count(), 2, 'the head, and the choice');
    await rows.last().getByText(`a:${login}`).waitFor();
  });
  await suite.test('the script line is made, and copied', async () => {
    await go('Script line');
    await field(page, 'Side').selectOption({ label: 'Bottom left' });
    await field(page, 'Distance from the corner, pixels').fill('32');
    await ines.press(button(page, 'Show the line'));
    const line = await field(page, 'Script line').inputValue();
    assert.match(line, /^<script defer src="[^"]+\/chat-widget\.js" data-side="left" data-offset="32"><\/script>$/);
    if (!script) {
      assert.equal(await button(page, 'Copy').count(), 0);
      return;
    }
    await ines.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'Copy').click();
    await button(page, 'Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
                 line);
  });
}

async function travel(suite, journey) {
  try {
    const ines = await journey.come();
    await ines.signIn('admin');
    const nora = await invited(suite, journey, ines);
    await profile(suite, journey, nora, ines);
    await quickReplies(suite, journey, nora);
    await settings(suite, journey, ines);
    await others(suite, journey, ines);
    await suite.test('the pages break no policy and no script', () =>
      assert.deepEqual(journey.visitors.flatMap(({ faults }) => faults), []));
  } finally {
    await journey.leave();
  }
}

export default async function (suite, browser) {
  // Held: the audit log shows one day at a time.
  const instance = await Instance.start({ clock: Date.now() });
  try {
    await travel(suite, new Journey(
      { browser, instance, options: {}, login: 'nora', script: true }));
    await travel(suite, new Journey({ browser, instance, login: 'nell',
      options: { javaScriptEnabled: false }, script: false }));
  } finally {
    await instance.stop();
  }
}
