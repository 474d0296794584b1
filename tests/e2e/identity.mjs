// Who the customer is: staff who shop, a page left open, a shared computer.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { Staff } from './staff.mjs';
import { conversations, texts } from './stored.mjs';

const kCreates = '**/support/api/conversation/create/';

const opened = (instance) => conversations(instance)
  .map(({ records }) => records[0]);

async function agentShops(suite, browser, instance) {
  const ana = await Shopper.come(browser, instance);
  const marta = await Shopper.come(browser, instance);
  try {
    await ana.signIn();
    await ana.chat.open();
    await ana.chat.send('A question of Ana');
    await suite.test('an agent in the shop sees their own chat', async () => {
      await marta.signIn('marta');
      await marta.chat.open();
      await marta.chat.send('A question of Marta');
      await marta.page.reload();
      await marta.chat.said('A question of Marta').waitFor();
      assert.equal(await marta.chat.log.locator('.m').count(), 1);
      assert.equal(await marta.page.getByText('A question of Ana').count(), 0);
    });
    await suite.test('and is a customer there like any other', async () => {
      const by = marta.chat.said('A question of Marta').getByText('You');
      await by.waitFor({ state: 'attached' });
      const own = conversations(instance).find(({ records }) =>
        records[0].name === 'Marta Lind');
      assert.match(own.records[0].by, /^c:/);
      assert.ok(own.records.every(({ by: who }) => who.startsWith('c:')));
      assert.equal(own.records[0].verified, true);
    });
    await suite.test('the same agent sees both as staff', async () => {
      await marta.page.goto(`${instance.origin}/support/conversations/`);
      for (const name of [/^Ana Petrova/, /^Marta Lind/]) {
        await marta.page.getByRole('table').getByRole('link', { name })
          .waitFor();
      }
    });
  } finally {
    await ana.leave();
    await marta.leave();
  }
}

async function sharedComputer(suite, browser, instance) {
  instance.passwords.ben = await instance.ctl(
    'user', 'add', 'ben', '--name', 'Ben Sail', '--random-password');
  const one = await Shopper.come(browser, instance);
  const { chat } = one;
  const become = (jwt) =>
    one.page.evaluate((token) => window.SupportChat.identify(token), jwt);
  // The welcome, and nothing that anybody has said.
  const welcomed = async () => {
    await chat.inside.getByText('Good day, and welcome.').waitFor();
    assert.equal(await chat.log.locator('.m').count(), 0);
    assert.equal(await one.page.getByText('secret').count(), 0);
    assert.equal(await chat.box.inputValue(), '');
  };
  try {
    await one.signIn();
    await chat.open();
    await chat.send('my secret order');
    await chat.box.fill('my secret draft');
    await eventually(async () =>
      Object.values(await one.stored()).join().includes('my secret draft'),
                     'the draft is kept');
    await suite.test('another customer on the same page sees nothing of it',
      async () => {
        await become(instance.identity({ claims: { sub: 'ben' } }));
        await welcomed();
      });
    await suite.test('and the first one finds message and draft again',
      async () => {
        await become(instance.identity());
        await chat.said('my secret order').waitFor();
        assert.equal(await chat.box.inputValue(), 'my secret draft');
      });
    await suite.test('signing out of the shop leaves nothing in the browser',
      async () => {
        await one.signOut();
        assert.deepEqual(await one.stored(), {});
        await chat.open();
        await welcomed();
      });
    await suite.test('nor does the next customer see anything', async () => {
      await one.signIn('ben');
      await chat.open();
      await welcomed();
      await chat.send('a secret of Ben');
    });
    await suite.test('reset() leaves nothing on the page or in the browser',
      async () => {
        await one.page.evaluate(() => window.SupportChat.reset());
        await chat.panel.waitFor({ state: 'hidden' });
        assert.deepEqual(await one.stored(), {});
        await chat.open();
        await welcomed();
      });
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
  }
}

// The guest's first words are stored, but the page hears of it too late.
async function signsInMeanwhile(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  const { chat, context, page } = one;
  const become = (identity) => page.evaluate((jwt) =>
    window.SupportChat.identify(jwt), identity);
  const times = (text) => texts(instance).filter((all) => all === text).length;
  await suite.test('who signs in during their first message sends it once',
    async () => {
      await one.go('/shop/');
      await chat.open();
      await context.route(kCreates, async (route) => {
        await route.fetch();
        await route.abort();
      });
      await chat.box.fill('a guest so far');
      await chat.box.press('Enter');
      await eventually(() => times('a guest so far') === 1, 'it is stored');
      await become(instance.identity({ claims: { sub: 'carl' } }));
      await context.unrouteAll({ behavior: 'wait' });
      await chat.send('and now Carl');
      await chat.said('a guest so far').getByText(/Sent|Seen/)
        .waitFor({ state: 'attached' });
      await become('');
      await chat.send('a guest again');
      assert.equal(await chat.log.locator('.m').count(), 1);
      assert.equal(times('a guest so far'), 1);
    });
  await one.leave();
}

async function lateOpen(suite, browser) {
  const instance = await Instance.start({ clock: true, second: true });
  const now = Date.now();
  instance.holdClock(new Date(now));
  const ana = await Shopper.come(browser, instance, { at: instance.second });
  const marta = await Staff.come(browser, instance);
  try {
    await ana.signIn();
    await suite.test('a chat opened 20 minutes after the page still signs in',
      async () => {
        instance.holdClock(new Date(now + 20 * 60_000));
        await ana.chat.open();
        await ana.chat.send('I was away for tea');
        const [first] = opened(instance);
        assert.equal(first.verified, true);
        assert.equal(first.name, 'Ana Petrova');
      });
    await suite.test('the shop was asked once who it is', () =>
      assert.equal(ana.asked('/shop/identity/').length, 1));
    await suite.test('and staff see a verified customer', async () => {
      await marta.signIn();
      await marta.row('I was away for tea').waitFor();
      await marta.open('I was away for tea');
      await marta.page.getByRole('region', { name: 'Customer' })
        .getByText('Verified').waitFor();
    });
  } finally {
    await ana.leave();
    await marta.leave();
    await instance.stop();
  }
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  try {
    await agentShops(suite, browser, instance);
    await sharedComputer(suite, browser, instance);
    await signsInMeanwhile(suite, browser, instance);
  } finally {
    await instance.stop();
  }
  await lateOpen(suite, browser);
}
