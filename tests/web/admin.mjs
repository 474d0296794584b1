// The Admin Panel: invitations, the last admin, sessions.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instance } from './instance.mjs';
import { User, csrfIn } from './people.mjs';

const kInvite = '/support/invite/';
const kPassword = 'ein langer Satz mit Birnen';
const userPath = (login) => `/support/admin/users/${login}/`;

const linkIn = (page) => /id="link"[^>]*value="([^"]*)"/.exec(page)?.[1];
const revIn = (page) => /name="rev" value="(\d+)"/.exec(page)?.[1];
const codeOf = (link) => link.split('#')[1];

async function invite(admin, login, role = 'agent') {
  const answer = await admin.post('/support/admin/users/',
    { login, name: `Name of ${login}`, email: '', role });
  assert.equal(answer.status, 303, answer.text);
  const page = await admin.call('GET', answer.headers.location);
  return linkIn(page.text);
}

// Somebody without a session, at the door for the invited.
async function knock(instance, code, fields = {}) {
  const guest = new User(instance, '');
  const page = await guest.call('GET', kInvite);
  const form = { csrf: csrfIn(page.text), code, ...fields };
  return { guest, answer: await guest.call('POST', kInvite, { form }) };
}

const choose = (instance, code, fresh = kPassword, again = fresh) =>
  knock(instance, code, { fresh, again });

