// The Admin Panel: quick replies and their CSV, settings, the audit log, the
// script line.
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { multipart } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { User } from './people.mjs';

const kQuick = '/support/agent/quick-replies/';
const kSettings = '/support/admin/settings/';
const kAudit = '/support/admin/audit/';
const kEmbed = '/support/admin/embed/';

const textOf = (page) => page.replaceAll('&quot;', '"').replaceAll('&lt;', '<')
  .replaceAll('&gt;', '>').replaceAll('&#39;', '\'').replaceAll('&amp;', '&');
const revIn = (page) => /name="rev" value="(\d+)"/.exec(page)?.[1];

function stored(instance) {
  try {
    return JSON.parse(readFileSync(
      join(instance.data, 'quick-replies.json'), 'utf8')).replies;
  } catch { return []; }
}

const add = (user, fields) => user.post(kQuick,
  { owner: 'own', shortcut: 'hi', title_of: 'Hello', text: 'Good day',
    ...fields });

const importing = (user, bytes, owner = 'own') =>
  user.call('POST', `${kQuick}import/`, { multipart: multipart([
    ['csrf', user.csrf], ['owner', owner],
    ['file', { name: 'a.csv', type: 'text/csv', bytes }]]) });

async function keeping(suite, instance, { admin, marta, tom }) {
  await suite.test('one\'s own are one\'s own, shared ones everybody\'s',
    async () => {
      assert.equal((await add(marta, { shortcut: 'mine',
        text: 'From {agent} of {shop}' })).status, 303);
      assert.equal((await add(admin, { owner: 'shared', shortcut: 'ours',
        title_of: 'Ours', text: 'For all' })).status, 303);
      const mine = (await marta.call('GET', kQuick)).text;
      const toms = (await tom.call('GET', kQuick)).text;
      assert.ok(mine.includes('/mine') && mine.includes('/ours'));
      assert.ok(!toms.includes('/mine') && toms.includes('/ours'));
      const id = stored(instance).find(({ shortcut }) => shortcut === 'mine').id;
      assert.equal((await tom.call('GET', `${kQuick}${id}/`)).status, 404);
      assert.equal((await tom.post(`${kQuick}${id}/`,
        { what: 'remove', rev: 1 })).status, 404);
    });
  await suite.test('an agent changes no shared one, by no way', async () => {
    const before = instance.stored();
    const { id, rev } = stored(instance)
      .find(({ shortcut }) => shortcut === 'ours');
    for (const answer of [
      await add(marta, { owner: 'shared', shortcut: 'forged' }),
      await marta.post(`${kQuick}${id}/`, { what: 'remove', rev }),
      await marta.post(`${kQuick}${id}/`, { what: 'save', rev, shortcut: 'ours',
        title_of: 'Forged', text: 'Forged' }),
      await importing(marta, 'ours,Forged,Forged', 'shared')]) {
      assert.equal(answer.status, 403);
    }
    const answer = await importing(marta, 'ours,Forged,Forged,shared');
    assert.equal(answer.status, 422);
    assert.match(answer.text, /Line 1: only administrators/);
    assert.deepEqual(instance.stored(), before);
  });
  await suite.test('what is wrong is said at its field, and stays typed',
    async () => {
      const answer = await add(marta,
        { shortcut: 'Not A Shortcut!', title_of: '', text: 'Kept <b>text</b>' });
      assert.equal(answer.status, 422);
      assert.match(answer.text, /id="errors"[^>]*autofocus/);
      assert.match(answer.text, /href="#shortcut"/);
      assert.match(answer.text, /href="#title_of"/);
      assert.ok(textOf(answer.text).includes('Kept <b>text</b>'));
      assert.ok(!answer.text.includes('Kept <b>'), 'escaped');
      const taken = await add(marta, { shortcut: 'mine', text: 'Another' });
      assert.equal(taken.status, 409);
      assert.match(taken.text, /Another one has this shortcut/);
    });
  await suite.test('a form sent twice adds one', async () => {
    const both = await Promise.all([1, 2].map(() =>
      add(marta, { shortcut: 'once' })));
    assert.deepEqual(both.map(({ status }) => status), [303, 303]);
    assert.equal(stored(instance)
      .filter(({ shortcut }) => shortcut === 'once').length, 1);
  });
  await suite.test('who was slower sees both texts, and may insist',
    async () => {
      const { id } = stored(instance)
        .find(({ shortcut }) => shortcut === 'ours');
      const path = `${kQuick}${id}/`;
      const rev = revIn((await admin.call('GET', path)).text);
      const save = (text, of) => admin.post(path, { what: 'save', rev: of,
        shortcut: 'ours', title_of: 'Ours', text });
      assert.equal((await save('The first', rev)).status, 303);
      const late = await save('The second', rev);
      assert.equal(late.status, 409);
      assert.match(late.text, /Now stored: The first/);
      assert.match(late.text, />The second<\/textarea>/);
      assert.equal((await save('The second', revIn(late.text))).status, 303);
      const gone = await admin.post(path, { what: 'remove', rev });
      assert.equal(gone.status, 409, 'nor is a newer text deleted unseen');
    });
}

