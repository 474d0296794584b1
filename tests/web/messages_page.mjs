// Support Messages over HTTP: what its URL asks for, what is wrong with it,
// many changed at once, and the list as a file.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freshKey } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const list = '/support/conversations/';
const bulk = '/support/agent/api/bulk/';
const file = '/support/agent/export/';
const formula = '=HYPERLINK("http://evil.example","Click, here")';

const decoded = (html) => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>')
  .replace(/&quot;/g, '"').replace(/&apos;|&#0?39;/g, "'").replace(/&amp;/g, '&');

// The conversations of a page, in their order; and as its boxes name them.
const rows = ({ text }) =>
  [...text.matchAll(/data-row="([^"]+)"/g)].map((found) => found[1]);
const boxes = ({ text }) =>
  [...text.matchAll(/type="checkbox" name="id" value="([^"]+)"/g)]
    .map((found) => found[1]);
// The UTC day of the last record that `holds`, by the record's own time.
const dayOf = async (customer, holds = () => true) =>
  (await customer.history()).findLast(holds).t.slice(0, 10);
const link = ({ text }, id) =>
  decoded(new RegExp(`id="${id}" href="([^"]*)"`).exec(text)?.[1] ?? '');
const part = ({ text }, id) =>
  decoded(new RegExp(`id="${id}"[\\s\\S]*?(?=</section>|<form|$)`)
    .exec(text)?.[0] ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

// RFC 4180, read without any word of ours.
function csvRows(text) {
  const all = [];
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\r])*\r\n/g) ?? []) {
    all.push(line.slice(0, -2).match(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/g)
      .slice(0, 14).map((cell) => cell.replace(/,$/, '')
        .replace(/^"([\s\S]*)"$/, '$1').replace(/""/g, '"')));
  }
  return all;
}

// 30 conversations: three of Ana's, one a formula's, the others guests'.
async function aShop(instance, marta) {
  const claims = (name, sub) => ({ claims: { sub, name,
                                             email: `${sub}@example.org` } });
  const made = {};
  const says = async (who, text, options) => {
    made[who] = new Customer(instance, options);
    await made[who].create(text);
  };
  const ana = { identity: instance.identity(claims('Ana Petrova', 'ana')) };
  await says('label', 'The return label of order 1042 does not print', ana);
  await says('naive', 'Is a naïve “quoted phrase” OR * found?', ana);
  await says('file', 'Here is a picture', ana);
  await made.file.upload();
  await says('formula', 'Is my name shown?', {
    identity: instance.identity(claims(formula, 'formula')) });
  for (let n = 0; n < 26; n += 1) {
    await says(`guest${n}`, `Guest question ${n}`, { name: `Guest ${n}` });
  }
  await eventually(async () => (await marta.call('GET', list)).text
    .includes(made.guest25.conversation), 'the index');
  return made;
}

// Until the list at `path` says so.
const until = (marta, path, holds) => eventually(async () => {
  const answer = await marta.call('GET', path);
  return holds(answer) && answer;
}, path);

