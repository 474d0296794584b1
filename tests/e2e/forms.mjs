// The two forms of the widget: what guests are asked before a chat, and what
// everybody is asked after it.
import assert from 'node:assert/strict';
import { freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { focusIs, Shopper } from './shopper.mjs';
import { conversations, texts } from './stored.mjs';

const kConsent = 'You may keep this chat for 24 months.';
const kCreates = '**/support/api/conversation/create/';
const kRatings = '**/support/api/conversation/*/rating/';

let rev = 0;
const settle = (instance, settings) => {
  rev += 1;
  instance.write('settings.json', JSON.stringify({ rev, ...settings }));
};

class Form {
  constructor({ inside }) {
    const box = (name) => inside.getByRole('textbox', { name });
    Object.assign(this, {
      node: inside.getByRole('group', { name: 'Before we start' }),
      name: box(/^Name/), email: box(/^E-mail/),
      question: box('Write a message'),
      consent: inside.getByRole('checkbox'),
      start: inside.getByRole('button', { name: 'Send', exact: true }),
    });
  }

  async fill({ name, email, question }) {
    if (name !== undefined) await this.name.fill(name);
    if (email !== undefined) await this.email.fill(email);
    if (question !== undefined) await this.question.fill(question);
  }
}

const wrong = async (field) => await field.getAttribute('aria-invalid') &&
  field.evaluate((node) => node.getRootNode()
    .getElementById(node.getAttribute('aria-describedby')).textContent);

const openRecord = (instance, text) => conversations(instance)
  .find(({ records }) => records.some((record) => record.text === text))
  ?.records[0];

async function errors(suite, one, form) {
  const { chat, page } = one;
  await suite.test('where the settings want it, a guest is asked first',
    async () => {
      await one.go('/shop/');
      await chat.launcher.click();
      await form.node.waitFor();
      await focusIs(chat, 'Write a message');
    });
  await suite.test('what is missing is said at its field, the first in focus',
    async () => {
      await form.question.fill('Is it');
      await form.question.press('Enter');
      assert.equal(await wrong(form.name), null);
      assert.equal(await wrong(form.email), 'Please fill this in');
      assert.equal(await wrong(form.consent), 'Please fill this in');
      await focusIs(chat, 'email');
      assert.equal(await form.question.inputValue(), 'Is it');
      assert.deepEqual(conversations(one.instance), []);
    });
  await suite.test('an e-mail that is none is said to be none', async () => {
    await form.email.fill('wilhelmina@');
    await form.email.press('Enter');
    assert.equal(await wrong(form.email), 'This is no e-mail address');
  });
  await suite.test('the link for the privacy opens a page of its own',
    async () => {
      const link = form.node.getByRole('link', { name: 'Privacy' });
      assert.equal(await link.getAttribute('href'), '/privacy/');
      assert.equal(await link.getAttribute('target'), '_blank');
      assert.equal(await link.getAttribute('rel'), 'noopener');
    });
  await suite.test('what was typed outlives a reload', async () => {
    await form.fill({ name: 'Wilhelmina', email: 'w@mail.example',
                      question: 'Is it out of print?' });
    await form.consent.check();
    await page.reload();
    await form.node.waitFor();
    assert.equal(await form.name.inputValue(), 'Wilhelmina');
    assert.equal(await form.email.inputValue(), 'w@mail.example');
    assert.equal(await form.question.inputValue(), 'Is it out of print?');
    assert.ok(await form.consent.isChecked());
    assert.equal(await wrong(form.name), null);
  });
}

async function late(suite, one, form) {
  const { chat, context, instance, page } = one;
  await suite.test('settings of a page that is open already bring it',
    async () => {
      await one.go('/shop/');
      await chat.open();
      await chat.inside.getByText('Automatic reply').waitFor();
      settle(instance, { ask_name: 'required' });
      await chat.box.fill('Before all that');
      await chat.box.press('Enter');
      await form.node.waitFor();
      assert.equal(await chat.box.inputValue(), 'Before all that');
    });
  await suite.test('Enter in a field, with nothing to send, leads to the box',
    async () => {
      await chat.box.fill('');
      await form.name.press('Enter');
      await focusIs(chat, 'Write a message');
    });
  await suite.test('destroyed while it comes, and loaded again, it is there',
    async () => {
      const held = [];
      await context.route('**/chat-forms.js', (route) =>
        (held[0] ? route.continue() : held.push(route)));
      await page.reload({ waitUntil: 'domcontentloaded' });
      await eventually(() => held.length, 'the file');
      await page.evaluate(() => {
        const { src } = document.querySelector('script[src*=chat-widget]');
        window.SupportChat.destroy();
        document.head.append(
          Object.assign(document.createElement('script'), { src }));
      });
      await page.waitForFunction(() => window.SupportChat);
      await page.evaluate(() => window.SupportChat.open());
      await held[0].continue();
      await form.node.waitFor();
      await context.unroute('**/chat-forms.js');
    });
}

async function starts(suite, one, form) {
  const { chat, context, instance } = one;
  const keys = [];
  await suite.test('cut on its way it is sent again with its key and values',
    async () => {
      let cuts = 2;
      await context.route(kCreates, async (route) => {
        keys.push(route.request().postDataJSON());
        if (cuts-- > 0) return route.abort();
        return route.continue();
      });
      await form.start.dblclick();
      await chat.arrived('Is it out of print?');
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys.map((sent) => JSON.stringify(sent))).size, 1);
      await context.unroute(kCreates);
    });
  await suite.test('a double click started one chat, with what was told',
    async () => {
      assert.equal(conversations(instance).length, 1);
      const { name, email, consent } =
        openRecord(instance, 'Is it out of print?');
      assert.deepEqual({ name, email, consent }, { name: 'Wilhelmina',
        email: 'w@mail.example', consent: kConsent });
    });
  await suite.test('a second chat asks nothing and tells the same',
    async () => {
      await chat.menu.click();
      await chat.entry('Start a new chat').click();
      await chat.box.waitFor();
      await chat.send('Another thing');
      assert.equal(openRecord(instance, 'Another thing').name, 'Wilhelmina');
    });
  await suite.test('settings that want more bring it back, filled in',
    async () => {
      await chat.menu.click();
      await chat.entry('Start a new chat').click();
      settle(instance, { ask_name: 'required', ask_email: 'required' });
      await one.page.evaluate(() => {
        const slot = Object.keys(localStorage).find((key) =>
          key.endsWith('guest'));
        const kept = JSON.parse(localStorage.getItem(slot));
        localStorage.setItem(slot, JSON.stringify(
          { ...kept, who: { ...kept.who, name: '\u200f' } }));
      });
      await chat.box.fill('A third thing');
      await chat.box.press('Enter');
      await form.node.waitFor();
      await eventually(async () =>
        await wrong(form.name) === 'Please fill this in', 'the error');
      await focusIs(chat, 'name');
      assert.equal(await form.email.inputValue(), 'w@mail.example');
      assert.equal(await form.question.inputValue(), 'A third thing');
      await form.name.fill('Mina');
      await form.question.press('Enter');
      await focusIs(chat, 'Write a message');
      await chat.arrived('A third thing');
      assert.equal(openRecord(instance, 'A third thing').name, 'Mina');
      assert.equal(texts(instance).filter((text) => /third/.test(text)).length,
                   1);
    });
  await suite.test('reset() leaves nothing of it to who comes next',
    async () => {
      await one.page.evaluate(() => window.SupportChat.reset());
      await chat.launcher.click();
      await form.node.waitFor();
      assert.equal(await form.name.inputValue(), '');
      assert.equal(await form.email.inputValue(), '');
    });
}

