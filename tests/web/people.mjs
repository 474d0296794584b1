// Those who use the system, with the verbs of the trade.
import assert from 'node:assert/strict';
import { ask, freshKey, freshToken, multipart, png } from './http.mjs';
import { eventually } from './suite.mjs';

const api = '/support/api';

// A server that waits for a lock for long answers 503; then the same again,
// under the same key, as the widget and a person do.  It is no failure, and yet
// worth a line.
const answered = (act) => eventually(async () => {
  const answer = await act();
  if (answer.status !== 503) return answer;
  console.log(`  sent again after 503: ${answer.text.slice(0, 200)}`);
  return undefined;
}, 'an answer other than 503');

// Somebody with the widget: a token, and whatever conversations come of it.
export class Customer {
  constructor(instance, { identity, name } = {}) {
    Object.assign(this, { instance, identity, name });
    this.token = freshToken();
  }

  call(method, path, more = {}) {
    return ask(this.instance.origin, method, api + path,
               { token: this.token, ...more });
  }

  tryCreate(fields = {}) {
    const json = { key: freshKey(), text: 'Good day' };
    if (this.identity) json.identity = this.identity;
    if (this.name) json.name = this.name;
    return this.call('POST', '/conversation/create/',
                     { json: { ...json, ...fields } });
  }

  async create(text) {
    const key = freshKey();
    const answer = await answered(() => this.tryCreate({ text, key }));
    assert.equal(answer.status, 200, answer.text);
    this.conversation = answer.json.conversation;
    return answer.json;
  }

  trySend(text, fields = {}) {
    return this.call('POST', `/conversation/${this.conversation}/send/`,
                     { json: { text, key: freshKey(), ...fields } });
  }

  async send(text) {
    const key = freshKey();
    const answer = await answered(() => this.trySend(text, { key }));
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  tryUpload(file = {}, fields = [['key', freshKey()]]) {
    const part = { name: 'cover.png', type: 'image/png', bytes: png, ...file };
    return this.call('POST', `/conversation/${this.conversation}/upload/`,
                     { multipart: multipart([...fields, ['file', part]]) });
  }

  async upload() {
    const key = freshKey();
    const answer = await answered(() => this.tryUpload({}, [['key', key]]));
    assert.equal(answer.status, 200, answer.text);
    return answer.json.n;
  }

  // Every message there is, oldest first.
  async history() {
    const path = `/conversation/${this.conversation}/messages/`;
    let page = await this.call('GET', path);
    assert.equal(page.status, 200, page.text);
    let all = page.json.messages;
    while (page.json.before !== null && page.json.before !== undefined) {
      page = await this.call('GET', `${path}?before=${page.json.before}`);
      all = [...page.json.messages, ...all];
    }
    return all;
  }
}

export const csrfIn = (page) =>
  /name="csrf"[^>]*value="([^"]*)"/.exec(page)?.[1] ??
  /value="([^"]*)"[^>]*name="csrf"/.exec(page)?.[1];

// "a=b; c=d" of an answer's Set-Cookie lines, put over what there was.
export function cookiesAfter(before, answer) {
  const jar = new Map((before ? before.split('; ') : [])
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  for (const line of answer.headers['set-cookie'] ?? []) {
    const pair = line.split(';')[0];
    const name = pair.slice(0, pair.indexOf('='));
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, pair);
  }
  return [...jar.values()].join('; ');
}

// Somebody who signs in: staff, or a customer of a shop that uses our login.
export class User {
  constructor(instance, login, password = instance.passwords[login]) {
    Object.assign(this, { instance, login, password, cookie: '' });
  }

  // Like a browser: cookies are kept, and a POST names the page's origin.
  async call(method, path, more = {}) {
    const headers = { ...more.headers };
    if (method === 'POST') headers.origin ??= this.instance.origin;
    const answer = await ask(this.instance.origin, method, path,
                             { cookie: this.cookie, ...more, headers });
    this.cookie = cookiesAfter(this.cookie, answer);
    return answer;
  }

  // The form as the login page has it, filled in.
  async tryLogin(fields = {}) {
    const page = await this.call('GET', '/support/login/');
    const form = { csrf: csrfIn(page.text), login: this.login,
                   password: this.password, ...fields };
    return this.call('POST', '/support/login/', { form });
  }

  async signIn() {
    const answer = await this.tryLogin();
    assert.equal(answer.status, 303, `login of ${this.login}: ${answer.status}`);
    const page = await this.call('GET', '/support/conversations/');
    this.csrf = csrfIn(page.text);
    return this;
  }

  // A form of one of our pages; the session's token goes with it.
  post(path, form, more = {}) {
    return answered(() => this.call('POST', path,
      { form: { csrf: this.csrf ?? '', ...form }, ...more }));
  }
}
