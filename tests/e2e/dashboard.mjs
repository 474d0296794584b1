// The Agent Dashboard, and what all staff pages share in the browser.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Instance, zoneAtNoon } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { alerts } from './dashboard_alerts.mjs';
import { keys } from './dashboard_keys.mjs';
import { keepQuickReplies } from './past.mjs';
import { Staff } from './staff.mjs';
import { stubs } from './stubs.mjs';

const dashboard = '/support/agent/dashboard/';
const zone = zoneAtNoon();
const lists = '/support/agent/api/conversations/';

// A guest who has written.
export async function guest(instance, name, text) {
  const customer = new Customer(instance, { name });
  await customer.create(text);
  return customer;
}

export const act = (user, customer, what, form) =>
  user.post(`/support/agent/api/conversation/${customer.conversation}/${what}/`,
            { key: `key-${Math.random()}`.replace('.', ''), ...form });

const freeClock = (instance) => rmSync(join(instance.folder, 'clock'));

const tile = (page, name) => page.locator(`#tile-${name}`);
const value = (page, name) => tile(page, name).locator('b').textContent();
const rows = (page, list) => page.locator(`#${list} [data-row]`);
const focused = (page) => page.evaluate(() => document.activeElement.id);

async function shows(suite, marta, people, instance) {
  const { page } = marta;
  await suite.test('the longest waiting is on top, with its wait', async () => {
    await marta.row('Third').waitFor();
    const names = await rows(page, 'open').locator('.n a').allTextContents();
    assert.deepEqual(names, ['Ada', 'Bea', 'Cleo']);
    const wait = rows(page, 'open').first().locator('time');
    assert.equal(await wait.textContent(), '< 1 min');
    const title = await wait.getAttribute('title');
    assert.match(title, /^\w+ \d+ \w+, \d\d:\d\d, \S+$/);
    assert.ok(title.endsWith(`, ${zone}`), title);
  });
  await suite.test('pending and closed today are apart, and counted',
    async () => {
      const marta2 = await new User(instance, 'marta').signIn();
      await act(marta2, people.bea, 'send', { text: 'Yes.', kind: 'reply' });
      await act(marta2, people.cleo, 'status', { status: 'closed' });
      await page.locator('#pending').getByText('Our reply: Yes.').waitFor();
      await page.locator('#closed').getByText('Third').waitFor();
      for (const list of ['open', 'pending', 'closed']) {
        const count = page.locator(`#h-${list} .count`);
        assert.equal(await count.textContent(), '1');
      }
    });
  await suite.test('each tile leads to what it counts', async () => {
    assert.equal(await value(page, 'awaiting'), '1');
    for (const name of ['awaiting', 'unassigned', 'open']) {
      await tile(page, name).click();
      await page.getByRole('heading', { name: 'Support Messages' }).waitFor();
      assert.deepEqual(await page.locator('tbody th a').allTextContents(),
                       ['Ada'], name);
      await page.goBack();
    }
    await tile(page, 'oldest').click();
    await page.getByRole('heading', { level: 1, name: 'Ada' }).waitFor();
    await page.goBack();
    await tile(page, 'oldest').waitFor();
  });
  await suite.test('the title begins with how many wait', async () => {
    assert.match(await page.title(), /^\(1\) Agent Dashboard/);
    const dora = await guest(instance, 'Dora', 'A fourth');
    await eventually(async () => /^\(2\) /.test(await page.title()), 'a 2');
    await act(await new User(instance, 'marta').signIn(), dora, 'status',
              { status: 'closed' });
    await eventually(async () => /^\(1\) /.test(await page.title()), 'a 1');
  });
}

