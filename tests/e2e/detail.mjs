// Conversation Detail with script: who else is there, two answers to one
// question, drafts, tags, handing over, what is new, and paper.
import assert from 'node:assert/strict';
import { png } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Staff } from './staff.mjs';

const page = (one) => `/support/conversation/${one.conversation}/`;
const box = (marta) => marta.page.getByLabel('Message', { exact: true });

const replies = async (one) => (await one.history())
  .filter(({ from }) => from === 'agent').map(({ text }) => text);

async function seen(suite, marta, ana) {
  await marta.go(page(ana));
  await suite.test('a reply is marked as sent, and as seen once it is',
    async () => {
      await marta.reply('Here is your answer');
      const bubble = marta.said('Here is your answer');
      await bubble.getByText('Sent', { exact: true }).waitFor();
      const n = (await ana.history()).at(-1).n;
      await ana.call('POST', `/conversation/${ana.conversation}/seen/`,
                     { json: { upto: n } });
      await bubble.getByText('Seen', { exact: true }).waitFor();
    });
  await suite.test('after sending one can go on writing', () => eventually(
    () => marta.page.evaluate(() => document.activeElement.id === 'text'),
    'the focus in the box'));
  await suite.test('loading the page again does not send again', async () => {
    await marta.page.reload();
    await marta.said('Here is your answer').waitFor();
    assert.deepEqual(await replies(ana), ['Here is your answer']);
  });
}

async function together(suite, marta, ines, ana) {
  const others = marta.page.locator('#people');
  await suite.test('a second agent at the page is told', async () => {
    await ines.go(page(ana));
    await others.getByText('Ines Okoye is viewing').waitFor();
    await ines.page.locator('#people')
      .getByText('Marta Lind is viewing').waitFor();
  });
  await suite.test('and that they are writing', async () => {
    await box(ines).pressSequentially('I have', { delay: 20 });
    await others.getByText('Ines Okoye is typing a reply').waitFor();
  });
  await suite.test('of two answers the second is kept and not sent',
    async () => {
      await box(marta).fill('My own answer');
      await ines.reply('I have answered');
      await marta.said('I have answered').waitFor();
      await marta.press(
        marta.page.getByRole('button', { name: 'Send', exact: true }));
      await marta.page.getByRole('alert')
        .getByText('Ines Okoye answered while you wrote').waitFor();
      await marta.said('I have answered').waitFor();
      assert.equal(await box(marta).inputValue(), 'My own answer');
      assert.equal((await replies(ana)).at(-1), 'I have answered');
    });
  await suite.test('the address is the conversation\'s again', () =>
    assert.equal(new URL(marta.page.url()).pathname, page(ana)));
  await suite.test('it is sent when it is sent again', async () => {
    await marta.page.getByRole('button', { name: 'Send', exact: true }).click();
    await marta.said('My own answer').waitFor();
    assert.equal((await replies(ana)).at(-1), 'My own answer');
    assert.equal(await box(marta).inputValue(), '');
  });
  await suite.test('or it is discarded', async () => {
    await ines.said('My own answer').waitFor();
    await box(marta).fill('A late one');
    await ines.reply('Faster again');
    await marta.said('Faster again').waitFor();
    await marta.press(
      marta.page.getByRole('button', { name: 'Send', exact: true }));
    await marta.press(
      marta.page.getByRole('link', { name: 'Discard your text' }));
    assert.equal(await box(marta).inputValue(), '');
    assert.equal((await replies(ana)).at(-1), 'Faster again');
  });
  await suite.test('a word of the customer blocks no reply', async () => {
    await box(marta).fill('To both of your questions');
    await ana.send('And a second question');
    await marta.page.getByRole('button', { name: 'Send', exact: true }).click();
    await marta.said('To both of your questions').waitFor();
  });
}

