// Talks over a bad line: a guest who types in the widget, in one tab or two,
// an agent who answers by the API, and what each of them is shown.
import { setTimeout as pause } from 'node:timers/promises';
import { freshKey } from '../web/http.mjs';
import { eventually, kPatience } from '../web/suite.mjs';
import { Shopper } from './shopper.mjs';
import { conversations } from './stored.mjs';

const kUnsent = 6;           // who types does not run further ahead

// The texts of the log in its order, and how many of them are not sent.
const shown = (chat) => chat.inside.evaluate(({ shadowRoot }) => {
  const found = [...shadowRoot.querySelectorAll('.log .m')];
  return { texts: found.map((node) => node.querySelector('.b').textContent),
           unsent: found.filter((node) => node.matches('.wait')).length };
});

// Looked up by role, the box of a long talk takes its time.
async function say({ inside }, text) {
  const box = inside.locator('textarea');
  await box.fill(text);
  await box.press('Enter');
}

// Until who types may go on.
const mayGoOn = (chat) => chat.inside.evaluate(async ({ shadowRoot }, most) => {
  while (shadowRoot.querySelectorAll('.log .m.wait').length >= most) {
    await new Promise((done) => { setTimeout(done, 50); });
  }
}, kUnsent);

// A click on "Show earlier messages", if it is there.
const older = (chat) => chat.inside.evaluate(({ shadowRoot }) => {
  const button = shadowRoot.querySelector('.older');
  if (!button.hidden) button.click();
});

// Tells of a text that stands twice in the log, if only for a moment.
const watch = (page) => page.evaluate(() => {
  const log = document.querySelector('bookshop-chat').shadowRoot
    .querySelector('.log');
  new MutationObserver(() => {
    const texts = [...log.querySelectorAll('.b')].map((b) => b.textContent);
    if (new Set(texts).size === texts.length) return;
    window.shownTwice(texts.find((text, at) => texts.indexOf(text) < at));
  }).observe(log, { childList: true });
});

// Until it is answered 200 or 204; a bad line is tried again.
const insist = (act, what) => eventually(async () => {
  const answer = await act().catch(() => {});
  if (answer?.status === 204) return answer;
  try {
    return answer?.status === 200 && answer.json && answer;
  } catch {
    return false;  // half an answer
  }
}, what);

export class Talk {
  typed = [];      // by the guest, a list for each tab
  answered = [];   // by the agent
  keyboard = Promise.resolve();
  read = [];       // by the agent, poll by poll

  static async between(browser, marta, line, name, tabs = 1) {
    const talk = new Talk();
    const guest = await Shopper.come(browser, line.instance,
                                     { at: line.origin });
    Object.assign(talk, { line, name, marta, guest, chats: [guest.chat] });
    await guest.context.exposeFunction('shownTwice', (text) =>
      guest.faults.push(`shown twice: ${text}`));
    await guest.go('/shop/');
    for (let n = 1; n < tabs; n += 1) talk.chats.push(await guest.secondTab());
    for (const chat of talk.chats) {
      await chat.open();
      await watch(chat.page);
    }
    return talk;
  }

  // Both tabs have messages on their way, but there is one keyboard.  Each is
  // twice loaded again with messages unsent.
  type(count) {
    return Promise.all(this.chats.map(async (chat, tab) => {
      this.typed[tab] = [];
      for (let n = 0; n < count; n += 1) {
        const text = `${this.name} asks in tab ${tab}: ${n}`;
        this.typed[tab].push(text);
        await (this.keyboard = this.keyboard.then(() => say(chat, text)));
        await mayGoOn(chat);
        if ([0.3, 0.8].some((part) => n === Math.floor(part * count))) {
          await chat.page.reload();
          await chat.inside.locator('textarea').waitFor();
          await watch(chat.page);
        }
      }
    }));
  }

  // As staff do by the API, again and again under the same key.
  async answer(count) {
    const isOurs = ({ records }) => records.some(({ text }) =>
      text?.startsWith(`${this.name} `));
    const { id } = await eventually(() => conversations(this.line.instance)
      .find(isOurs), `the conversation of ${this.name}`);
    this.id = id;
    this.path = `/support/agent/api/conversation/${id}/`;
    this.reading = this.follow();
    this.reading.catch(() => {});  // told by end()
    for (let n = 0; n < count; n += 1) {
      const text = `answer to ${this.name}: ${n}`;
      const form = { text, key: freshKey(), kind: 'reply', then: 'pending' };
      this.answered.push(text);
      await insist(() => this.marta.post(this.path + 'send/', form,
        { headers: { accept: 'application/json' } }), text);
    }
  }

  async follow() {
    let cursor = '';
    for (;;) {
      const query = cursor && `?after=${cursor}`;
      const isLast = this.isOver;
      const answer = await insist(() => this.marta.call('GET',
        `${this.path}messages/${query}`), 'staff reading');
      if (answer.status === 200) {
        this.read.push(...answer.json.messages);
        cursor = answer.json.cursor;
      } else if (isLast) {
        return;
      } else {
        await pause(250);
      }
    }
  }

  // Until everybody has everything, by whatever they do by themselves.
  async arrive() {
    const all = [...this.typed.flat(), ...this.answered];
    for (const chat of this.chats) {
      let missing, unsent;
      await eventually(async () => {
        const seen = await shown(chat);
        await older(chat);
        ({ unsent } = seen);
        missing = all.filter((text) => !seen.texts.includes(text));
        return !unsent && !missing.length;
      }, `${this.name} is shown all`, kPatience,
      () => `${missing.length} ${unsent}`).catch((error) => {
        const known = JSON.stringify(conversations(this.line.instance));
        const told = missing.map((text) =>
          `"${text}" ${known.includes(`${text}"`) ? 'stored' : 'not stored'}`);
        throw new Error(`${error.message}, but for ${told.slice(0, 9)}`);
      });
    }
  }

  // Staff read what is left.
  end() {
    this.isOver = true;
    return this.reading;
  }

  async leave() {
    this.isOver = true;
    await this.reading?.catch(() => {});
    await this.guest.leave();
  }

  // What each of them has, in order: the store, the tabs, staff's polls and
  // staff's page.
  async views() {
    const { records } = conversations(this.line.instance)
      .find(({ id }) => id === this.id);
    const page = await this.marta.call('GET',
                                       `/support/conversation/${this.id}/`);
    const isSaid = ({ k, kind }) => (k ?? kind) === 'message';
    const views = {
      store: records.filter(isSaid).map(({ text }) => text),
      staff: this.read.filter(isSaid).map(({ text }) => text),
      detail: [...page.text.matchAll(/<div class="b">([^<]*)</g)]
        .map(([, text]) => text),
    };
    for (const [tab, chat] of this.chats.entries()) {
      views[`tab ${tab}`] = (await shown(chat)).texts;
    }
    return views;
  }
}
