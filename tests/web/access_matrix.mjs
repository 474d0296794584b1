// Every route of the program, tried by everybody, against the answers written
// in access_matrix.tsv.  Whoever is refused stores nothing and reads nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSync } from './command.mjs';
import { ask, freshKey, multipart, png } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User, cookiesAfter, csrfIn } from './people.mjs';
import { refused } from './refused.mjs';

const roles = ['nobody', 'guest', 'customer', 'other', 'agent', 'admin'];

// What the conversation holds, each word in no other place.
const secret = { text: 'SECRET-TEXT', note: 'SECRET-NOTE', name: 'SECRET-NAME',
                 email: 'secret-mail@example.org', file: 'SECRET-FILE' };

function table() {
  const file = new URL('access_matrix.tsv', import.meta.url);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    .filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
  const [head, ...rows] = lines;
  assert.deepEqual(head, ['method', 'path', 'send', ...roles]);
  return rows.map(([method, path, send, ...cells]) => {
    assert.equal(cells.length, roles.length, `${method} ${path}`);
    return { method, path, send, cells };
  });
}

// The bodies by their name in the column "send".
let tries = 0;  // one account is tried once: wrong logins are slowed
const file = { name: 'a.png', type: 'image/png', bytes: png };
const bodies = {
  '-': () => ({}),
  create: () => ({ json: { text: 'Hello', key: freshKey() } }),
  message: () => ({ json: { text: 'Hello again', key: freshKey() } }),
  upload: () => ({ multipart: multipart([['key', freshKey()], ['file', file]]) }),
  seen: () => ({ json: { upto: 1 } }),
  typing: () => ({ json: {} }),
  // Open, so nobody may rate it yet; whoever may at all is told so.
  rating: () => ({ json: { value: 5, key: freshKey() } }),
  csrf: (csrf) => ({ form: { csrf } }),
  login: (csrf) => ({ form: { csrf, login: `nemo-${(tries += 1)}`,
                            password: 'wrong wrong' } }),
  reply: (csrf) => ({ form: { csrf, key: freshKey(), text: 'An answer' } }),
  attach: (csrf) => ({ multipart: multipart([
    ['csrf', csrf], ['key', freshKey()], ['text', ''], ['file', file]]) }),
  note: (csrf, _, text = 'A note') =>
    ({ form: { csrf, key: freshKey(), text } }),
  status: (csrf) => ({ form: { csrf, key: freshKey(), status: 'pending' } }),
  assign: (csrf) => ({ form: { csrf, key: freshKey(), assignee: '' } }),
  tag: (csrf) => ({ form: { csrf, key: freshKey(), action: 'add',
                            tag: `a tag ${freshKey()}` } }),
  // None is named, so the page says so; nothing is written in any case.
  insert: (csrf) => ({ form: { csrf, kind: 'reply', text: 'Hello' } }),
  mark: (csrf) => ({ form: { csrf, upto: 1 } }),
  bulk: (csrf) => ({ form: { csrf, key: freshKey(), action: 'close',
    id: '20200101-00000000000000000000' } }),
  account: (csrf) => ({ form: { csrf, what: 'availability', available: 'yes' } }),
  invite: (csrf) => ({ form: { csrf, code: 'WRONG' } }),
  user: (csrf) => ({ form: { csrf, login: 'fresh', name: 'New',
                             role: 'customer' } }),
  change: (csrf, rev) => ({ form: { csrf, what: 'change', rev, active: 'yes',
    role: 'agent', display_name: `Zoe ${freshKey()}` } }),
  // Shared ones: any staff use them, admins keep them.
  quick: (csrf) => ({ form: { csrf, owner: 'shared', title_of: 'Hours',
    shortcut: 'hours', text: 'From nine to five.' } }),
  requick: (csrf, rev) => ({ form: { csrf, rev, what: 'save', title_of: 'Bye',
    shortcut: 'bye', text: `Goodbye ${freshKey()}` } }),
  csv: (csrf) => ({ multipart: multipart([['csrf', csrf], ['owner', 'shared'],
    ['file', { name: 'a.csv', type: 'text/csv', bytes: 'b,B,Text\r\n' }]]) }),
  settings: (csrf) => ({ form: { csrf } }),
};

// Everybody, and the conversation they are all after.
async function cast(instance) {
  const claims = { sub: 'quentin', name: secret.name, email: secret.email };
  const quentin = new Customer(
    instance, { identity: instance.identity({ claims }) });
  await quentin.create(secret.text);
  const uploaded = await quentin.tryUpload({ name: `${secret.file}.png` });
  assert.equal(uploaded.status, 200, uploaded.text);

  const withToken = async (identity) => {
    const one = new Customer(instance, { identity });
    await one.create('of my own');
    return one.token;
  };
  const add = async (login, ...more) => {
    instance.passwords[login] = await instance.ctl(
      'user', 'add', login, '--name', login, '--random-password', ...more);
  };
  await add('ben');
  await add('zoe', '--staff');
  const identity = (sub) => instance.identity({ claims: { sub } });
  const people = {
    nobody: {},
    guest: { token: await withToken() },
    customer: { token: quentin.token, login: 'ana' },
    other: { token: await withToken(identity('ben')), login: 'ben' },
    agent: { token: await withToken(identity('marta')), login: 'marta' },
    admin: { token: await withToken(identity('admin')), login: 'admin' },
  };
  for (const person of Object.values(people)) await signIn(instance, person);
  const marta = people.agent;
  const noted = await ask(instance.origin, 'POST',
    `/support/agent/api/conversation/${quentin.conversation}/note/`,
    { cookie: marta.cookie, headers: { origin: instance.origin },
      ...bodies.note(marta.csrf, '', secret.note) });
  assert.equal(noted.status, 303, 'the note is written');
  const { admin } = people;
  const shared = await ask(instance.origin, 'POST',
    '/support/agent/quick-replies/',
    { cookie: admin.cookie, headers: { origin: instance.origin },
      form: { csrf: admin.csrf, owner: 'shared', shortcut: 'bye',
              title_of: 'Bye', text: 'Goodbye' } });
  assert.equal(shared.status, 303, shared.text);
  instance.quick = JSON.parse(readFileSync(
    join(instance.data, 'quick-replies.json'), 'utf8')).replies[0].id;
  return { people, id: quentin.conversation, n: uploaded.json.n };
}