async function drafts(suite, marta, ana) {
  const other = await marta.context.newPage();
  const second = { page: other };
  const kept = ({ page: one }) => one.getByText('Draft saved').waitFor();
  await suite.test('a draft outlives a reload', async () => {
    await box(marta).fill('of the first tab');
    await kept(marta);
    await marta.page.reload();
    await eventually(async () =>
      await box(marta).inputValue() === 'of the first tab', 'the draft');
  });
  await suite.test('two tabs keep a draft each', async () => {
    await other.goto(marta.instance.origin + page(ana));
    assert.equal(await box(second).inputValue(), '');
    await box(second).fill('of the second tab');
    await kept(second);
    for (const [tab, text] of [[marta, 'of the first tab'],
                               [second, 'of the second tab']]) {
      await tab.page.reload();
      await eventually(async () => await box(tab).inputValue() === text, text);
    }
  });
  await suite.test('a tab that was closed leaves its draft to the next one',
    async () => {
      await other.close();
      await marta.reply('of the first tab');
      await eventually(async () =>
        await box(marta).inputValue() === 'of the second tab', 'the draft');
    });
  await suite.test('a sent draft is gone', async () => {
    await marta.reply('of the second tab');
    await marta.page.reload();
    await marta.said('of the second tab').waitFor();
    assert.equal(await box(marta).inputValue(), '');
    assert.deepEqual(await marta.page.evaluate(() => Object.keys(localStorage)
      .filter((name) => name.startsWith('support-draft:'))), []);
  });
}

async function files(suite, marta, ana) {
  const { page: view } = marta;
  const file = view.getByLabel(/^Attach/);
  await suite.test('a chosen file is named, and can be left out again',
    async () => {
      await file.setInputFiles({ name: 'label.txt', mimeType: 'text/plain',
                                 buffer: Buffer.from('To: Ana') });
      await view.getByRole('button', { name: 'Remove the file' }).click();
      assert.equal(await file.inputValue(), '');
      assert.ok(await file.evaluate((one) => one === document.activeElement));
    });
  await suite.test('a pasted picture is attached and sent', async () => {
    await box(marta).evaluate((one, bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.png',
                                       { type: 'image/png' }));
      one.dispatchEvent(new ClipboardEvent('paste',
                                           { clipboardData, bubbles: true }));
    }, [...png]);
    await marta.reply('See here');
    await view.getByRole('img', { name: 'pasted.png' }).waitFor();
    assert.ok((await ana.history()).some(({ file: one }) =>
      one?.name === 'pasted.png'));
  });
}

async function side(suite, marta, ines, ana) {
  const { page: view } = marta;
  const tags = view.getByRole('region', { name: 'Tags' });
  await suite.test('a tag is put on, with a line that says by whom',
    async () => {
      await tags.getByLabel('New tag').fill('damaged <b>');
      await marta.press(tags.getByRole('button', { name: 'Add' }));
      await tags.getByText('damaged <b>', { exact: true }).waitFor();
      await view.getByText('Marta Lind added the tag damaged <b>').waitFor();
    });
  await suite.test('and taken off', async () => {
    await marta.press(
      tags.getByRole('button', { name: 'Remove the tag damaged <b>' }));
    await view.getByText('Marta Lind took off the tag damaged <b>').waitFor();
    assert.equal(await tags.getByText('damaged <b>').count(), 0);
  });
  await suite.test('tags that others have are offered', async () => {
    const other = new Customer(marta.instance, { name: 'Sam' });
    await other.create('Is it damaged?');
    await ines.go(page(other));
    await ines.page.getByLabel('New tag').fill('of another one');
    await ines.press(ines.page.getByRole('button', { name: 'Add' }));
    await eventually(async () => {
      await view.reload();
      return (await view.locator('#tags-used option').evaluateAll((all) =>
        all.map(({ value }) => value))).includes('of another one');
    }, 'the tag');
  });
  await suite.test('each agent stands with a load', async () => {
    const agents = await view.getByLabel('Assigned to').locator('option')
      .allTextContents();
    for (const name of ['Marta Lind', 'Ines Okoye']) {
      assert.ok(agents.some((one) => one.startsWith(name) &&
        /\(\d+ open(, away)?\)/.test(one)), agents.join());
    }
  });
  await suite.test('one takes it with one click', async () => {
    await marta.press(view.getByRole('button', { name: 'Assign to me' }));
    await view.getByText('Marta Lind took the conversation').waitFor();
    assert.equal(await view.getByLabel('Assigned to').inputValue(), 'marta');
  });
  await suite.test('it is handed over with a note', async () => {
    await view.getByLabel(/^Note for whoever/).fill('She wants it wrapped.');
    await marta.set({ assignee: 'admin' });
    await view.getByText('Marta Lind gave the conversation to Ines Okoye')
      .waitFor();
    await marta.said('She wants it wrapped.').waitFor();
    assert.ok(!JSON.stringify(await ana.history()).includes('wrapped'));
  });
  await suite.test('a closed one says by whom, and that the customer opened it',
    async () => {
      await marta.press(
        view.getByRole('button', { name: 'Close conversation' }));
      await view.getByText('Marta Lind closed the conversation').waitFor();
      await ana.send('One more thing');
      await view.getByText('This opened the conversation again').waitFor();
      await marta.status().getByText('Awaiting us').waitFor();
    });
  await suite.test('the browser is told in words', async () => {
    const customer = view.getByRole('region', { name: 'Customer' });
    await customer.getByText('Firefox 128 on Windows').waitFor();
    assert.equal(await customer.getByRole('link', { name: /shop\/orders/ })
      .getAttribute('rel'), 'noopener noreferrer');
  });
}

