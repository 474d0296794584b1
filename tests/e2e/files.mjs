// Files of the customer: brought in every way, refused with a reason, on their
// way, and drawn.
import assert from 'node:assert/strict';
import { png } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { picture } from './look.mjs';
import { Shopper } from './shopper.mjs';
import { conversations, texts } from './stored.mjs';
import { Wire } from './wire.mjs';

const kFiles = '**/support/api/conversation/*/file/*/';
const kBig = 400_000;   // bytes
const kLong = 1_000_000;  // 25 seconds on the slow line
const kSlow = { offline: false, latency: 0, downloadThroughput: -1,
                uploadThroughput: 40_000 };
const kFast = { ...kSlow, uploadThroughput: -1 };

const image = (name, bytes = png) =>
  ({ name, mimeType: 'image/png', buffer: bytes });
const words = (name, text = name) =>
  ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

const stored = (instance) => conversations(instance)
  .flatMap(({ records }) => records).filter(({ k }) => k === 'file');
const times = (instance, called) =>
  stored(instance).filter(({ name }) => name === called).length;
const isStored = (instance, name) =>
  eventually(() => times(instance, name), `${name} stored`);

const isDrawn = (img) => img.evaluate((one) => one.naturalWidth > 0);
const uploads = (one) => one.asked('/support/api/').filter((request) =>
  request.url().endsWith('/upload/')).length;

// As the clipboard or a hand bring them.
const bring = (place, kind, files) => place.evaluate((node, [type, list]) => {
  const data = new DataTransfer();
  for (const { name, mimeType, bytes } of list) {
    data.items.add(new File([new Uint8Array(bytes)], name,
                            { type: mimeType }));
  }
  const how = { bubbles: true, composed: true, cancelable: true };
  const isTaken = !node.dispatchEvent(type === 'paste'
    ? new ClipboardEvent(type, { ...how, clipboardData: data })
    : new DragEvent(type, { ...how, dataTransfer: data }));
  if (!isTaken) throw new Error('left to the page');
}, [kind, files.map(({ buffer, ...rest }) => ({ ...rest,
                                               bytes: [...buffer] }))]);

async function ways(suite, { chat, page, instance }) {
  await suite.test('files come by the button, the clipboard and a hand',
    async () => {
      const button = chat.inside.getByRole('button', { name: 'Attach files' });
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'),
                                           button.click()]);
      assert.ok(chooser.isMultiple());
      await chooser.setFiles([words('button.txt')]);
      await bring(chat.box, 'paste', [words('paste.txt')]);
      await bring(chat.log, 'drop', [words('drop.txt')]);
      for (const name of ['button.txt', 'paste.txt', 'drop.txt']) {
        await chat.log.getByRole('button', { name: `Open ${name}` }).waitFor();
        assert.equal(times(instance, name), 1);
      }
    });
  await suite.test('words on the clipboard are the browser\'s own affair',
    () => assert.rejects(bring(chat.box, 'paste', []), /left to the page/));
}

async function refusals(suite, one) {
  const { chat, instance } = one;
  await suite.test('what cannot be sent is named with its reason, unsent',
    async () => {
      const before = uploads(one);
      await chat.attach([words('long.txt', 'x'.repeat(1_048_577)),
        words('none.txt', ''), words('page.html'), words('drawing.svg'),
        words('README')]);
      const told = await chat.status.textContent();
      for (const reason of ['long.txt is too large: at most 1\xa0MB.',
        'none.txt is empty.', 'page.html cannot be sent: only png, ',
        'drawing.svg cannot be sent', 'README cannot be sent']) {
        assert.ok(told.includes(reason), `${reason}: ${told}`);
      }
      assert.equal(await chat.inside.getByRole('progressbar').count(), 0);
      assert.equal(uploads(one), before);
    });
  await suite.test('beside them the good one goes, and the words go away',
    async () => {
      await chat.attach([words('good.txt'), words('none.txt', '')]);
      await isStored(instance, 'good.txt');
      await chat.send('that was it');
      assert.equal((await chat.status.textContent()).trim(), '');
    });
  await suite.test('what is not what it says, the server refuses: in words',
    async () => {
      await chat.attach([image('text.png', Buffer.from('no picture'))]);
      const chip = chat.inside.locator('.queue li');
      await chip.getByText('Not sent').waitFor();
      assert.match(await chat.status.textContent(), /\w/);
      await chip.getByRole('button', { name: 'Remove text.png' }).click();
      await chip.waitFor({ state: 'detached' });
    });
  await suite.test('twelve files at once are stored once, in order',
    async () => {
      const names = Array.from({ length: 12 }, (_, n) => `part ${n + 1}.txt`);
      await chat.attach(names.map((name) => words(name)));
      await isStored(instance, 'part 12.txt');
      assert.deepEqual(stored(instance).slice(-12).map(({ name }) => name),
                       names);
    });
}

