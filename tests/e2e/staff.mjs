// An agent or an admin with a browser.  Everything is done through links and
// forms, so that it works alike with script and without.
import { eventually } from '../web/suite.mjs';
import { Visitor } from './browser.mjs';

const kLists = '/support/agent/api/conversations/';

export class Staff extends Visitor {
  async signIn(login = 'marta') {
    await this.go('/support/agent/dashboard/');
    await this.page.getByLabel('Login').fill(login);
    await this.page.getByLabel('Password').fill(this.instance.passwords[login]);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('heading', { name: 'Agent Dashboard' }).waitFor();
  }

  go(path) { return this.page.goto(this.instance.origin + path); }

  dashboard() { return this.go('/support/agent/dashboard/'); }

  // A button or a link, until the page that it leads to is there.
  press(button) {
    return Promise.all([this.page.waitForEvent('load'), button.click()]);
  }

  // A row of the dashboard, found by what the customer said last.
  row(words) {
    return this.page.getByRole('main').locator('li').filter({ hasText: words });
  }

  // What the server says of the lists now: a text of JSON, as the dashboard's
  // looks get it.  ids: conversations of which it tells who is there.
  async lists(ids = []) {
    const answer = await this.context.request.get(
      `${this.instance.origin}${kLists}?version=0&here=${ids.join()}`,
      { headers: { 'X-Refresh': '1', Accept: 'application/json' } });
    return answer.text();
  }

  // Once the server says it, which takes the index some time, the next two
  // looks of the dashboard show it in `place`.
  async soonSees(place, words, ids) {
    await eventually(async () => words.test(await this.lists(ids)),
                     `${words} in the lists`);
    await this.showsWithin(2, `**${kLists}*`, place);
  }

  async open(words) {
    await this.row(words).getByRole('link').first().click();
    await this.page.getByRole('log').waitFor();
  }

  said(text) {
    return this.page.getByRole('article')
      .filter({ has: this.page.getByText(text, { exact: true }) });
  }

  // file: as setInputFiles takes it.
  async reply(text, file) {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    if (file) await this.page.getByLabel(/^Attach a file/).setInputFiles(file);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    if (text) await this.said(text).waitFor();
  }

  async note(text) {
    await this.page.getByText('Internal note', { exact: true }).first().click();
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.getByRole('button', { name: 'Save note' }).click();
    await this.said(text).waitFor();
  }

  // Of status (as a word) and assignee (a login): what is given is chosen, and
  // the form saved.
  async set({ status, assignee }) {
    const { page } = this;
    if (status) {
      await page.getByRole('combobox', { name: 'Status' })
        .selectOption({ label: status });
    }
    if (assignee) {
      await page.getByLabel('Assigned to').selectOption(assignee);
    }
    await this.press(page.getByRole('button', { name: 'Save', exact: true }));
  }

  status() { return this.page.locator('#status-now'); }
}