async function news(suite, marta, ana) {
  const { page: view } = marta;
  const log = view.getByRole('log');
  const top = () => log.evaluate((one) =>
    one.querySelector('article').getBoundingClientRect().top);
  for (let n = 0; n < 25; n += 1) await ana.send(`Line ${n}`);
  await marta.go(page(ana));
  await suite.test('what comes while one reads further up moves nothing',
    async () => {
      await log.evaluate((one) => one.scrollTo(0, -one.scrollHeight / 2));
      const before = await top();
      await ana.send('A first new one');
      await ana.send('A second new one');
      await view.getByRole('button', { name: '2 new messages' }).waitFor();
      assert.ok(Math.abs(await top() - before) < 2);
    });
  await suite.test('and is not marked as seen yet', async () => {
    const { staff } = await latest(marta, ana);
    assert.ok(staff < (await ana.history()).at(-1).n);
  });
  await suite.test('the button leads there', async () => {
    await view.getByRole('button', { name: '2 new messages' }).click();
    await view.locator('#to-new').waitFor({ state: 'hidden' });
    assert.ok(await log.evaluate((one) => one.scrollTop > -2));
    const { n } = (await ana.history()).at(-1);
    await eventually(async () => (await latest(marta, ana)).staff >= n,
                     'seen');
  });
}

// How far staff have seen it, as the customer is told.
async function latest(_, ana) {
  const answer = await ana.call(
    'GET', `/conversation/${ana.conversation}/messages/`);
  return { staff: answer.json.seen ?? 0 };
}