async function figures(suite, { page }) {
  const today = page.getByRole('region', { name: 'Today' });
  const figure = (name) => today.locator(`#fig-${name} dd`).first()
    .evaluate((e) => e.textContent.split(':')[0]);
  await suite.test('the day\'s figures are those of the four conversations',
    async () => {
      assert.equal(await figure('cycles'), '4');
      assert.match(await figure('first_reply'), /^\d+ s$/);
      assert.match(await figure('reply'), /^\d+ s$/);
      // One was answered; two were closed and one is open without an answer.
      assert.equal(await figure('not_answered'), '3');
      assert.equal(await figure('closed'), '2');
      assert.equal(await figure('rated'), '–');
    });
  await suite.test('a figure leads to the conversations that it counts',
    async () => {
      await today.locator('#to-not_answered').click();
      await page.getByRole('heading', { name: 'Support Messages' }).waitFor();
      const names = await page.locator('tbody th a[id^="c-"]')
        .allTextContents();
      assert.deepEqual(names.sort(), ['Ada', 'Cleo', 'Dora']);
      await page.goBack();
    });
}

async function quickReplies(suite, marta, instance) {
  const { page } = marta;
  const card = page.getByRole('region', { name: 'Quick replies' });
  await suite.test('without quick replies it says what they are', async () => {
    await card.getByText('None yet').waitFor();
    assert.equal(await card.getByRole('link').getAttribute('href'),
                 '/support/agent/quick-replies/');
  });
  await suite.test('one\'s own quick replies and the shared ones are beside',
    async () => {
      keepQuickReplies(instance, [
        ['hello', '', 'Shared greeting', 'Hello {customer}'],
        ['hello', 'marta', 'Own greeting', 'Hi {customer}'],
        ['bye', '', 'Farewell', 'See you'],
        ['mine', 'admin', 'Not for Marta', 'Nothing']]);
      await page.reload();
      assert.deepEqual(await card.locator('li').allTextContents(), [
        'Farewell/byeSee you', 'Own greeting/helloHi {customer}']);
    });
}

async function staysStill(suite, marta, instance) {
  const { page } = marta;
  await suite.test('a refresh keeps focus, scroll and an open box', async () => {
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.locator('#alerts summary').click();
    const link = page.locator('#open .n a').first();
    await link.focus();
    const before = await focused(page);
    await page.evaluate(() => scrollTo(0, 250));
    const top = () => link.evaluate((e) => e.getBoundingClientRect().top);
    const at = await top();
    await guest(instance, 'Emil', 'A fifth');
    await marta.row('A fifth').waitFor();
    assert.equal(await focused(page), before);
    assert.equal(await top(), at);
    assert.ok(await page.locator('#sound').isVisible());
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 800 });
  });
  await suite.test('the focus goes with its row into another list', async () => {
    const eva = await guest(instance, 'Eva', 'On the move');
    await marta.row('On the move').getByRole('link').first().focus();
    const id = await focused(page);
    const user = await new User(instance, 'marta').signIn();
    await act(user, eva, 'send', { text: 'Here.', kind: 'reply' });
    await page.locator('#pending').getByText('Our reply: Here.').waitFor();
    assert.equal(await focused(page), id);
    await act(user, eva, 'status', { status: 'closed' });
    await page.locator('#closed').getByText('Here.').waitFor();
    await page.evaluate(() => document.activeElement.blur());
  });
  await suite.test('what is marked stays marked, and then follows',
    async () => {
      const words = await page.evaluate(() => {
        getSelection().selectAllChildren(document.querySelector('#open .p'));
        return String(getSelection());
      });
      await guest(instance, 'Fay', 'A sixth');
      await eventually(async () => await value(page, 'awaiting') === '3', 'a 3');
      assert.equal(await page.evaluate(() => String(getSelection())), words);
      assert.equal(await marta.row('A sixth').count(), 0);
      await page.evaluate(() => getSelection().removeAllRanges());
      await marta.row('A sixth').waitFor();
    });
  await suite.test('one sentence tells of a refresh, however many rows',
    async () => {
      await page.evaluate(() => {
        window.told = [];
        new MutationObserver(() => window.told.push(
          document.getElementById('news').textContent))
          .observe(document.getElementById('news'), { childList: true });
      });
      const drawn = marta.asked(dashboard).length;
      await Promise.all(['Gil', 'Hana', 'Ivo'].map((name) =>
        guest(instance, name, `${name} asks`)));
      for (const name of ['Gil', 'Hana', 'Ivo']) {
        await marta.row(`${name} asks`).waitFor();
      }
      const told = await page.evaluate(() => window.told);
      assert.ok(told.length <= marta.asked(dashboard).length - drawn, `${told}`);
      assert.match(told.at(-1),
                   /^\d conversations? updated\. 6 awaiting us, 6 unassigned\.$/);
    });
}

