// What stands between the widget and us, or beside it on the shop's page, and
// is not ours: a proxy that says 200 for everything, an old script library.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { Shopper } from './shopper.mjs';
import { texts } from './stored.mjs';

const kCreates = '**/support/api/conversation/create/';
const kSends = '**/support/api/conversation/*/send/';

// Long ago a widespread library gave every list this.
const oldLibrary = () => {
  Array.prototype.toJSON = function () { return `[${this.map(String)}]`; };
};

async function strange200(suite, one, path, body, text) {
  const { chat, context, instance } = one;
  await suite.test(`"${text}" is kept until we have it ourselves`, async () => {
    await context.route(path, (route) =>
      route.fulfill({ contentType: 'application/json', body }));
    await chat.box.fill(text);
    await chat.sendButton.click();
    await chat.said(text).getByText('Not sent').waitFor();
    await context.unroute(path);
    await chat.retry.click();
    await chat.arrived(text);
    assert.equal(texts(instance).filter((said) => said === text).length, 1);
  });
}

export default async function (suite, browser) {
  const instance = await Instance.start({ accounts: false });
  try {
    const one = await Shopper.come(browser, instance);
    await one.go('/shop/');
    await one.chat.open();
    await strange200(suite, one, kCreates, '{}', 'first, answered {}');
    await strange200(suite, one, kSends, '{}', 'then, answered {}');
    await strange200(suite, one, kSends, '', 'then, answered with nothing');
    await one.leave();

    await suite.test('a library that changes how lists are written is no harm',
      async () => {
        const other = await Shopper.come(browser, instance);
        await other.context.addInitScript(oldLibrary);
        await other.go('/shop/');
        await other.chat.open();
        await other.chat.send('beside an old library');
        await other.leave();
      });
  } finally {
    await instance.stop();
  }
}