async function paper(suite, marta, ana) {
  const { page: view } = marta;
  await ana.tryUpload({ name: 'corner of the book.png', bytes: png });
  await marta.go(page(ana));
  await view.emulateMedia({ media: 'print' });
  await suite.test('on paper there are no controls', async () => {
    for (const control of await view.locator(
      'button, input, select, textarea, nav').all()) {
      assert.ok(!await control.isVisible(),
                await control.evaluate((one) => one.outerHTML));
    }
  });
  await suite.test('but every message, in full', async () => {
    for (const text of ['Line 0', 'Here is your answer',
                        'She wants it wrapped.', 'A second new one']) {
      assert.ok(await marta.said(text).isVisible(), text);
    }
    const height = await view.locator('#log').evaluate((one) =>
      one.scrollHeight - one.clientHeight);
    assert.equal(height, 0, 'nothing has to be scrolled to');
    assert.ok(await view.getByText('corner of the book.png').isVisible());
    assert.ok(await view.getByText('ana@example.org').first().isVisible());
  });
  await suite.test('with day and time', async () => {
    const stamps = await view.locator('article time').evaluateAll((all) =>
      all.map((one) => getComputedStyle(one, '::after').content));
    assert.ok(stamps.length > 20);
    for (const stamp of stamps) {
      assert.match(stamp, /^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"$/);
    }
  });
  await view.emulateMedia({ media: null });
}

async function hostile(suite, marta, instance) {
  const words = '</div><img src=x onerror="document.title=1"><b>{{name}}';
  const eve = new Customer(instance, { name: words.slice(0, 60) });
  const made = await eve.tryCreate({ text: words, page: 'javascript:alert(1)' });
  eve.conversation = made.json.conversation;
  await marta.go(page(eve));
  await suite.test('hostile words are shown as they are', async () => {
    await marta.said(words).waitFor();
    assert.equal(await marta.page.locator('.log img').count(), 0);
    assert.equal(await marta.page.getByRole('heading', { level: 1 })
      .textContent(), words.slice(0, 60));
  });
  await suite.test('a page that is no web page is no link', async () => {
    assert.equal(await marta.page.locator('a[href^="javascript"]').count(), 0);
    await marta.page.getByText('javascript:alert(1)', { exact: true })
      .waitFor();
  });
}

async function earlier(suite, marta, ana) {
  const { page: view } = marta;
  const again = new Customer(marta.instance,
                             { identity: marta.instance.identity() });
  await again.create('The year before');
  await suite.test('a customer\'s other conversations are one click away',
    async () => {
      await eventually(async () => {
        await marta.go(page(ana));
        return view.getByRole('link', { name: 'The year before' }).isVisible();
      }, 'the other one');
      await marta.press(view.getByRole('link', { name: /^All conversations/ }));
      await view.getByText('The year before').first().waitFor();
      assert.equal(await view.getByText('Is it damaged?').count(), 0);
    });
}

async function signedOut(suite, marta, ana) {
  await marta.go(page(ana));
  await suite.test('a session that is over does not take the reply with it',
    async () => {
      await box(marta).fill('Long thought about');
      await marta.context.clearCookies();
      await marta.press(
        marta.page.getByRole('button', { name: 'Send', exact: true }));
      await marta.page.getByRole('heading', { name: 'You are signed out' })
        .waitFor();
      assert.equal(await marta.page.getByLabel(/^Copy it/).inputValue(),
                   'Long thought about');
      await marta.signIn();
      await marta.go(page(ana));
      await eventually(async () =>
        await box(marta).inputValue() === 'Long thought about', 'the draft');
    });
  await suite.test('another agent at this browser does not see the draft',
    async () => {
      await marta.press(
        marta.page.getByRole('button', { name: 'Sign out' }));
      await marta.signIn('admin');
      await marta.go(page(ana));
      await marta.said('Line 0').waitFor();
      assert.equal(await box(marta).inputValue(), '');
    });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  const marta = await Staff.come(browser, instance);
  const ines = await Staff.come(browser, instance);
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    const made = await ana.call('POST', '/conversation/create/', {
      json: { text: 'Hello', key: 'a-first-key', identity: ana.identity,
              page: `${instance.origin}/shop/orders/` },
      headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:128.0) ' +
                               'Gecko/20100101 Firefox/128.0' } });
    ana.conversation = made.json.conversation;
    await marta.signIn();
    await ines.signIn('admin');
    await seen(suite, marta, ana);
    await together(suite, marta, ines, ana);
    await drafts(suite, marta, ana);
    await files(suite, marta, ana);
    await side(suite, marta, ines, ana);
    await ines.dashboard();  // whoever looks has seen it
    await news(suite, marta, ana);
    await paper(suite, marta, ana);
    await hostile(suite, marta, instance);
    await earlier(suite, marta, ana);
    await signedOut(suite, marta, ana);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual([...marta.faults, ...ines.faults], []));
  } finally {
    await marta.leave();
    await ines.leave();
    await instance.stop();
  }
}