async function onTheWay(suite, one, wire) {
  const { chat, context, instance, page } = one;
  const line = await context.newCDPSession(page);
  const pace = (how) => line.send('Network.emulateNetworkConditions', how);
  const bar = chat.inside.getByRole('progressbar', { name: /^Uploading/ });
  await suite.test('an upload shows how far it is, and a picture itself',
    async () => {
      await pace(kSlow);
      wire.keepNext();  // however slow we are, it is not through before we look
      await chat.attach([words('slow.txt', 'x'.repeat(kLong)),
                         image('next.png')]);
      const seen = new Set();
      await eventually(async () => seen.add(await bar.first()
        .evaluate((node) => node.value)).size > 3, 'the bar moves');
      const [least, ...more] = [...seen];
      assert.ok(more.every((value) => value > least && value <= 1), [...seen]);
      await chat.inside.locator('.queue li').nth(1).locator('canvas')
        .waitFor();
    });
  await suite.test('removed, it is not sent on, and the next one goes',
    async () => {
      const gone = page.waitForEvent('requestfailed');
      await chat.inside.getByRole('button', { name: 'Remove slow.txt' })
        .click();
      assert.match((await gone).failure().errorText, /ABORTED/);
      await isStored(instance, 'next.png');
      assert.equal(times(instance, 'slow.txt'), 0);
      await pace(kFast);
    });
  const queue = chat.inside.locator('.queue li');
  const again = async (broke, name) => {
    await chat.attach([words(name, 'y'.repeat(kBig))]);
    await broke;
    await chat.inside.getByText('Waiting').waitFor();
    wire.mend();
    await chat.log.getByRole('button', { name: `Open ${name}` }).waitFor();
    await eventually(async () => await queue.count() === 0, 'nothing queued');
    assert.equal(times(instance, name), 1);
  };
  await suite.test('cut half way, it goes again by itself and is stored once',
    () => again(wire.breakHalfWay(), 'cut.txt'));
  await suite.test('stored with its answer lost, it is not stored twice', () =>
    again(wire.breakOnTheWayBack(), 'unheard.txt'));
}

const boxes = (chat) => chat.log.locator('.pic').evaluateAll((all) =>
  all.slice(-3).map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return { left, top, width, height };
  }));

async function groups(suite, one, photo) {
  const { chat, context, page } = one;
  const names = ['corner.png', 'spine.png', 'back of it.png'];
  await suite.test('several pictures at once are one group, in fixed boxes',
    async () => {
      let go;
      const held = new Promise((done) => { go = done; });
      await context.route('**/support/file/**', async (route) => {
        await held;
        await route.continue();
      });
      await chat.send('Here are the photos:');
      await chat.attach(names.map((name) => image(name, photo)));
      await chat.log.getByRole('button', { name: `Open ${names[2]}` })
        .waitFor();
      await eventually(async () =>
        await chat.inside.locator('.queue li').count() === 0, 'all sent');
      const before = await boxes(chat);
      go();
      const last = chat.log.getByRole('img', { name: names[2] });
      await eventually(() => isDrawn(last), 'the picture');
      const after = await boxes(chat);
      assert.deepEqual(after, before);
      const [corner, spine, back] = after;
      assert.equal(corner.top, spine.top);
      assert.equal(corner.width, spine.width);
      assert.ok(corner.left < spine.left);
      assert.equal(back.left, corner.left);
      assert.ok(Math.abs(back.left + back.width - spine.left - spine.width) < 1);
    });
  await suite.test('each of them is a message of its own, with its name',
    async () => {
      const nodes = await chat.log.evaluate((log) =>
        [...log.children].slice(-4).map((node) =>
          node.querySelector('img')?.alt ?? node.textContent.trim()));
      assert.match(nodes[0], /Here are the photos:/);
      assert.deepEqual(nodes.slice(1), names);
      assert.equal(await chat.log.getByTitle('spine.png').count(), 1);
    });
  await suite.test('words end the group, and one picture is none', async () => {
    await chat.send('and one more:');
    await chat.attach([image('alone.png', photo)]);
    await chat.log.getByText('alone.png · 8').waitFor();
    const [, , alone] = await boxes(chat);
    assert.equal(Math.round(alone.width), 216);
    await page.reload();
    await chat.log.getByRole('img', { name: 'alone.png' }).waitFor();
    assert.equal(await chat.log.locator('.tile').count(), 3);
  });
}