async function asking(suite, marta, made) {
  const get = (query) => marta.call('GET', `${list}?${query}`);
  const found = async (query) => rows(await get(query));

  await suite.test('empty fields lead to the URL without them', async () => {
    const answer = await get('q=&status=open&agent=&from=&sort=&page=');
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, `${list}?status=open`);
  });
  await suite.test('filters, search and page combine, and each narrows', async () => {
    assert.deepEqual(await found('customer=petro&has_file=yes'),
                     [made.file.conversation]);
    assert.deepEqual(await found('q=label+print&status=open&verified=yes'),
                     [made.label.conversation]);
    assert.deepEqual(await found('q=label&verified=no'), []);
    assert.equal((await found('verified=no&page=2')).length, 1);
    assert.deepEqual(await found('agent=marta'), []);
  });
  await suite.test('a day is among the days from itself until itself', async () => {
    const day = await dayOf(made.file);
    const answer = await get(`from=${day}&until=${day}&has_file=yes`);
    assert.deepEqual(rows(answer), [made.file.conversation]);
  });
  await suite.test('a hit is marked and leads to its message', async () => {
    const answer = await get('q=naive');
    assert.deepEqual(rows(answer), [made.naive.conversation]);
    assert.match(answer.text, /<mark>naïve<\/mark>/);
    assert.match(link(answer, `h-${made.naive.conversation}`), /\/#m-2$/);
  });
  for (const words of ['"', '"""', '*', 'a*b', 'NEAR(a b)', 'a AND', 'NOT',
                       '(', ')', "'; DROP TABLE x; --", '<script>alert(1)',
                       '{{csrf}}', '^', 'label:x', '\\', '%', '🛒', '-', ':']) {
    await suite.test(`${words} is looked for like any word`, async () => {
      const answer = await get(`q=${encodeURIComponent(words)}`);
      assert.equal(answer.status, 200);
      assert.ok(!answer.text.includes('<script>alert'));
      const value = /id="q"[^>]*?value="([^"]*)"/.exec(answer.text)[1];
      assert.equal(decoded(value), words);
      if (!/[\p{L}\p{N}]/u.test(words)) assert.deepEqual(rows(answer), []);
    });
  }
  await suite.test('an empty list says which filter to drop, and what for',
    async () => {
      const answer = await get('q=label&verified=no');
      const words = part(answer, 'nothing');
      assert.match(words, /Nothing matches both filters/);
      assert.match(words, /Without guests there is 1\./);
      assert.match(words, /Drop guests \(1\)/);
      assert.match(answer.text, /href="\/support\/conversations\/\?q=label"/);
    });
  await suite.test('what is wrong is listed, linked and kept, beside a list',
    async () => {
      const answer = await get(
        'status=new&agent=nemo&from=2026-02-30&until=soon&tag=nowhere&q=label');
      assert.equal(answer.status, 422);
      for (const field of ['status', 'agent', 'from', 'until', 'tag']) {
        assert.match(answer.text, new RegExp(`<a href="#${field}">`), field);
        assert.match(answer.text,
          new RegExp(`id="${field}"[^>]*aria-invalid="true"`), field);
      }
      assert.match(answer.text, /id="from"[^>]*value="2026-02-30"/);
      assert.deepEqual(rows(answer), [made.label.conversation]);
    });
  await suite.test('a figure of the statistics is a filter with a name',
    async () => {
      const [from, to] = [await dayOf(made.label), await dayOf(made.file)];
      const answer = await get(
        `figure=not_answered&from=${from}&until=${to}&customer=petro`);
      assert.equal(rows(answer).length, 3);
      assert.match(link(answer, 'drop-figure'), /\?customer=petro$/);
      assert.equal((await get('figure=luck')).status, 422);
    });
  await suite.test('heads sort, and say how', async () => {
    const newest = await get('verified=yes');
    assert.match(newest.text, /aria-sort="descending"><a id="by-last"/);
    const oldest = await marta.call('GET', link(newest, 'by-last'));
    assert.match(oldest.text, /aria-sort="ascending"><a id="by-last"/);
    assert.deepEqual(rows(oldest), rows(newest).reverse());
    const wait = await marta.call('GET', link(newest, 'by-wait'));
    assert.match(wait.text, /aria-sort="descending"><a id="by-wait"/);
  });
  await suite.test('a page of 25 weighs at most 60 KB gzipped', async () => {
    const answer = await marta.call('GET', list);
    assert.equal(rows(answer).length, 25);
    assert.ok(gzipSync(answer.body).length <= 60_000);
  });
}

