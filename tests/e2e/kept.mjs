// What the browser keeps of a draft and of a person, and for how long.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { kill, launchIn } from './browser.mjs';
import { Chat, Shopper } from './shopper.mjs';
import { texts } from './stored.mjs';

const inBox = (chat, text) => eventually(
  async () => await chat.box.inputValue() === text, `"${text}" in the box`);

// Everything that this origin has in the browser.
const everything = (page) => page.evaluate(async () => {
  const all = Object.entries(localStorage);
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of db.objectStoreNames) {
      const asked = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { asked.onsuccess = done; });
      all.push(...asked.result);
    }
    db.close();
  }
  return JSON.stringify(all);
});

async function drafts(suite, one) {
  const { chat, page } = one;
  await suite.test('a new visitor stores nothing of any kind', async () => {
    await one.go('/shop/');
    await chat.open();
    await chat.close.click();
    assert.equal(await everything(page), '[]');
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
  });
  await suite.test('a draft is there on the next page', async () => {
    await chat.open();
    await chat.box.fill('half a word');
    await one.go('/shop/rentals/');
    await inBox(chat, 'half a word');
  });
  await suite.test('and after a reload', async () => {
    await chat.box.fill('half a wor');
    await page.reload();
    await inBox(chat, 'half a wor');
  });
  await suite.test('also when the browser had lost the end of it', async () => {
    await chat.box.fill('half a w');
    await eventually(async () =>
      (await everything(page)).match(/half a w\W/g)?.length === 2, 'both');
    await page.evaluate(() => {
      const [[slot, text]] = Object.entries(localStorage);
      const record = JSON.parse(text);
      Object.assign(record, { draft: 'half', at: record.at - 1 });
      localStorage.setItem(slot, JSON.stringify(record));
      sessionStorage.clear();
    });
    await page.reload();
    await inBox(chat, 'half a w');
  });
  await suite.test('what a shop clears does not come back', async () => {
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await chat.open();
    await inBox(chat, '');
    await eventually(async () => await everything(page) === '[]', 'nothing');
  });
  await suite.test('after reset() there is no trace of the person', async () => {
    await chat.send('said by one');
    await chat.box.fill('not yet said');
    await eventually(async () => /not yet/.test(await everything(page)), 'kept');
    await page.evaluate(() => window.SupportChat.reset());
    await eventually(async () => await everything(page) === '[]', 'nothing');
    await chat.open();
    await inBox(chat, '');
    assert.equal(await chat.log.locator('.m').count(), 0);
  });
}

// In one more browser, which keeps nothing but what it has on disk.
async function killed(suite, instance) {
  const folder = mkdtempSync(join(tmpdir(), 'bookshop-support-browser-'));
  const come = async (prepare) => {
    const context = await launchIn(folder);
    const [page] = context.pages();
    await prepare?.(page);
    await page.goto(`${instance.origin}/shop/`);
    return { context, page, chat: new Chat(page) };
  };
  try {
    await suite.test('a draft outlives a browser killed a second later',
      async () => {
        const { context, page, chat } = await come((one) =>
          one.clock.install());
        const gone = context.waitForEvent('close');
        await chat.open();
        // No more than that second passes on the page's clock.
        await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
        await chat.box.fill('written before the crash');
        await page.clock.runFor(1000);
        await eventually(async () => (await everything(page))
          .match(/before the crash\W/g)?.length === 2, 'both');
        kill(folder);
        await gone;
        const again = await come();
        // It may open by itself, at any moment.
        await eventually(async () => await again.chat.box.isVisible() ||
          again.chat.launcher.click({ timeout: 2000 }).catch(() => {}), 'open');
        await inBox(again.chat, 'written before the crash');
        await again.context.close();
      });
  } finally {
    kill(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

const denied = () => {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB',
                      'BroadcastChannel']) {
    Object.defineProperty(window, name, { get() {
      throw new DOMException('denied', 'SecurityError');
    } });
  }
};

async function storageDenied(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  const { chat } = one;
  try {
    await one.context.addInitScript(denied);
    await suite.test('with storage denied one can write all the same',
      async () => {
        await one.go('/shop/');
        await chat.open();
        await chat.send('without any storage');
        await chat.send('and once more');
        const said = ['without any storage', 'and once more'];
        assert.deepEqual(said.filter((it) => texts(instance).includes(it)),
                         said);
      });
    await suite.test('and a draft stays as long as the page', async () => {
      await chat.box.fill('a draft');
      await chat.close.click();
      await chat.open();
      await inBox(chat, 'a draft');
    });
    await suite.test('no exception came of it', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
  }
}

// As a browser has it whose disk is full.
const unopened = () => {
  IDBFactory.prototype.open = () => {
    const opening = {};
    queueMicrotask(() => opening.onerror?.());
    return opening;
  };
};

async function spareFails(suite, browser, instance) {
  const one = await Shopper.come(browser, instance);
  await one.context.addInitScript(unopened);
  await suite.test('a spare that cannot be opened holds up no message',
    async () => {
      const { chat, page } = one;
      await page.clock.install();
      await one.go('/shop/');
      await chat.open();
      // The widget gives up a spare that says nothing after 5 s of that clock.
      await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      await chat.box.fill('at once');
      await chat.box.press('Enter');
      await page.clock.runFor(1000);
      await chat.arrived('at once');
      assert.deepEqual(one.faults, []);
    });
  await one.leave();
}

export default async function (suite, browser) {
  const instance = await Instance.start({ accounts: false });
  const one = await Shopper.come(browser, instance);
  try {
    await drafts(suite, one);
    await killed(suite, instance);
    await storageDenied(suite, browser, instance);
    await spareFails(suite, browser, instance);
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await instance.stop();
  }
}