async function signIn(instance, person) {
  if (!person.login) return;
  const user = new User(instance, person.login);
  await user.signIn();
  person.cookie = user.cookie;
  person.csrf = user.csrf ??
    csrfIn((await user.call('GET', '/shop/profile/')).text);
}

// A login form has a token of its own; everything else has the session's.
async function bodyOf(instance, row, person) {
  let { csrf = '', cookie = '' } = person;
  let rev = '';
  if (row.send === 'login' || row.send === 'invite') {
    const page = await ask(instance.origin, 'GET', row.path, { cookie });
    cookie = cookiesAfter(cookie, page);
    csrf = /action="[^"]*(?:login|sign-in|invite)\/"[\s\S]*?name="csrf" value="([^"]*)"/
      .exec(page.text)?.[1] ?? '';
  }
  if (row.send === 'change') {
    const page = await ask(instance.origin, 'GET', '/support/admin/users/zoe/',
                           { cookie });
    rev = /name="rev" value="(\d+)"/.exec(page.text)?.[1] ?? '';
  }
  if (row.send === 'requick') {
    const page = await ask(instance.origin, 'GET',
                           row.path.replace('<quick>', instance.quick),
                           { cookie });
    rev = /name="rev" value="(\d+)"/.exec(page.text)?.[1] ?? '';
  }
  return { cookie, ...bodies[row.send](csrf, rev) };
}

function checkReads(row, role, answer) {
  const seen = answer.text + answer.rawHeaders.join('\n');
  const staff = role === 'agent' || role === 'admin';
  const owner = role === 'customer' && row.path.startsWith('/support/api/');
  for (const [what, word] of Object.entries(secret)) {
    if (staff || (owner && what !== 'note')) continue;
    // Who the customer is stands on no page of theirs here: they are signed
    // in under another name.
    assert.ok(!seen.includes(word), `the answer holds the ${what}`);
  }
  if (!staff && !owner) assert.ok(!answer.body.includes(png), 'the file');
}

const leadsAway = ['/support/login/', '/shop/sign-in/', '/support/conversations/'];

async function tryOne(instance, row, role, person, expected, path) {
  const before = instance.stored();
  const headers = row.method === 'POST' ? { origin: instance.origin } : {};
  const answer = await ask(instance.origin, row.method, path, {
    token: person.token, headers, ...await bodyOf(instance, row, person) });
  const to = answer.headers.location?.split('?')[0];
  const got = to === undefined ? `${answer.status}` : `${answer.status}>${to}`;
  assert.equal(got, expected, answer.text.slice(0, 300));
  checkReads(row, role, answer);
  if (row.method === 'GET' || answer.status >= 400 || leadsAway.includes(to)) {
    assert.deepEqual(instance.stored(), before,
                     'a look or a refusal stores nothing');
  }
}

// With all rights, but from no form of ours.
async function tryForged(instance, row, admin, path) {
  const ours = await bodyOf(instance, row, admin);
  const wrong = bodies[row.send]('A'.repeat(43), '1');
  for (const [origin, body] of [
    [instance.origin, { cookie: ours.cookie, ...wrong }],
    ['https://evil.example', ours]]) {
    await refused(instance, 403, null, () => ask(
      instance.origin, 'POST', path, { headers: { origin }, ...body }));
  }
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const rows = table();
    const routes = runSync(join(instance.facts.bin, 'supportd'), ['--routes'])
      .trim().split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '));
    await suite.test('every route has a row, and every row a route', () => {
      const written = rows.map((row) => `${row.method} ${row.path}`);
      assert.deepEqual([...written].sort(), [...routes].sort());
    });

    const { people, id, n } = await cast(instance);
    for (const row of rows) {
      const fill = (text) => text.replace('<id>', id).replace('<n>', n)
        .replace('<login>', 'zoe').replace('<quick>', instance.quick).replace('<slug>', instance.slug);
      instance.slug ??= /\/shop\/book\/([a-z0-9-]+)\//.exec(
        (await ask(instance.origin, 'GET', '/shop/')).text)?.[1];
      for (const [at, role] of roles.entries()) {
        await suite.test(`${row.method} ${row.path} by ${role}: ${row.cells[at]}`,
          () => tryOne(instance, row, role, people[role], fill(row.cells[at]),
                       fill(row.path)));
      }
      if (/(logout|sign-out)\/$/.test(row.path)) {
        for (const person of Object.values(people)) {
          await signIn(instance, person);
        }
      }
      if (row.method === 'GET' || row.path.startsWith('/support/api/')) continue;
      await suite.test(`POST ${row.path} from no form of ours: 403`, () =>
        tryForged(instance, row, people.admin, fill(row.path)));
    }
  } finally {
    await instance.stop();
  }
}
