// A customer with a browser: the demo shop, and the widget on its pages.
import { eventually } from '../web/suite.mjs';
import { Visitor } from './browser.mjs';

// The widget on one page; locators see into its shadow root.
export class Chat {
  constructor(page) {
    const inside = page.locator('bookshop-chat');
    const button = (name) => inside.getByRole('button', { name, exact: true });
    Object.assign(this, {
      page, inside,
      launcher: inside.getByRole('button', { name: /^Open chat/ }),
      panel: inside.getByRole('dialog'),
      close: button('Close chat'),
      menu: inside.locator('summary'),
      back: button('Back'),
      box: inside.getByRole('textbox', { name: 'Write a message' }),
      sendButton: button('Send'),
      retry: button('Retry'),
      picker: inside.locator('input[type=file]'),
      log: inside.getByRole('log'),
      status: inside.getByRole('status'),
    });
  }

  entry(name) {
    return this.inside.locator('details')
      .getByRole('button', { name, exact: true });
  }

  async open() {
    await this.launcher.click();
    await this.box.waitFor();
  }

  // The one bubble that says this, with its mark beside it.
  said(text) {
    return this.log.locator('.m').filter({
      has: this.page.getByText(text, { exact: true }) });
  }

  // Until the server has it.
  async send(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.arrived(text);
  }

  // The mark itself is drawn under the last of several bubbles only.
  arrived(text) {
    return this.said(text).getByText(/Sent|Seen/)
      .waitFor({ state: 'attached' });
  }

  // What failed goes by Retry, or again by itself, whereupon Retry is gone.
  insist(text) {
    return eventually(async () => {
      if (await this.retry.isVisible()) {
        await this.retry.click({ timeout: 2000 }).catch(() => {});
      }
      return await this.said(text).getByText(/Sent|Seen/).count() > 0;
    }, `"${text}" sent`);
  }

  // In this browser, until it is changed.
  async chooseSound() {
    await this.menu.click();
    await this.entry('Sound').click();
  }

  attach(file) { return this.picker.setInputFiles(file); }
}

export class Shopper extends Visitor {
  // at: the shop's origin, where it is not the support's.
  static async come(browser, instance, { at, ...options } = {}) {
    const shopper = await super.come(browser, instance, options);
    shopper.shop = at ?? instance.origin;
    shopper.chat = new Chat(shopper.page);
    return shopper;
  }

  go(path) { return this.page.goto(this.shop + path); }

  async signIn(login = 'ana') {
    await this.go('/shop/sign-in/');
    await this.page.getByLabel('Login').fill(login);
    await this.page.getByLabel('Password').fill(this.instance.passwords[login]);
    await this.page.getByRole('main')
      .getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  async signOut() {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.getByRole('link', { name: 'Sign in' }).waitFor();
  }

  // Another tab of the same browser, with the widget on its page.
  async secondTab(path = '/shop/') {
    const page = await this.context.newPage();
    await page.goto(this.shop + path);
    return new Chat(page);
  }

  stored() {
    return this.page.evaluate(() => ({ ...localStorage }));
  }
}

// What has the focus in the widget, by its name or what it says.
export const focusIs = (chat, name) => eventually(() => chat.inside.evaluate(
  ({ shadowRoot: { activeElement: at } }, wanted) =>
    at && (at.ariaLabel || at.name || at.textContent) === wanted, name),
`the focus on ${name}`);
