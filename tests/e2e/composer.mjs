// Conversation Detail in the hands of one agent: keys, notes, files, and what a
// refresh and a hidden tab leave alone.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { act, guest } from './dashboard.mjs';
import { Staff } from './staff.mjs';
import { stubs } from './stubs.mjs';

const pageOf = (one) => `/support/conversation/${one.conversation}/`;
const box = ({ page }) => page.getByLabel('Message', { exact: true });
const choose = ({ page }, kind) =>
  page.getByText(kind, { exact: true }).first().click();
const told = async (one, text) =>
  (await one.history()).some((message) => message.text === text);

async function writes(suite, marta, ana) {
  const { page } = marta;
  const tells = () => marta.calls.filter((call) =>
    call.url().endsWith('/typing/')).length;
  await suite.test('Ctrl+Enter sends', async () => {
    await marta.go(pageOf(ana));
    await box(marta).fill('By the keyboard');
    await box(marta).press('Control+Enter');
    await marta.said('By the keyboard').waitFor();
    assert.ok(await told(ana, 'By the keyboard'));
  });
  await suite.test('of a note being written the customer hears nothing',
    async () => {
      await choose(marta, 'Internal note');
      const before = tells();
      await box(marta).pressSequentially('Among us');
      await page.getByText('Draft saved').waitFor();
      assert.equal(tells(), before);
    });
  await suite.test('the draft of a note comes back as a note', async () => {
    await choose(marta, 'Reply');
    await box(marta).fill('Among us');
    await choose(marta, 'Internal note');
    await page.reload();
    await eventually(async () =>
      await box(marta).inputValue() === 'Among us', 'the draft');
    assert.ok(await page.getByLabel('Internal note').isChecked());
  });
  await suite.test('Ctrl+Enter saves a note as a note', async () => {
    await box(marta).press('Control+Enter');
    await marta.said('Among us').waitFor();
    assert.ok(!await told(ana, 'Among us'));
  });
  await suite.test('of a reply the customer hears, but not with every letter',
    async () => {
      await marta.go(pageOf(ana));
      const before = tells();
      // The page reports it every 3 s by its own clock, which is paused.
      await page.clock.install();
      await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      await box(marta).pressSequentially('Dear Ana');
      await eventually(() => tells() > before, 'one');
      assert.equal(tells(), before + 1);
      await page.clock.resume();
      await box(marta).fill('');
    });
  await suite.test('a draft that Back brought is gone once it is sent',
    async () => {
      const holds = (text) => eventually(async () =>
        await box(marta).inputValue() === text, `"${text}" in the box`);
      await box(marta).fill('Only once');
      await page.getByText('Draft saved').waitFor();
      await marta.dashboard();
      await page.goBack();
      await holds('Only once');
      await marta.press(
        page.getByRole('button', { name: 'Send', exact: true }));
      await marta.said('Only once').waitFor();
      assert.equal(await page.evaluate(() => Object.keys(localStorage)
        .filter((name) => name.startsWith('support-draft:')).length), 0);
      await holds('');
      await page.goBack();
      await holds('');
    });
  await suite.test('a file that is too large is told before it is sent',
    async () => {
      const file = page.getByLabel(/^Attach/);
      await file.evaluate((one) => { one.dataset.most = '3'; });
      await file.setInputFiles({ name: 'large.txt', mimeType: 'text/plain',
                                 buffer: Buffer.from('four') });
      assert.match(await file.evaluate((one) => one.validationMessage),
                   /^This file is too large: at most \d+/);
      await page.getByRole('button', { name: 'Remove the file' }).click();
      assert.ok(await file.evaluate((one) => one.checkValidity()));
    });
}

