// The main job from end to end: a customer asks, staff answer.  Once with the
// shop on the support's own origin, once with the shop on another.
import assert from 'node:assert/strict';
import { png } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { Staff } from './staff.mjs';
import { conversations, texts } from './stored.mjs';

const kQuestion = 'Is order 1042 on its way?';
const kAnswer = 'It left our shelf this morning.';
const attached = { state: 'attached' };
const label = { name: 'label.txt', mimeType: 'text/plain',
                buffer: Buffer.from('To: Ana Petrova') };

const drawn = (picture) => picture.evaluate((img) =>
  img.complete && img.naturalWidth > 0);

async function asks(suite, ana) {
  const { chat, page } = ana;
  await suite.test('a customer signed in to the shop reads the welcome',
    async () => {
      await ana.signIn();
      await ana.go('/shop/orders/');
      await chat.open();
      await chat.inside.getByText('Good day, and welcome.').waitFor();
      await chat.panel.getByRole('heading', { name: 'BookShop support' })
        .waitFor();
    });
  await suite.test('and writes, and the server has it', async () => {
    await chat.send(kQuestion);
    assert.deepEqual(texts(ana.instance), [kQuestion]);
  });
  await suite.test('and attaches a picture, which is then drawn', async () => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'),
      chat.inside.getByRole('button', { name: 'Attach files' }).click()]);
    await chooser.setFiles({ name: 'parcel.png', mimeType: 'image/png',
                             buffer: png });
    const picture = chat.log.getByRole('img', { name: 'parcel.png' });
    await picture.waitFor();
    await eventually(() => drawn(picture), 'the picture');
  });
}

async function finds(suite, ana, marta) {
  const { page } = marta;
  await suite.test('an open dashboard shows a message in two looks', async () => {
    await ana.chat.send('Hello? It is urgent.');
    await marta.soonSees(marta.row('It is urgent'), /It is urgent/);
    assert.equal(marta.pages, 0, 'it refreshed by itself');
  });
  await suite.test('the agent reads who asks, what and where', async () => {
    await marta.open('It is urgent');
    await page.getByRole('heading', { level: 1, name: 'Ana Petrova' })
      .waitFor();
    await marta.said(kQuestion).waitFor();
    const customer = page.getByRole('region', { name: 'Customer' });
    await customer.getByText('Verified').waitFor();
    await customer.getByText('ana@example.org').waitFor();
    await customer.getByText(`${ana.shop}/shop/orders/`).waitFor();
    await eventually(() => drawn(page.getByRole('img', { name: 'parcel.png' })),
                     'the picture');
  });
}

async function answers(suite, ana, marta) {
  const { page } = marta;
  await suite.test('the customer sees the answer within one poll', async () => {
    await marta.reply(kAnswer);
    await ana.showsWithin(1, '**/messages/?after=*', ana.chat.said(kAnswer));
  });
  await suite.test('and that staff have seen the question', () =>
    ana.chat.said(kQuestion).getByText('Seen').waitFor(attached));
  await suite.test('the agent attaches a file, and the customer can open it',
    async () => {
      await marta.reply('', label);
      await page.getByRole('link', { name: /^label\.txt/ }).waitFor();
      const chip = ana.chat.log.getByRole('button', { name: /label\.txt/ });
      const [download] = await Promise.all(
        [ana.page.waitForEvent('download'), chip.click()]);
      assert.equal(download.suggestedFilename(), 'label.txt');
    });
  await suite.test('the agent assigns it, and the customer reads who came',
    async () => {
      await marta.set({ assignee: 'marta' });
      assert.equal(await page.getByLabel('Assigned to').inputValue(), 'marta');
      await ana.chat.log.getByText('Marta Lind has joined the chat').waitFor();
    });
}

async function comesBack(suite, ana, marta) {
  const { chat, page } = ana;
  await suite.test('the customer sees the close', async () => {
    await chat.box.fill('One more thing, about');
    await marta.page.getByRole('button', { name: 'Close conversation' })
      .click();
    await marta.status().getByText('Closed').waitFor();
    await chat.log.getByText('Marta Lind closed this chat').waitFor();
  });
  await suite.test('after a reload history and the unsent draft are there',
    async () => {
      await page.reload();
      await chat.said(kAnswer).waitFor();
      for (const text of [kQuestion, 'Hello? It is urgent.']) {
        await chat.said(text).waitFor();
      }
      await chat.log.getByText('Marta Lind closed this chat').waitFor();
      const picture = chat.log.getByRole('img', { name: 'parcel.png' });
      await picture.scrollIntoViewIfNeeded();
      await eventually(() => drawn(picture), 'the picture');
      assert.equal(await chat.box.inputValue(), 'One more thing, about');
    });
  await suite.test('another page of the shop has them too', async () => {
    await page.getByRole('link', { name: 'My Rentals' }).click();
    await page.getByRole('heading', { name: 'My Rentals' }).waitFor();
    await chat.said(kAnswer).waitFor();
    assert.equal(await chat.box.inputValue(), 'One more thing, about');
  });
  await suite.test('writing opens the closed conversation again', async () => {
    await chat.send('One more thing, about my rental.');
    await marta.dashboard();
    await marta.page.getByRole('region', { name: /Open/ })
      .getByText('about my rental').waitFor();
    assert.equal(conversations(ana.instance).length, 1);
  });
}

async function journey(suite, browser, instance, at) {
  const ana = await Shopper.come(browser, instance, { at });
  const marta = await Staff.come(browser, instance);
  try {
    await marta.signIn();
    marta.pages = 0;  // that came after the dashboard
    marta.page.on('framenavigated', () => { marta.pages += 1; });
    await asks(suite, ana);
    await finds(suite, ana, marta);
    await answers(suite, ana, marta);
    await comesBack(suite, ana, marta);
    await suite.test('no page reported a fault on the way', () =>
      assert.deepEqual([...ana.faults, ...marta.faults], []));
    if (at) {
      await suite.test('the widget talked across origins, without cookies',
        async () => {
          const [first] = ana.asked('/support/api/');
          const headers = await first.allHeaders();
          assert.equal(headers.origin, at);
          assert.equal(headers.cookie, undefined);
        });
    }
  } finally {
    await ana.leave();
    await marta.leave();
  }
}

export default async function (suite, browser) {
  for (const second of [false, true]) {
    const instance = await Instance.start({ second });
    try {
      suite.name = second ? 'journey from another origin' : 'journey';
      await journey(suite, browser, instance, instance.second);
    } finally {
      await instance.stop();
    }
  }
}