// Their file is cut off: refused by the server, the words are kept.
async function without(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  const { chat, context } = one;
  const form = new Form(chat);
  try {
    await suite.test('where the form does not come, the words stay in the box',
      async () => {
        await context.route('**/chat-forms.js', (route) => route.abort());
        await one.go('/shop/');
        await chat.open();
        await chat.box.fill('Nobody asked me');
        await chat.box.press('Enter');
        await eventually(() => one.asked('/support/api/config/').length > 1,
                         'the settings again');
        await chat.status.getByText('Not reachable').waitFor();
        assert.equal(await chat.box.inputValue(), 'Nobody asked me');
        assert.ok(!texts(instance).includes('Nobody asked me'));
      });
    await suite.test('and the next try brings it', async () => {
      await context.unroute('**/chat-forms.js');
      await chat.box.press('Enter');
      await form.node.waitFor();
      await form.name.fill('Noah');
      await form.email.fill('noah@mail.example');
      await form.question.press('Enter');
      await chat.arrived('Nobody asked me');
      assert.equal(openRecord(instance, 'Nobody asked me').name, 'Noah');
    });
  } finally {
    await one.leave();
  }
}

async function rates(suite, one, act) {
  const { chat, context, instance } = one;
  const rate = (n) => chat.inside.getByRole('radio', { name: String(n) });
  const send = chat.inside.getByRole('button', { name: 'Send rating' });
  const words = chat.inside.getByRole('textbox', { name: /^Anything/ });
  const ratings = () => conversations(instance)[0].records
    .filter(({ k }) => k === 'rating');
  await suite.test('a chat that nobody answered is not rated', async () => {
    await chat.send('Hello?');
    await act('status', { status: 'closed' });
    await chat.log.getByText('closed this chat').waitFor();
    assert.equal(await rate(1).count(), 0);
    await chat.send('Is anybody there?');
  });
  await suite.test('one that was is, below what was said', async () => {
    await act('send', { text: 'Here I am' });
    await act('status', { status: 'closed' });
    await rate(5).waitFor();
    assert.ok(await chat.said('Here I am').isVisible());
    assert.ok(await chat.box.isVisible());
  });
  await suite.test('Skip is remembered', async () => {
    await chat.inside.getByRole('button', { name: 'Skip' }).click();
    await focusIs(chat, 'Write a message');
    await one.page.reload();
    await chat.said('Here I am').waitFor();
    assert.equal(await rate(5).count(), 0);
  });
  await suite.test('a later close asks again, in every tab', async () => {
    await chat.send('One more thing');
    await act('send', { text: 'Yes?' });
    await act('status', { status: 'closed' });
    await rate(5).waitFor();
  });
  const other = await one.secondTab();
  await suite.test('a rating that is cut keeps all, and goes with its key',
    async () => {
      const sent = [];
      await context.route(kRatings, async (route) => {
        sent.push(route.request().postData());
        return sent.length < 2 ? route.abort() : route.continue();
      });
      await rate(4).check({ force: true });
      await words.fill('Quick & kind');
      await send.click();
      await chat.status.getByText('Not reachable').waitFor();
      assert.equal(await words.inputValue(), 'Quick & kind');
      await send.click();
      await chat.log.getByText('Rated 4 of 5. Thank you!').waitFor();
      await focusIs(chat, 'Write a message');
      await chat.status.getByText('Not reachable')
        .waitFor({ state: 'detached' });
      assert.equal(sent.length, 2);
      assert.equal(sent[0], sent[1]);
      assert.deepEqual(ratings().map(({ value, text }) => [value, text]),
                       [[4, 'Quick & kind']]);
      await context.unroute(kRatings);
    });
  await suite.test('rated in one tab it is rated in the other', async () => {
    await other.log.getByText('Rated 4 of 5. Thank you!').waitFor();
    assert.equal(await other.inside.getByRole('radio').count(), 0);
    await other.page.close();
  });
  await suite.test('and it stands in the list of chats', async () => {
    await chat.menu.click();
    await chat.entry('Your earlier chats').click();
    await chat.inside.getByText('Chat closed · Rated 4 of 5').waitFor();
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const one = await Shopper.come(browser, instance);
  const two = await Shopper.come(browser, instance);
  const marta = await new User(instance, 'marta').signIn();
  try {
    await two.go('/shop/');
    await two.chat.open();
    await rates(suite, two, async (what, fields) => {
      const [{ id }] = conversations(instance);
      const answer = await marta.post(
        `/support/agent/api/conversation/${id}/${what}/`,
        { key: freshKey(), ...fields });
      assert.ok(answer.status < 400, answer.text);
    });
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...one.faults, ...two.faults], []));
  } finally {
    await one.leave();
    await two.leave();
    await instance.stop();
  }
  const asking = await Instance.start();
  const guest = await Shopper.come(browser, asking);
  const early = await Shopper.come(browser, asking);
  try {
    await late(suite, early, new Form(early.chat));
    await suite.test('no page that was open reported a fault', () =>
      assert.deepEqual(early.faults, []));
  } finally {
    await early.leave();
  }
  settle(asking, { ask_name: 'optional', ask_email: 'required',
                   consent: kConsent, privacy_url: '/privacy/' });
  try {
    const form = new Form(guest.chat);
    await errors(suite, guest, form);
    await starts(suite, guest, form);
    await without(suite, browser, asking);
    await suite.test('no page of a guest reported a fault', () =>
      assert.deepEqual(guest.faults, []));
  } finally {
    await guest.leave();
    await asking.stop();
  }
}