async function filters(suite, marta, people, instance) {
  const { page } = marta;
  await suite.test('a refresh shows no more than the URL asks for', async () => {
    const user = await new User(instance, 'marta').signIn();
    await act(user, people.ada, 'assign', { assignee: 'marta' });
    await page.getByRole('link', { name: /^Mine/ }).click();
    await page.waitForURL(/whose=mine/);
    await marta.row('First').waitFor();
    const before = Number(await value(page, 'unassigned'));
    await guest(instance, 'Jan', 'Not for Marta');
    await eventually(async () =>
      Number(await value(page, 'unassigned')) === before + 1, 'one more');
    assert.equal(await marta.row('Not for Marta').count(), 0);
    assert.equal(await page.locator('#all-open').getAttribute('href'),
                 '/support/conversations/?status=open&agent=me&sort=wait');
    await marta.dashboard();
  });
  await suite.test('who types or views is told in the row, two looks later at ' +
    'most', async () => {
    const { ada } = people;
    const soonSees = (words) => marta.soonSees(
      marta.row('First').getByText(words), words, [ada.conversation]);
    const now = Date.now();
    instance.holdClock(new Date(now));
    await ada.call('POST', `/conversation/${ada.conversation}/typing/`,
                   { json: {} });
    await soonSees(/Customer is typing/);
    const ines = await new User(instance, 'admin').signIn();
    await ines.call('GET', '/support/agent/api/conversation/' +
      `${ada.conversation}/messages/?people=1`);
    await soonSees(/Okoye is viewing/);
    const typed = await act(ines, ada, 'typing', {});
    assert.equal(typed.status, 204);
    await soonSees(/Okoye is typing a reply/);
    // Told for 6 whole seconds, and until the look after them.
    instance.holdClock(new Date(now + 7000));
    await marta.row('First').getByText(/is typing a reply/)
      .waitFor({ state: 'hidden' });
    freeClock(instance);
  });
}

async function pauses(suite, marta, instance) {
  const { page } = marta;
  const minutes = (count) => page.clock.runFor(count * 60_000);
  const looks = () => marta.asked(lists).length + marta.asked(dashboard).length;
  await suite.test('a pause stops every look, and its end looks at once',
    async () => {
      await page.getByRole('button', { name: 'Pause updates' }).click();
      await marta.settled();
      const before = looks();
      await guest(instance, 'Kim', 'During the pause');
      await minutes(2);
      assert.equal(looks(), before);
      await page.getByText('· paused').waitFor();
      await page.getByRole('button', { name: 'Pause updates' }).click();
      await marta.row('During the pause').waitFor();
    });
  await suite.test('a hidden tab looks once a minute, for title and alerts',
    async () => {
      await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      await page.evaluate(() => window.look(false));
      await marta.settled();
      const before = looks();
      const old = await page.title();
      await guest(instance, 'Lou', 'While hidden');
      for (let minute = 0; minute < 3; minute += 1) {
        await minutes(1);
        await eventually(() => looks() > before + minute, 'a look');
        await marta.settled();  // which sets the next timer
      }
      assert.ok(looks() - before <= 3, `${looks() - before} looks`);
      await eventually(async () => await page.title() !== old, 'a title');
      assert.equal(await marta.row('While hidden').count(), 0);
      await page.clock.resume();
      await page.evaluate(() => window.look(true));
      await marta.row('While hidden').waitFor();
    });
}

