// A staff page that loses its session or the server: it warns, says so, stops
// or goes on trying, and is itself again afterwards.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { guest } from './dashboard.mjs';
import { Staff } from './staff.mjs';
import { stubs } from './stubs.mjs';

const kLists = '/support/agent/api/conversations/';
const hours = (count) => count * 3600_000;

async function lost(suite, marta, instance) {
  const { page, context } = marta;
  const banner = page.getByText('The connection is lost');
  await suite.test('a lost connection is told, and tried again less often',
    async () => {
      await marta.dashboard();
      await context.route(`**${kLists}*`, (route) => route.abort());
      await page.clock.runFor(10_000);
      await banner.waitFor();
      const before = marta.asked(kLists).length;
      await page.clock.runFor(120_000);
      const looks = marta.asked(kLists).length - before;
      assert.ok(looks >= 1 && looks < 20, `${looks} looks in 2 minutes`);
    });
  await suite.test('back again the page shows what came meanwhile', async () => {
    await guest(instance, 'Ada', 'While it was away');
    await context.unroute(`**${kLists}*`);
    await page.clock.runFor(100_000);
    await banner.waitFor({ state: 'hidden' });
    await marta.row('While it was away').waitFor();
  });
}

// From the sign-in on, by both clocks.
async function ending(suite, marta, instance, start) {
  const { page } = marta;
  let at = 0;
  const pass = async (to) => {
    await marta.settled();  // an answer sets the next timer
    instance.holdClock(new Date(start + hours(to)));
    await page.clock.fastForward(hours(to - at));
    at = to;
  };
  // No second passes but those: 7.8 h are 2 minutes before the warning.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  const warning = page.locator('#ending');
  const words = (text) => warning.getByText(text);
  await suite.test('ten minutes before its end a session is warned of',
    async () => {
      await marta.dashboard();
      await pass(7.8);
      assert.equal(await warning.isVisible(), false);
      await pass(7.9);
      await words('as nothing was done here').waitFor();
    });
  await suite.test('a click renews it', async () => {
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await warning.waitFor({ state: 'hidden' });
    await pass(8.1);
    await page.reload();
    await page.getByRole('heading', { name: 'Agent Dashboard' }).waitFor();
  });
  await suite.test('but not beyond its whole, which is told', async () => {
    await pass(11.9);
    await words('Finish what you are writing').waitFor();
    assert.equal(await page.locator('#stay').isVisible(), false);
  });
  await suite.test('when it is over, the page says so', async () => {
    await pass(12.1);
    await words('You are signed out').waitFor();
    await page.locator('#signed-out').getByRole('link').waitFor();
  });
  await page.clock.resume();
}

async function over(suite, marta, instance) {
  const { page } = marta;
  const rings = () => page.evaluate(() => window.rings);
  await suite.test('who is signed out elsewhere is told, and left in peace',
    async () => {
      await guest(instance, 'Bea', 'Somebody waits');
      await marta.signIn();
      await page.locator('#alerts summary').click();
      await page.getByRole('button', { name: 'Sound' }).click();
      await Promise.all([page.waitForResponse(new RegExp(kLists)),
                         page.clock.runFor(3000)]);
      await page.clock.runFor(21_000);
      await eventually(async () => await rings() > 1, 'a sound, and again');
      await marta.context.clearCookies();
      await page.clock.runFor(3000);
      await page.locator('#signed-out').getByRole('link').waitFor();
      const [sounds, looks] = [await rings(), marta.asked(kLists).length];
      await page.clock.runFor(120_000);
      assert.equal(await rings(), sounds);
      assert.equal(marta.asked(kLists).length, looks);
    });
}

async function leaving(suite, marta, instance) {
  const { page } = marta;
  const box = page.getByLabel('Message', { exact: true });
  await suite.test('signing out leaves no draft in the browser', async () => {
    const one = await guest(instance, 'Cleo', 'A shared machine');
    await marta.signIn();
    await marta.go(`/support/conversation/${one.conversation}/`);
    await box.fill('Nobody else shall read this');
    await page.getByText('Draft saved').waitFor();
    await marta.dashboard();
    await marta.press(page.getByRole('button', { name: 'Sign out' }));
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    assert.doesNotMatch(kept, /Nobody else/);
  });
}

export default async function (suite, browser) {
  const start = Date.now();
  const instance = await Instance.start({ clock: start });
  const marta = await Staff.come(browser, instance);
  await marta.context.addInitScript(stubs);
  try {
    await marta.page.clock.install();
    await marta.signIn();
    await lost(suite, marta, instance);
    await ending(suite, marta, instance, start);
    await over(suite, marta, instance);
    await leaving(suite, marta, instance);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(marta.faults, []));
  } finally {
    await marta.leave();
    await instance.stop();
  }
}