const active = (page) => page.evaluate(() => {
  const node = document.activeElement.shadowRoot?.activeElement;
  return node && (node.title || node.ariaLabel);
});

async function large(suite, one) {
  const { chat, page } = one;
  const dialog = chat.inside.getByRole('dialog', { name: 'spine.png' });
  const shut = dialog.getByRole('button', { name: 'Close picture' });
  const look = async () => {
    await chat.log.getByRole('button', { name: 'Open spine.png' }).click();
    await dialog.waitFor();
  };
  await suite.test('a click shows a picture large, with nothing behind it',
    async () => {
      await look();
      await eventually(() => isDrawn(dialog.getByRole('img')), 'drawn');
      const { width } = await dialog.boundingBox();
      assert.equal(width, page.viewportSize().width);
      for (let n = 0; n < 4; n++) {
        await page.keyboard.press('Tab');
        assert.match(await active(page) ?? '', /^(Download|Close picture|)$/);
      }
    });
  await suite.test('it can be kept, under its own name', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click()]);
    assert.equal(download.suggestedFilename(), 'spine.png');
  });
  await suite.test('Esc closes it alone, and the focus is where it was',
    async () => {
      await shut.focus();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.ok(await chat.panel.isVisible());
      assert.equal(await active(page), 'spine.png');
      await look();
      await shut.click();
      assert.equal(await active(page), 'spine.png');
    });
  await suite.test('it goes with the panel, and leaves nothing', async () => {
    await look();
    await page.evaluate(() => window.SupportChat.close());
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await chat.inside.locator('dialog img').count(), 0);
  });
  await suite.test('nor does it come when the panel has gone meanwhile',
    async () => {
      const held = [];
      await page.route(kFiles, (route) => held.push(route));
      await page.reload();
      await chat.open();
      await chat.log.getByRole('button', { name: 'Open spine.png' }).click();
      const urls = () => held.map((route) => route.request().url());
      await eventually(() => new Set(urls()).size < held.length,
                       'a second request for the same');
      await chat.close.click();
      for (const route of held) await route.continue();
      for (const route of held) {
        await (await route.request().response()).finished();
      }
      await page.evaluate(() => new Promise(requestAnimationFrame));
      assert.ok(!await chat.inside.locator('dialog').isVisible());
      await page.unroute(kFiles);
    });
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  instance.write('settings.json', '{"rev":1,"upload_mebibytes":1}');
  const wire = await Wire.lay();
  const one = await Shopper.come(browser, instance, { proxy: wire.proxy });
  try {
    const photo = await picture(one);
    await one.go('/shop/');
    await one.chat.open();
    await one.chat.send('I have some files.');
    await ways(suite, one);
    await refusals(suite, one);
    await onTheWay(suite, one, wire);
    await groups(suite, one, photo);
    await large(suite, one);
    await suite.test('and the words were never doubled', () =>
      assert.equal(new Set(texts(instance)).size, texts(instance).length));
    await suite.test('no page reported a fault', () =>
      assert.deepEqual(one.faults, []));
  } finally {
    await one.leave();
    await wire.cut();
    await instance.stop();
  }
}