async function csv(suite, instance, { admin, marta }) {
  await suite.test('what is exported is harmless, and comes back unchanged',
    async () => {
      const hard = '=1+1\n"quoted", with commas\n\'and apostrophes\'';
      for (const [shortcut, title_of, text] of [
        ['formula', '=cmd|\'/c calc\'!A1', hard],
        ['apostrophe', '\'=x', '-1'], ['letters', 'Ümläut', '本 {customer}']]) {
        assert.equal((await add(admin, { shortcut, title_of, text })).status,
                     303);
      }
      const mine = () => stored(instance).filter(({ owner }) =>
        owner === 'admin').map(({ shortcut, title, text }) =>
        ({ shortcut, title, text }))
        .sort((one, other) => (one.shortcut < other.shortcut ? -1 : 1));
      const before = mine();
      const file = await admin.call('GET', `${kQuick}export/?whose=own`);
      assert.match(file.headers['content-type'], /^text\/csv/);
      assert.match(file.headers['content-disposition'], /^attachment/);
      assert.equal(file.body.subarray(0, 3).toString('hex'), 'efbbbf');
      assert.doesNotMatch(file.text, /(^|,|")[=+@-]/m);
      for (const { id, rev } of stored(instance)
        .filter(({ owner }) => owner === 'admin')) {
        await admin.post(`${kQuick}${id}/`, { what: 'remove', rev });
      }
      assert.deepEqual(mine(), []);
      assert.equal((await importing(admin, file.body)).status, 303);
      assert.deepEqual(mine(), before);
      assert.equal((await importing(admin, file.body)).status, 303);
      assert.deepEqual(mine(), before, 'a second time changes nothing');
    });
  await suite.test('each wrong row is named, and no row is taken', async () => {
    const before = instance.stored();
    const answer = await importing(marta, [
      'shortcut,title,text', 'good,Good,Good day', 'Bad Shortcut,Bad,Text',
      'two,cells', 'good,Again,Twice', 'notitle,,Text',
      'whose,Whose,Text,nobody'].join('\r\n'));
    assert.equal(answer.status, 422);
    const told = textOf(answer.text);
    for (const line of [3, 4, 5, 6, 7]) assert.ok(told.includes(`Line ${line}:`));
    assert.ok(!told.includes('Line 2:'));
    assert.deepEqual(instance.stored(), before);
  });
  await suite.test('no file, an empty one, too many rows, no text: refused',
    async () => {
      const before = instance.stored();
      const rows = Array.from({ length: 502 }, (_, n) => `s${n},Title,Text`);
      for (const bytes of ['', 'shortcut,title,text\n', rows.join('\n'),
        Buffer.from([0x61, 0xff, 0xfe]), 'a,"b', Buffer.alloc(3 << 20, 'a')]) {
        assert.equal((await importing(marta, bytes)).status, 422);
      }
      const none = await marta.post(`${kQuick}import/`, { owner: 'own' });
      assert.equal(none.status, 422);
      assert.deepEqual(instance.stored(), before);
    });
  await suite.test('CRLF, a mark in front and quotes are understood',
    async () => {
      const answer = await importing(marta,
        '\ufeffshortcut,title,text,owner\r\ncrlf,"A ""title""","a\r\nb",own\r\n');
      assert.equal(answer.status, 303);
      const found = stored(instance).find(({ shortcut }) => shortcut === 'crlf');
      assert.deepEqual([found.owner, found.title, found.text],
                       ['marta', 'A "title"', 'a\nb']);
    });
}

// The form as the page has it, with some fields changed.
async function settingsForm(admin, fields) {
  const { text } = await admin.call('GET', kSettings);
  const form = { rev: revIn(text) };
  for (const [, name, value] of text.matchAll(
    /<input type="text"[^>]* name="(\w+)" value="([^"]*)"/g)) {
    form[name] = textOf(value);
  }
  for (const [, name, value] of text.matchAll(
    /<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</g)) form[name] = textOf(value);
  for (const [, name, value] of text.matchAll(
    /<select[^>]* name="(\w+)".*?<option value="(\w+)" selected>/g)) {
    form[name] = value;
  }
  for (const [, name] of text.matchAll(
    /type="checkbox"[^>]* name="(\w+)" value="yes" checked/g)) {
    form[name] = 'yes';
  }
  return { ...form, ...fields };
}

async function settings(suite, instance, { admin, marta }) {
  const days = { has_hours: 'yes' };
  for (let day = 0; day < 5; day += 1) days[`hours_${day}`] = '09:00-17:00';
  const wish = { shop_name: 'Books & <More>', welcome: 'Welcome.\nAsk us.',
    ...days, hours_5: '10:00-12:00 13:00-16:00', time_zone: 'Europe/Berlin',
    out_of_hours: 'We are back tomorrow.', poll_interval_ms: '4000',
    upload_mebibytes: '5', assigns_itself: 'yes', auto_close_hours: '72',
    ask_name: 'required', ask_email: 'optional',
    consent: 'I have read <the> "notice".', privacy_url: '/privacy/',
    asks_rating: '', retention_days: '365', shop_origins: 'https://a.example\r\n' };
  await suite.test('every setting is saved, and shown as it is', async () => {
    const answer = await admin.post(kSettings, await settingsForm(admin, wish));
    assert.equal(answer.status, 303, answer.text);
    const file = JSON.parse(readFileSync(
      join(instance.data, 'settings.json'), 'utf8'));
    assert.equal(file.shop_name, 'Books & <More>');
    assert.deepEqual(file.hours, [...Array(5).fill('09:00-17:00'),
      '10:00-12:00 13:00-16:00', '']);
    assert.equal(file.retention_days, 365);
    assert.deepEqual(file.shop_origins, ['https://a.example']);
    const form = await settingsForm(admin, {});
    for (const [name, value] of Object.entries(wish)) {
      assert.equal((form[name] ?? '').trim(), value.trim(), name);
    }
  });
  await suite.test('every worker knows it at the next request', async () => {
    for (const welcome of ['First words', 'Second words', 'Third words']) {
      const answer = await admin.post(kSettings,
                                      await settingsForm(admin, { welcome }));
      assert.equal(answer.status, 303);
      const seen = await Promise.all(Array.from({ length: 24 }, async () =>
        (await new User(instance, '').call('GET', '/support/api/config/')).json
          .welcome));
      assert.deepEqual(new Set(seen), new Set([welcome]));
    }
  });
  await suite.test('what is wrong is said at its field, and all stays typed',
    async () => {
      const before = instance.stored();
      const form = await settingsForm(admin, { poll_interval_ms: 'often',
        hours_2: '17:00-09:00', welcome: 'Typed, not saved',
        profile_url: 'javascript:alert(1)', time_zone: 'Nowhere/Atall' });
      const answer = await admin.post(kSettings, form);
      assert.equal(answer.status, 422);
      for (const field of ['poll_interval_ms', 'hours_2', 'profile_url',
        'time_zone']) {
        assert.match(answer.text, new RegExp(`href="#${field}"`), field);
        assert.match(answer.text, new RegExp(`id="${field}-err"`), field);
      }
      assert.match(answer.text, /value="often"/);
      assert.match(answer.text, /value="17:00-09:00"/);
      assert.match(answer.text, /Typed, not saved/);
      assert.deepEqual(instance.stored(), before);
    });
  await suite.test('hours are not dropped for want of a tick', async () => {
    const none = { has_hours: '' };
    for (let day = 0; day < 7; day += 1) none[`hours_${day}`] = '';
    const empty = await settingsForm(admin, none);
    assert.equal((await admin.post(kSettings, empty)).status, 303);
    const typed = await settingsForm(admin, { ...none, hours_0: '09:00-17:00' });
    const answer = await admin.post(kSettings, typed);
    assert.equal(answer.status, 422);
    assert.match(answer.text, /id="has_hours-err"/);
    assert.match(answer.text, /value="09:00-17:00"/);
  });
  await suite.test('of two who save at once the later sees both', async () => {
    const form = await settingsForm(admin, {});
    const first = { ...form, shop_name: 'One' };
    const second = { ...form, shop_name: 'Two' };
    assert.equal((await admin.post(kSettings, first)).status, 303);
    const late = await admin.post(kSettings, second);
    assert.equal(late.status, 409);
    assert.match(late.text, /Now stored: One/);
    assert.match(late.text, /value="Two"/);
    const insists = await admin.post(kSettings,
      { ...second, rev: revIn(late.text) });
    assert.equal(insists.status, 303);
  });
  await suite.test('an identity key is named with its age, and not shown',
    async () => {
      const { text } = await admin.call('GET', kSettings);
      assert.match(text, /<code>demo<\/code>/);
      const { identity, master } = JSON.parse(readFileSync(
        join(instance.folder, 'keys', 'keys'), 'utf8'));
      for (const { secret } of identity) assert.ok(!text.includes(secret));
      assert.ok(!text.includes(master));
    });
  await suite.test('an agent\'s hand-made admin URL is refused and told',
    async () => {
      for (const path of [kSettings, kAudit, kEmbed, '/support/admin/users/']) {
        assert.equal((await marta.call('GET', path)).status, 403);
      }
      const { text } = await admin.call('GET', `${kAudit}?event=authz_fail`);
      for (const path of [kSettings, kAudit, kEmbed]) {
        assert.ok(text.includes(`>${path}`), path);
      }
    });
}

async function audit(suite, instance, { admin }) {
  const today = readdirSync(join(instance.data, 'audit')).sort().at(-1);
  const file = join(instance.data, 'audit', today);
  const line = (n, more = {}) => `${JSON.stringify({
    ts: `2026-11-22T00:00:00.${String(n % 1000).padStart(3, '0')}Z`,
    event: 'sensitive_read', actor: 'a:nemo', role: 'agent', ip: '192.0.2.9',
    conversation: '', request: `r${n}`, detail: '', ...more })}\n`;
  await suite.test('the newest stands first, escaped, a damaged line is said',
    async () => {
      appendFileSync(file, line(1) + 'torn {"event\n' +
        line(2, { detail: '<img src=x onerror=alert(1)>' }));
      const { text } = await admin.call('GET', `${kAudit}?actor=`);
      assert.ok(text.indexOf('>r2<') < text.indexOf('>r1<'));
      assert.match(text, /This line is damaged/);
      assert.ok(!text.includes('<img'));
      assert.ok(textOf(text).includes('<img src=x onerror=alert(1)>'));
    });
  await suite.test('a filter by who and event, and by a day', async () => {
    const found = async (query) =>
      (await admin.call('GET', `${kAudit}?${query}`)).text;
    assert.match(await found('actor=nemo&event=sensitive_read'), />r1</);
    assert.doesNotMatch(await found('actor=nemo&event=user_created'), />r1</);
    assert.match(await found('actor=a%3Anemo'), />r1</);
    assert.match(await found('day=1999-01-01'), /Nothing was noted/);
    assert.match(await found('day=never&before=x'), /Audit log of/);
  });
  await suite.test('a long day is paged to its beginning, each line once',
    async () => {
      const many = 40_000;
      let all = '';
      for (let n = 0; n < many; n += 1) {
        all += line(n, { actor: n % 400 ? 'a:nemo' : 'a:rare',
                         request: `many${n}` });
      }
      appendFileSync(file, all);
      const seen = [];
      let path = `${kAudit}?actor=rare`;
      for (let pages = 0; path && pages < 20; pages += 1) {
        const { text } = await admin.call('GET', path);
        seen.push(...[...text.matchAll(/>many(\d+)</g)].map(([, n]) => +n));
        path = textOf(/href="([^"]*)" rel="next"/.exec(text)?.[1] ?? '');
      }
      assert.deepEqual(seen, Array.from({ length: many / 400 },
                                        (_, n) => many - 400 - n * 400));
    });
}

