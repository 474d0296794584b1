// Sound and desktop notifications of the staff pages, with stubs.mjs.
import assert from 'node:assert/strict';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { act, guest } from './dashboard.mjs';

const rings = (page) => page.evaluate(() => window.rings);
const seconds = (page, count) => page.clock.runFor(count * 1000);

// Until one look at the lists later, whose timer the answer before it has set.
async function looked(marta) {
  const { page } = marta;
  await marta.settled();
  await Promise.all([page.waitForResponse(/agent\/api\/conversations/),
                     seconds(page, 3)]);
}

// As looked(), once the server's lists contain `words`.
async function lookedFor(marta, words) {
  await eventually(async () => words.test(await marta.lists()),
                   `${words} in the lists`);
  await looked(marta);
}

// The page's clock is paused; only `seconds` and `looked` advance it.
async function sounds(suite, marta, instance) {
  const { page } = marta;
  await suite.test('nothing sounds before somebody switches it on', async () => {
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    await guest(instance, 'Mia', 'Silent night');
    await lookedFor(marta, /Silent night/);
    await marta.row('Silent night').waitFor();
    await seconds(page, 60);
    assert.equal(await rings(page), 0);
  });
  await suite.test('the sound comes again every 20 s while somebody waits',
    async () => {
      await page.locator('#alerts summary').click();
      await page.getByRole('button', { name: 'Sound' }).click();
      await eventually(async () => await rings(page) === 1, 'a first');
      await seconds(page, 21);
      await eventually(async () => await rings(page) === 2, 'a second');
      await seconds(page, 10);
      assert.equal(await rings(page), 2);
      await seconds(page, 11);
      await eventually(async () => await rings(page) === 3, 'a third');
    });
  await suite.test('it is silent during a pause', async () => {
    const pause = page.getByRole('button', { name: 'Pause updates' });
    await pause.click();
    await marta.settled();
    const before = await rings(page);
    await seconds(page, 60);
    assert.equal(await rings(page), before);
    await pause.click();
    await seconds(page, 2);
    await eventually(async () => await rings(page) > before, 'a sound');
  });
  await suite.test('a new message sounds at once', async () => {
    await seconds(page, 3);
    const before = await rings(page);
    await guest(instance, 'Moe', 'At once');
    await lookedFor(marta, /At once/);
    await marta.row('At once').waitFor();
    assert.equal(await rings(page), before + 1);
  });
  await suite.test('the choice outlives the page, of this agent alone',
    async () => {
      await page.reload();
      await page.getByText('Alerts on').waitFor();
      await looked(marta);
      await seconds(page, 21);
      await eventually(async () => await rings(page) > 0, 'a sound');
      const kept = await page.evaluate(() => Object.keys(localStorage)
        .filter((name) => name.startsWith('support-alerts')));
      assert.deepEqual(kept, ['support-alerts:marta']);
    });
  await suite.test('it ends when everybody has an answer', async () => {
    const user = await new User(instance, 'marta').signIn();
    const answer = async () => {
      const { json } = await user.call('GET',
                                       '/support/agent/api/conversations/');
      for (const { id } of json.open) {
        await act(user, { conversation: id }, 'send',
                  { text: 'Here you are.', kind: 'reply' });
      }
      return json.counts.awaiting === 0;
    };
    await eventually(answer, 'answers');
    await eventually(async () => {
      await looked(marta);
      return !/^\(/.test(await page.title());
    }, 'a title without a number');
    const before = await rings(page);
    await seconds(page, 60);
    assert.equal(await rings(page), before);
    await page.clock.resume();
  });
}

async function notifications(suite, marta, instance) {
  const { page } = marta;
  const notified = () => page.evaluate(() => window.notified);
  const news = async (name, text) => {
    const before = (await notified()).length;
    await guest(instance, name, text);
    await eventually(async () => {
      await looked(marta);
      return (await notified()).length > before;
    }, 'a notification');
    assert.equal((await notified()).length, before + 1);
    return (await notified()).at(-1);
  };
  await suite.test('the permission is asked for on a click alone', async () => {
    assert.equal(await page.evaluate(() => window.asked), 0);
    await page.locator('#alerts summary').click();
    await page.getByRole('button', { name: 'Enable notifications' }).click();
    await page.getByRole('button', { name: 'Notifications are on' }).waitFor();
    assert.equal(await page.evaluate(() => window.asked), 1);
  });
  await suite.test('nobody is notified of what is before their eyes',
    async () => {
      await guest(instance, 'Nia', 'Before your eyes');
      await marta.row('Before your eyes').waitFor();
      assert.deepEqual(await notified(), []);
    });
  await suite.test('a notification hides what was written, unless told to show',
    async () => {
      await page.evaluate(() => { document.hasFocus = () => false; });
      assert.equal(await news('Otto', 'My secret'),
                   'New message from Otto: Open it to read the message.');
      await page.getByLabel(/^Show what the customer wrote/).check();
      assert.equal(await news('Pia', 'No secret'),
                   'New message from Pia: No secret');
    });
  await suite.test('a click on it leads to the conversation', async () => {
    await page.evaluate(() => window.shown.dispatchEvent(new Event('click')));
    await page.getByRole('heading', { level: 1, name: 'Pia' }).waitFor();
    await marta.dashboard();
  });
  await suite.test('each can be switched off again, in all tabs', async () => {
    const other = await marta.context.newPage();
    await other.goto(page.url());
    await other.getByText('Alerts on').waitFor();
    await page.locator('#alerts summary').click();
    await page.getByRole('button', { name: 'Sound' }).click();
    await page.getByText('Alerts off').waitFor();
    await other.getByText('Alerts off').waitFor();
    await page.getByRole('button', { name: 'Enable notifications' }).click();
    await page.getByText('Alerts on').waitFor();
    await page.getByRole('button', { name: 'Notifications are on' }).click();
    await page.getByText('Alerts off').waitFor();
    await other.close();
  });
  await suite.test('the box goes when somebody turns elsewhere', async () => {
    const sound = page.getByRole('button', { name: 'Sound' });
    const box = page.locator('#alerts summary');
    await page.getByRole('heading', { level: 1 }).click();
    await sound.waitFor({ state: 'hidden' });
    await box.click();
    await sound.focus();
    await page.keyboard.press('Escape');
    await sound.waitFor({ state: 'hidden' });
    assert.ok(await box.evaluate((one) => one === document.activeElement));
  });
}

export async function alerts(suite, marta, instance) {
  await sounds(suite, marta, instance);
  await notifications(suite, marta, instance);
}