function everythingWritten(instance) {
  const folders = [join(instance.folder, 'logs'), join(instance.data, 'audit'),
                   join(instance.data, 'users')];
  return folders.flatMap((folder) => readdirSync(folder, { recursive: true,
    withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')))
    .join('\n');
}

async function invitations(suite, instance, admin) {
  let link;
  await suite.test('an invitation is shown once', async () => {
    link = await invite(admin, 'tom');
    assert.match(link, new RegExp(
      `^${instance.origin}/support/invite/#([0-9A-Z]{4}-){6}[0-9A-Z]{4}$`));
    const again = await admin.call('GET', userPath('tom'));
    assert.equal(linkIn(again.text), undefined);
    assert.ok(!again.text.includes(codeOf(link)));
    assert.match(again.text, /Invited/);
  });
  await suite.test('sent twice, it invites once and the last link counts',
    async () => {
      const first = await invite(admin, 'twice');
      const second = await invite(admin, 'twice');
      assert.equal((await knock(instance, codeOf(first))).answer.status, 403);
      assert.equal((await knock(instance, codeOf(second))).answer.status, 200);
    });
  await suite.test('the login of somebody else is taken', async () => {
    const answer = await admin.post('/support/admin/users/',
      { login: 'marta', name: 'Another', email: '', role: 'agent' });
    assert.equal(answer.status, 409);
    assert.match(answer.text, /value="Another"/);
  });
  await suite.test('a code opens the door by link, small letters and blanks',
    async () => {
      for (const typed of [link, codeOf(link), ` ${codeOf(link)
        .toLowerCase().replaceAll('-', ' ')} `]) {
        const { answer } = await knock(instance, typed);
        assert.equal(answer.status, 200, typed);
        assert.match(answer.text, /Name of tom/);
      }
    });
  await suite.test('a weak password is explained and changes nothing',
    async () => {
      const before = instance.stored();
      for (const [fresh, again] of [['tiny one', 'tiny one'],
        ['tom tom tom tom tom', 'tom tom tom tom tom'],
        [kPassword, `${kPassword}!`]]) {
        const { answer } = await choose(instance, link, fresh, again);
        assert.equal(answer.status, 422);
        assert.match(answer.text, /aria-invalid="true"/);
        assert.ok(!answer.text.includes(fresh), 'no password comes back');
      }
      assert.deepEqual(instance.stored(), before);
    });
  await suite.test('of two uses at once one is taken', async () => {
    const both = await Promise.all([1, 2].map((n) =>
      choose(instance, link, `${kPassword} ${n}`)));
    const statuses = both.map(({ answer }) => answer.status);
    const won = statuses.indexOf(303);
    assert.ok(won >= 0, `${statuses}`);
    assert.ok(statuses[1 - won] >= 400, `${statuses}`);
    const { guest, answer } = both[won];
    assert.equal(answer.headers.location, '/support/agent/dashboard/');
    assert.equal((await guest.call('GET', '/support/agent/dashboard/')).status,
                 200, 'signed in');
    await new User(instance, 'tom', `${kPassword} ${won + 1}`).signIn();
  });
  await suite.test('used, it opens nothing any more', async () => {
    const { answer } = await choose(instance, link);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /opens nothing/);
  });
  await suite.test('no code stands in a log or a file', async () => {
    const fresh = await invite(admin, 'paul');
    await choose(instance, fresh, 'short');
    const written = everythingWritten(instance);
    for (const one of [link, fresh]) {
      assert.ok(!written.includes(codeOf(one)));
      assert.ok(!written.includes(codeOf(one).replaceAll('-', '')));
    }
  });
  await suite.test('a blank, a short and a foreign code open nothing',
    async () => {
      for (const code of ['', ' ', '#', '0', 'A'.repeat(28), 'x'.repeat(600)]) {
        const { answer } = await knock(instance, code);
        assert.equal(answer.status, 403, code);
      }
    });
}

async function ends(suite, instance, admin) {
  await suite.test('withdrawn, a link opens nothing', async () => {
    const link = await invite(admin, 'vera');
    const done = await admin.post(userPath('vera'), { what: 'withdraw' });
    assert.equal(done.status, 303);
    assert.equal((await knock(instance, link)).answer.status, 403);
  });
  await suite.test('disabled, the invited cannot come in', async () => {
    const link = await invite(admin, 'wim');
    const page = await admin.call('GET', userPath('wim'));
    const done = await admin.post(userPath('wim'), { what: 'change',
      rev: revIn(page.text), name: 'Wim', role: 'agent', most_chats: 6 });
    assert.equal(done.status, 303);
    assert.equal((await knock(instance, link)).answer.status, 403);
  });
  await suite.test('a link for a new password replaces the old one, and ends ' +
    'the sessions', async () => {
    const marta = await new User(instance, 'marta').signIn();
    const made = await admin.post(userPath('marta'), { what: 'invite' });
    const link = linkIn((await admin.call('GET', made.headers.location)).text);
    assert.equal((await marta.call('GET', '/support/agent/account/')).status,
                 200, 'until it is used, nothing changes');
    assert.equal((await choose(instance, link)).answer.status, 303);
    assert.equal((await marta.call('GET', '/support/agent/account/')).status,
                 303);
    assert.equal((await new User(instance, 'marta').tryLogin()).status, 403);
    instance.passwords.marta = kPassword;
    await new User(instance, 'marta').signIn();
  });
  await suite.test('after 72 hours it has ended, and a new one is good',
    async () => {
      const start = Date.now();
      instance.holdClock(new Date(start));
      const link = await invite(admin, 'xenia');
      instance.holdClock(new Date(start + 72 * 3600_000 - 1000));
      assert.equal((await knock(instance, link)).answer.status, 200);
      instance.holdClock(new Date(start + 72 * 3600_000));
      const { answer } = await knock(instance, link);
      assert.equal(answer.status, 403);
      assert.match(answer.text, /72 hours/);
      await admin.signIn();
      const made = await admin.post(userPath('xenia'), { what: 'invite' });
      const next = linkIn((await admin.call('GET', made.headers.location)).text);
      assert.equal((await knock(instance, link)).answer.status, 403);
      assert.equal((await knock(instance, next)).answer.status, 200);
      instance.holdClock(new Date());
    });
}

async function admins(suite, instance, admin) {
  const fields = { what: 'change', name: 'Some Admin', role: 'agent',
                   active: 'yes', most_chats: 6 };
  const change = async (user, login, more) => {
    const page = await user.call('GET', userPath(login));
    return user.post(userPath(login),
                     { ...fields, rev: revIn(page.text), ...more });
  };
  await suite.test('nobody takes their own rights', async () => {
    const answer = await change(admin, 'admin', {});
    assert.equal(answer.status, 422);
    assert.match(answer.text, /aria-invalid="true"/);
  });
  await suite.test('two admins who take each other\'s rights leave one',
    async () => {
      const link = await invite(admin, 'second', 'admin');
      await choose(instance, link);
      const second = await new User(instance, 'second', kPassword).signIn();
      const answers = await Promise.all([change(admin, 'second', {}),
                                         change(second, 'admin', {})]);
      const statuses = answers.map(({ status }) => status).sort();
      assert.equal(statuses[0], 303, `${statuses}`);
      // 401: the session was over before the request was looked at.
      assert.ok([401, 403, 409].includes(statuses[1]), `${statuses}`);
      const list = JSON.parse(await instance.ctl('user', 'list', '--json'));
      const left = list.filter(({ role, active }) => role === 'admin' && active);
      assert.equal(left.length, 1);
      instance.leftAdmin = left[0].login;
    });
  const boss = instance.leftAdmin === 'second'
    ? await new User(instance, 'second', kPassword).signIn()
    : await new User(instance, 'admin').signIn();
  await suite.test('a new role ends every session of its user at once',
    async () => {
      const marta = await new User(instance, 'marta').signIn();
      const answer = await change(boss, 'marta',
                                  { role: 'admin', name: 'Marta Lind' });
      assert.equal(answer.status, 303, answer.text);
      assert.equal((await marta.call('GET', '/support/agent/account/')).status,
                   303);
      await change(boss, 'marta', { role: 'agent', name: 'Marta Lind' });
    });
  await suite.test('who was slower sees both versions, and may insist',
    async () => {
      const rev = revIn((await boss.call('GET', userPath('marta'))).text);
      await change(boss, 'marta', { name: 'Marta First' });
      const late = await boss.post(userPath('marta'),
        { ...fields, rev, name: 'Marta Second' });
      assert.equal(late.status, 409);
      assert.match(late.text, /value="Marta Second"/);
      assert.match(late.text, /Now stored: Marta First/);
      const insists = await boss.post(userPath('marta'),
        { ...fields, rev: revIn(late.text), name: 'Marta Second' });
      assert.equal(insists.status, 303);
    });
  return boss;
}

async function sessions(suite, instance, boss) {
  const account = '/support/agent/account/';
  const rows = (text) => [...text.matchAll(/name="session" value="(\w+)"/g)]
    .map((found) => found[1]);
  await suite.test('one\'s own sessions are ended one by one, or the others',
    async () => {
      const [here, there, third] = await Promise.all([1, 2, 3].map(() =>
        new User(instance, 'marta').signIn()));
      const others = rows((await here.call('GET', account)).text);
      await here.post(account, { what: 'end_session', session: others[0] });
      const states = await Promise.all([here, there, third].map(async (user) =>
        (await user.call('GET', account)).status));
      assert.deepEqual(states.filter((status) => status === 200).length, 2);
      assert.equal(states[0], 200);
      await here.post(account, { what: 'end_others' });
      assert.equal(rows((await here.call('GET', account)).text).length, 0);
      assert.equal((await there.call('GET', account)).status, 303);
      assert.equal((await third.call('GET', account)).status, 303);
    });
  await suite.test('nobody ends a session of another', async () => {
    const marta = await new User(instance, 'marta').signIn();
    const other = await new User(instance, 'marta').signIn();
    const names = rows((await other.call('GET', account)).text);
    await boss.post(account, { what: 'end_session', session: names[0] });
    assert.equal((await marta.call('GET', account)).status, 200);
  });
  await suite.test('signed out everywhere, every worker knows it', async () => {
    const marta = await new User(instance, 'marta').signIn();
    await boss.post(userPath('marta'), { what: 'sign_out' });
    const states = await Promise.all(Array.from({ length: 12 }, async () =>
      (await marta.call('GET', account)).status));
    assert.deepEqual(new Set(states), new Set([303]));
  });
}

async function guessing(suite) {
  const instance = await Instance.start({ set: ['rate_login = 5/60'],
                                          paced: true, accounts: false,
                                          clock: true });
  try {
    instance.holdClock(new Date());  // no minute passes
    await suite.test('guessing codes is slowed like guessing passwords',
      async () => {
        const statuses = [];
        for (let n = 0; n < 8; n += 1) {
          statuses.push((await knock(instance, `WRONG${n}`)).answer);
        }
        assert.equal(statuses[0].status, 403);
        assert.equal(statuses.at(-1).status, 429);
        assert.ok(Number(statuses.at(-1).headers['retry-after']) > 0);
        assert.match(statuses.at(-1).text, /value="WRONG7"/);
      });
  } finally {
    await instance.stop();
  }
}

export default async function (suite) {
  const instance = await Instance.start({ clock: true });
  try {
    instance.holdClock(new Date());
    const admin = await new User(instance, 'admin').signIn();
    await invitations(suite, instance, admin);
    await ends(suite, instance, admin);
    const boss = await admins(suite, instance, admin);
    await sessions(suite, instance, boss);
  } finally {
    await instance.stop();
  }
  await guessing(suite);
}