async function embed(suite, instance, { admin }) {
  const lineIn = async (query) => textOf(/id="line"[^>]*>([^<]*)</.exec(
    (await admin.call('GET', `${kEmbed}${query}`)).text)?.[1] ?? '');
  await suite.test('the line has what differs, as the widget reads it',
    async () => {
      const src = `src="${instance.origin}/support/static/js/chat-widget.js"`;
      assert.equal(await lineIn(''), `<script defer ${src}></script>`);
      assert.equal(
        await lineIn('?color=%23804020&side=left&offset=40' +
                     '&title=A+%22b%22&lang=de'),
        `<script defer ${src} data-color="#804020" data-side="left" ` +
        'data-offset="40" data-title="A &quot;b&quot;" data-lang="de">' +
        '</script>');
      const widget = readFileSync(new URL(
        '../../widget/settings.js', import.meta.url), 'utf8');
      for (const name of ['color', 'side', 'offset', 'title', 'lang']) {
        assert.match(widget, new RegExp(`setting\\('${name}'`), name);
      }
    });
  await suite.test('the contrast is told for white or black, the better one',
    async () => {
      for (const [color, told] of [['1f5f4e', /white and has a contrast of 7\.48/],
        ['ffffff', /black and has a contrast of 21\.00/],
        ['000000', /white and has a contrast of 21\.00/],
        ['ffd700', /black and has a contrast of 14\./]]) {
        const { text } = await admin.call('GET', `${kEmbed}?color=%23${color}`);
        assert.match(text, told, color);
      }
    });
  await suite.test('no attribute is broken out of', async () => {
    for (const query of ['?color=red', '?color=1234', '?offset=400', '?side=up', '?lang=xx',
      '?color=%231f5f4e%22onload%3D1', `?title=${'x'.repeat(61)}`]) {
      const answer = await admin.call('GET', kEmbed + query);
      assert.equal(answer.status, 422, query);
      assert.doesNotMatch(answer.text, /id="line"/);
    }
  });
}

export default async function (suite) {
  // Held: what the audit log shows is one day's, and lines are added to it.
  const instance = await Instance.start({ clock: kMonday });
  try {
    instance.passwords.tom = await instance.ctl('user', 'add', 'tom', '--name',
      'Tom', '--staff', '--random-password');
    const people = {};
    for (const login of ['admin', 'marta', 'tom']) {
      people[login] = await new User(instance, login).signIn();
    }
    await keeping(suite, instance, people);
    await csv(suite, instance, people);
    await settings(suite, instance, people);
    await audit(suite, instance, people);
    await embed(suite, instance, people);
  } finally {
    await instance.stop();
  }
}