async function paging(suite, instance, marta, made) {
  await suite.test('nobody is skipped or shown twice when somebody writes between two pages',
    async () => {
      const first = await marta.call('GET', list);
      const next = link(first, 'older');
      await made.guest3.send('One more thing');
      await until(marta, list,
        (answer) => rows(answer)[0] === made.guest3.conversation);
      const second = await marta.call('GET', next);
      const again = rows(first).filter((id) => rows(second).includes(id));
      assert.deepEqual(again, []);
      const all = new Set([...rows(first), ...rows(second)]);
      assert.equal(all.size, Object.keys(made).length -
        (rows(first).includes(made.guest3.conversation) ? 0 : 1));
      const back = await marta.call('GET', link(second, 'newer'));
      assert.equal(rows(back).length, 25);
    });
  await suite.test('the same URL gives the same page', async () => {
    const url = link(await marta.call('GET', list), 'older');
    assert.deepEqual(rows(await marta.call('GET', url)),
                     rows(await marta.call('GET', url)));
  });
  await suite.test('a page beyond the last is the last', async () => {
    const answer = await marta.call('GET', `${list}?page=900`);
    assert.equal(answer.status, 200);
    assert.equal(rows(answer).length, Object.keys(made).length - 25);
    assert.match(part(answer, 'page-now'), /Page 2 of 2/);
  });
}

const told = async (marta, answer) => {
  assert.equal(answer.status, 303, answer.text);
  return part(await marta.call('GET', answer.headers.location), 'result');
};
const state = async (marta, customer) => (await marta.call('GET',
  `/support/agent/api/conversation/${customer.conversation}/messages/`)).json;