async function refreshes(suite, marta, ana) {
  const { page } = marta;
  const status = page.getByRole('combobox', { name: 'Status' });
  await suite.test('that the customer types is told, and passes', async () => {
    const typing = page.getByText('Ana is typing');
    await eventually(async () => {
      await ana.call('POST', `/conversation/${ana.conversation}/typing/`,
                     { json: {} });
      return typing.isVisible();
    }, 'it is told');
    // For 6 whole seconds, and then until the next look of the page.
    await typing.waitFor({ state: 'hidden' });
  });
  const during = async (text) => {
    await page.evaluate(() => document.activeElement.blur());
    await ana.send(text);
    await marta.said(text).waitFor();
  };
  await suite.test('what is chosen and not saved outlives a refresh',
    async () => {
      await status.selectOption('closed');
      await during('In the middle of it');
      assert.equal(await status.inputValue(), 'closed');
      await page.reload();
    });
  await suite.test('so does what is written', async () => {
    const note = page.getByLabel(/^Note for whoever/);
    await note.fill('Not saved yet');
    await during('And again');
    assert.equal(await note.inputValue(), 'Not saved yet');
    await note.fill('');
  });
  await suite.test('what a colleague does there is shown afterwards',
    async () => {
      await page.getByRole('button', { name: 'Close conversation' }).focus();
      const ines = await new User(marta.instance, 'admin').signIn();
      await act(ines, ana, 'status', { status: 'closed' });
      await marta.status().getByText('Closed').waitFor();
      // The button is gone; who works with the keyboard is where it was.
      assert.equal(await page.evaluate(() =>
        document.activeElement.dataset.refresh), 'close');
    });
  await suite.test('Print prints', async () => {
    await page.evaluate(() => { window.print = () => { window.out = true; }; });
    await page.getByRole('button', { name: 'Print' }).click();
    assert.ok(await page.evaluate(() => window.out));
  });
}

async function reads(suite, marta, ana) {
  const { page } = marta;
  const log = page.getByRole('log');
  const seen = async () => (await ana.call('GET',
    `/conversation/${ana.conversation}/messages/`)).json.seen ?? 0;
  await suite.test('who scrolls to the end by hand has seen what is new',
    async () => {
      for (let n = 0; n < 25; n += 1) await ana.send(`Line ${n}`);
      await marta.go(pageOf(ana));
      await log.evaluate((one) => one.scrollTo(0, -one.scrollHeight));
      await ana.send('Further down');
      const button = page.getByRole('button', { name: '1 new message' });
      await button.waitFor();
      await log.evaluate((one) => one.scrollTo(0, 0));
      await button.waitFor({ state: 'hidden' });
      const { n } = (await ana.history()).at(-1);
      await eventually(async () => await seen() >= n, 'seen');
    });
  await suite.test('at the end, what comes is seen as it comes', async () => {
    const { n } = await ana.send('Before your eyes');
    await marta.said('Before your eyes').waitFor();
    await eventually(async () => await seen() >= n, 'seen');
  });
}

async function hides(suite, marta, ines, ana) {
  const { page } = marta;
  await suite.test('a hidden tab does not count as viewing', async () => {
    await ines.signIn('admin');
    await ines.go(pageOf(ana));
    const others = ines.page.getByText('Marta Lind is viewing');
    await others.waitFor();
    await page.evaluate(() => window.look(false));
    await others.waitFor({ state: 'hidden' });
  });
  await suite.test('the title counts who waits on every staff page',
    async () => {
      await marta.go('/support/agent/account/');
      await guest(marta.instance, 'Ben', 'Anybody?');
      await eventually(async () => {
        await page.clock.runFor(11_000);
        return /^\(2\) /.test(await page.title());
      }, 'Ana and Ben');
    });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const marta = await Staff.come(browser, instance);
  const ines = await Staff.come(browser, instance);
  await marta.context.addInitScript(stubs);
  try {
    const ana = await guest(instance, 'Ana', 'Is it open?');
    await marta.signIn();
    await writes(suite, marta, ana);
    await refreshes(suite, marta, ana);
    await reads(suite, marta, ana);
    await hides(suite, marta, ines, ana);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...marta.faults, ...ines.faults], []));
  } finally {
    await marta.leave();
    await ines.leave();
    await instance.stop();
  }
}