async function withoutScript(suite, browser, instance) {
  const marta = await Staff.come(browser, instance,
                                 { javaScriptEnabled: false });
  const { page } = marta;
  try {
    await guest(instance, 'Sam', 'Last of all');
    await marta.signIn();
    await eventually(async () => {
      await page.reload();
      return marta.row('Last of all').isVisible();
    }, 'the row');
    await suite.test('without script: from the list to a talk and back',
      async () => {
        await marta.open('Last of all');
        await page.getByRole('heading', { level: 1, name: 'Sam' }).waitFor();
        await page.goBack();
        await page.getByRole('link', { name: /^Mine/ }).click();
        await page.waitForURL(/whose=mine/);
        assert.equal(await marta.row('Last of all').count(), 0);
        await page.getByRole('link', { name: /^Unassigned/ }).last().click();
        await marta.row('Last of all').waitFor();
        await page.getByRole('link', { name: 'Refresh' }).click();
        await page.waitForURL(/whose=unassigned/);
      });
    await suite.test('without script: one is taken, and the choice stays',
      async () => {
        await marta.press(page.getByRole('button', { name: 'Take Sam' }));
        assert.match(page.url(), /whose=unassigned/);
        await eventually(async () => {
          await page.reload();
          return await marta.row('Last of all').count() === 0;
        }, 'it is gone');
      });
    await suite.test('without script: no button that would need it', async () => {
      for (const name of [/Pause/, /Alerts/, /shortcuts/]) {
        assert.equal(await page.getByRole('button', { name }).count(), 0);
      }
      assert.equal(await page.locator('#alerts').isVisible(), false);
    });
  } finally {
    await marta.leave();
  }
}

// A browser that forbids even to look at its storage.
function forbidStorage() {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { get() {
      throw new DOMException('denied', 'SecurityError');
    } });
  }
}

async function withoutStorage(suite, browser, instance) {
  const marta = await Staff.come(browser, instance);
  const { page } = marta;
  await marta.context.addInitScript(forbidStorage);
  try {
    await suite.test('with storage forbidden the page works all the same',
      async () => {
        await marta.signIn();
        await page.locator('#alerts summary').click();
        await page.getByRole('button', { name: /^Sound/ }).click();
        await page.getByText('Alerts on').waitFor();
        await guest(instance, 'Tess', 'Nothing is kept here');
        await marta.row('Nothing is kept here').waitFor();
        await marta.open('Nothing is kept here');
        await marta.reply('Not even a draft');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.waitForURL(/login|\/support\/conversations/);
        assert.deepEqual(marta.faults, []);
      });
  } finally {
    await marta.leave();
  }
}

export default async function (suite, browser) {
  const instance = await Instance.start({ clock: true });
  instance.write('settings.json', JSON.stringify({ rev: 1, time_zone: zone }));
  const marta = await Staff.come(browser, instance);
  await marta.context.addInitScript(stubs);
  try {
    // One second after the other, and then none until the figures are seen.
    const began = Date.now();
    const comes = (seconds, ...who) => {
      instance.holdClock(new Date(began + seconds * 1000));
      return guest(instance, ...who);
    };
    const people = { ada: await comes(0, 'Ada', 'First'),
                     bea: await comes(1, 'Bea', 'Second'),
                     cleo: await comes(2, 'Cleo', 'Third') };
    await marta.signIn();
    await shows(suite, marta, people, instance);
    await figures(suite, marta);
    freeClock(instance);
    await quickReplies(suite, marta, instance);
    await staysStill(suite, marta, instance);
    await filters(suite, marta, people, instance);
    await keys(suite, marta, instance);
    await marta.page.clock.install();
    await marta.dashboard();
    await pauses(suite, marta, instance);
    await alerts(suite, marta, instance);
    await withoutScript(suite, browser, instance);
    await withoutStorage(suite, browser, instance);
    await suite.test('no page reported a fault on the way', () =>
      assert.deepEqual(marta.faults, []));
  } finally {
    await marta.leave();
    await instance.stop();
  }
}