async function changing(suite, instance, marta, made) {
  const query = 'customer=guest&verified=no';
  const change = (fields, ids) => marta.call('POST', bulk, {
    body: new URLSearchParams([['csrf', marta.csrf], ...Object.entries(
      { key: freshKey(), back: query, ...fields }),
    ...ids.map((id) => ['id', id])]).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const box = async (...who) => {
    const all = [...boxes(await marta.call('GET', list)),
                 ...boxes(await marta.call('GET', `${list}?page=2`))];
    return who.map((name) =>
      all.find((one) => one.startsWith(made[name].conversation)));
  };

  await suite.test('a close leads back to the list, and skips who has written since',
    async () => {
      const ids = await box('guest10', 'guest11', 'guest12');
      await made.guest12.send('Wait, there is more');
      const answer = await change({ action: 'close' }, ids);
      assert.ok(answer.headers.location.startsWith(
        `${list}?customer=guest&verified=no&result=`));
      const words = await told(marta, answer);
      assert.match(words, /2 conversations closed\./);
      assert.match(words, /1 skipped, the customer has written meanwhile: Guest 12/);
      assert.equal((await state(marta, made.guest10)).status, 'closed');
      assert.equal((await state(marta, made.guest12)).status, 'open');
    });
  await suite.test('a figure lists the very conversations that it counts',
    async () => {
      const isClose = ({ kind }) => kind === 'status';
      const [from, to] = [await dayOf(made.guest10, isClose),
                          await dayOf(made.guest11, isClose)];
      const answer = await until(marta,
        `${list}?figure=closes&agent=marta&from=${from}&until=${to}`,
        (one) => rows(one).length === 2);
      assert.deepEqual(rows(answer).sort(),
        [made.guest10.conversation, made.guest11.conversation].sort());
    });
  await suite.test('a form sent twice counts once', async () => {
    const ids = await box('guest13', 'guest14');
    const fields = { action: 'tag', tag: 'a "fine" tag', key: freshKey() };
    const one = await change(fields, ids);
    const two = await change(fields, ids);
    assert.equal(one.headers.location, two.headers.location);
    const { messages } = await state(marta, made.guest13);
    assert.equal(messages.filter(({ kind }) => kind === 'tag').length, 1);
    assert.match(await told(marta, two), /2 conversations tagged “a "fine" tag”/);
  });
  await suite.test('what is so already is skipped and says so', async () => {
    const ids = await box('guest13', 'guest15');
    assert.match(await told(marta, await change(
      { action: 'tag', tag: 'a "fine" tag' }, ids)),
    /1 conversation tagged .*1 skipped, tagged so already: Guest 13/);
    await change({ action: 'assign', to: 'admin' }, ids);
    assert.match(await told(marta, await change(
      { action: 'assign', to: 'admin' }, ids)),
    /No conversation assigned .*2 skipped, theirs already/);
    assert.match(await told(marta, await change(
      { action: 'untag', tag: 'a "fine" tag' }, ids)),
    /2 conversations freed of the tag/);
  });
  await suite.test('whom a colleague took meanwhile, nobody takes away unseen',
    async () => {
      const ids = await box('guest22', 'guest23');
      const taken = await marta.post(`/support/agent/api/conversation/${
        made.guest22.conversation}/assign/`,
      { key: freshKey(), assignee: 'admin' });
      assert.equal(taken.status, 303, taken.text);
      assert.match(await told(marta, await change(
        { action: 'assign', to: 'marta' }, ids)),
      /1 conversation assigned .*1 skipped, changed by somebody meanwhile: Gue/);
      const now = (answer) => boxes(answer).filter((one) =>
        one.startsWith(made.guest22.conversation) && one.endsWith('.admin'));
      const seen = await until(marta, list, (answer) => now(answer).length);
      assert.match(await told(marta, await change(
        { action: 'assign', to: 'marta' }, now(seen))),
      /1 conversation assigned/);
    });
  await suite.test('a close is undone, each to what it was', async () => {
    await marta.post(`/support/agent/api/conversation/${
      made.guest16.conversation}/send/`, { key: freshKey(), text: 'Answered' });
    const seen = await until(marta, list, (answer) => answer.text.includes(
      'Our reply: Answered'));
    const ids = [...boxes(seen)].filter((one) =>
      [made.guest16, made.guest17].some(
        ({ conversation }) => one.startsWith(conversation)));
    assert.equal(ids.length, 2);
    const closed = await change({ action: 'close' }, ids);
    const page = await marta.call('GET', closed.headers.location);
    const undo = [.../id="undo"[\s\S]*?<\/form>/.exec(page.text)[0]
      .matchAll(/name="id" value="([^"]+)"/g)].map((one) => one[1]);
    const answer = await change({ action: 'reopen' }, undo);
    assert.match(await told(marta, answer), /2 conversations opened again\./);
    assert.equal((await state(marta, made.guest16)).status, 'pending');
    assert.equal((await state(marta, made.guest17)).status, 'open');
  });
  await suite.test('nothing chosen, no action: the page again, 422, all kept',
    async () => {
      const none = await change({ action: 'close' }, []);
      assert.equal(none.status, 422);
      assert.match(none.text, /<a href="#bulk-action">Choose at least one/);
      const ids = await box('guest18');
      const what = await change({ action: 'tag', tag: 'x,y' }, ids);
      assert.equal(what.status, 422);
      assert.match(what.text, /id="bulk-tag"[^>]*value="x,y"/);
      assert.match(what.text, new RegExp(`value="${ids[0]}" checked`));
      assert.match(what.text, /id="customer"[^>]*value="guest"/);
      assert.equal((await change({ action: 'assign', to: 'ana' }, ids)).status, 422);
      const many = Array.from({ length: 101 }, (_, n) =>
        `20200101-${String(n).padStart(20, '0')}`);
      assert.equal((await change({ action: 'close' }, many)).status, 422);
    });
  await suite.test('a result that others made up is not believed', async () => {
    const { headers } = await change({ action: 'close' },
                                     await box('guest19'));
    const result = headers.location.split('result=')[1];
    const shown = async (user, text) => part(
      await user.call('GET', `${list}?result=${text}`), 'result');
    assert.match(await shown(marta, result), /1 conversation closed/);
    for (const text of ['<b>Pay+here</b>', result.replace('close', 'assign'),
                        `${result}x`, 'close~~~~']) {
      assert.equal(await shown(marta, text), '');
    }
    const admin = await new User(instance, 'admin').signIn();
    assert.equal(await shown(admin, result), '', 'of another session');
  });
  await suite.test('a program is told the same in JSON', async () => {
    const nobody = '20200101-00000000000000000000';
    const answer = await marta.call('POST', bulk, {
      headers: { accept: 'application/json' },
      json: { csrf: marta.csrf, key: freshKey(), action: 'assign', to: '',
              ids: `${made.guest20.conversation} ${nobody}` } });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, { action: 'assign', done: [], skipped: [
      { id: nobody, why: 'missing' },
      { id: made.guest20.conversation, why: 'same' }] });
    const wrong = await marta.call('POST', bulk, {
      headers: { accept: 'application/json' },
      json: { csrf: marta.csrf, key: freshKey(), action: 'close' } });
    assert.equal(wrong.status, 422);
    assert.equal(wrong.code, 'invalid');
  });
}

async function taking(suite, instance, marta, made) {
  await suite.test('a CSV holds all that was found, no formula among it',
    async () => {
      const answer = await marta.call('GET', `${file}?format=csv&verified=yes`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers['content-type'], /^text\/csv; charset=utf-8/);
      assert.match(answer.headers['content-disposition'],
        /^attachment; filename="support-messages-\d{4}-\d\d-\d\d\.csv"$/);
      assert.ok(answer.text.startsWith('\uFEFF'), 'a byte order mark');
      const [head, ...lines] = csvRows(answer.text.slice(1));
      assert.deepEqual(head.slice(0, 5),
        ['id', 'customer', 'email', 'verified', 'status']);
      assert.equal(lines.length, 4);
      const line = lines.find(([id]) => id === made.formula.conversation);
      assert.equal(line[1], `'${formula}`);
      const ana = lines.find(([id]) => id === made.file.conversation);
      assert.deepEqual(ana.slice(1, 5),
        ['Ana Petrova', 'ana@example.org', 'yes', 'open']);
      assert.equal(ana[12], 'yes');
      const all = await marta.call('GET', file);
      assert.equal(csvRows(all.text).length, 1 + Object.keys(made).length);
    });
  await suite.test('JSON Lines hold every message, a line a conversation',
    async () => {
      const answer = await marta.call('GET',
        `${file}?format=jsonl&customer=petro&has_file=yes`);
      const lines = answer.text.trimEnd().split('\n').map((l) => JSON.parse(l));
      assert.equal(lines.length, 1);
      assert.equal(lines[0].customer.name, 'Ana Petrova');
      assert.deepEqual(lines[0].messages.map(({ text, file: one }) =>
        text ?? one.name), ['Here is a picture', 'cover.png']);
    });
  await suite.test('a file of a wrong filter is refused, not of all', async () => {
    for (const query of ['status=new', 'from=soon', 'format=xls']) {
      const answer = await marta.call('GET', `${file}?${query}`);
      assert.equal(answer.status, 422, query);
      assert.match(answer.headers['content-type'], /^text\/html/);
    }
  });
  await suite.test('the audit log says who took what, and no customer\'s word',
    async () => {
      await marta.call('GET', `${file}?format=csv&q=label&status=open`);
      const folder = join(instance.data, 'audit');
      const lines = readdirSync(folder).map((name) =>
        readFileSync(join(folder, name), 'utf8')).join('').trim().split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ event }) => event === 'sensitive_export');
      const last = lines.at(-1);
      assert.equal(last.actor, 'a:marta');
      assert.equal(last.detail, 'csv, 1 conversations; filtered by q status');
    });
}

// A day or less than a day: whoever wonders when exactly is told, and where.
async function times(suite, marta, made) {
  await suite.test('each time says on hover when it was, and in which zone',
    async () => {
      for (const page of ['/support/agent/dashboard/', list,
                          '/support/agent/account/',
                          `/support/conversation/${made.formula.conversation}/`]) {
        const { text } = await marta.call('GET', page);
        const shown = [...text.matchAll(
          /<time datetime="(\d{4}-\d\d-\d\dT[^"]*)"(?: title="([^"]*)")?/g)];
        assert.ok(shown.length >= 2, page);
        for (const [whole, iso, full] of shown) {
          assert.match(full ?? '', /^(since )?[A-Z]\w+day \d+ .*, UTC$/, whole);
          assert.ok(full.includes(iso.slice(11, 16)), whole);
        }
      }
    });
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const marta = await new User(instance, 'marta').signIn();
    const made = await aShop(instance, marta);
    await asking(suite, marta, made);
    await paging(suite, instance, marta, made);
    await taking(suite, instance, marta, made);
    await times(suite, marta, made);
    await changing(suite, instance, marta, made);
  } finally {
    await instance.stop();
  }
}
