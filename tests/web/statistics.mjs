// The statistics: the golden trace of the reference, fed through the API with
// the clock held; days on which the clock is changed; and that a figure's link
// shows just the conversations that it counts.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { csv, figures, plain } from './figures.mjs';
import { freshKey } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const zone = 'Europe/Berlin';
const settings = (more) =>
  JSON.stringify({ rev: 1, time_zone: zone, ...more });
const api = (customer, what) =>
  `/support/agent/api/conversation/${customer.conversation}/${what}/`;

// Whoever acts does it at a time told; nobody's session lasts for months.
class Shop {
  constructor(instance) { this.instance = instance; }

  at(time) {
    this.instance.holdClock(new Date(time));
    return this;
  }
  async agent(login) {
    return new User(this.instance, login).signIn();
  }
  async writes(text, name = 'Guest') {
    const customer = new Customer(this.instance, { name });
    await customer.create(text);
    return customer;
  }
  async does(agent, customer, what, fields) {
    const answer = await agent.post(api(customer, what),
                                    { key: freshKey(), ...fields });
    assert.equal(answer.status, 303, answer.text);
  }
  rates(customer, value, text) {
    return customer.call('POST',
      `/conversation/${customer.conversation}/rating/`,
      { json: { value, text, key: freshKey() } });
  }
}

async function addAgent(instance, login, name) {
  instance.passwords[login] = await instance.ctl(
    'user', 'add', login, '--name', name, '--staff', '--random-password');
}

// 10 March 2026 is a Tuesday; Berlin is an hour ahead of UTC.
const trace = (time) => `2026-03-10T08:${time}Z`;

async function golden(suite, instance) {
  const shop = new Shop(instance);
  instance.write('settings.json', settings({
    hours: Array(7).fill('09:05-17:00'),
    out_of_hours: 'We open at five past nine.' }));
  shop.at(trace('00:00'));
  const x = await shop.agent('marta');
  const y = await shop.agent('yuri');
  const customer = await shop.writes('A');
  shop.at(trace('00:01'));
  await eventually(async () =>
    (await customer.history()).some((one) => one.text.startsWith('We open')),
                   'the automatic reply');
  shop.at(trace('01:00'));
  await customer.send('B');
  shop.at(trace('01:30'));
  await shop.does(x, customer, 'note', { text: 'a note' });
  shop.at(trace('02:00'));
  await shop.does(x, customer, 'send', { text: 'An answer' });

  const backlogAt = async (time, expected) => {
    shop.at(trace(time));
    await suite.test(`the backlog at 09:${time} is ${expected}`, () =>
      eventually(async () =>
        (await figures(x, '?range=today')).backlog() === expected,
                 `a backlog of ${expected}`));
  };
  await backlogAt('05:00', '1');
  shop.at(trace('10:00'));
  await shop.does(x, customer, 'status', { status: 'closed' });
  await backlogAt('20:00', '0');
  shop.at(trace('30:00'));
  await customer.send('C');
  shop.at(trace('30:20'));
  await shop.does(y, customer, 'send', { text: 'Another' });
  await backlogAt('35:00', '1');
  shop.at(trace('40:00'));
  await suite.test('what is not closed cannot be rated: 409', async () => {
    const answer = await shop.rates(customer, 5);
    assert.equal(answer.status, 409, answer.text);
    assert.equal(answer.code, 'conflict');
  });
  await shop.does(y, customer, 'status', { status: 'closed' });
  shop.at(trace('41:00'));
  await suite.test('a rating that is none: 400 or 422', async () => {
    for (const value of [0, 6, 2.5, '5', null]) {
      assert.equal((await shop.rates(customer, value)).status, 400, `${value}`);
    }
    assert.equal((await shop.rates(customer, 5, 'x'.repeat(1001))).status, 422);
  });
  // The second takes the place of the first: it counts once.
  for (const value of [2, 5]) {
    const answer = await shop.rates(customer, value, '=SUM(A1)');
    assert.equal(answer.status, 200, answer.text);
  }
  shop.at('2026-03-10T10:00:00Z');
  const seen = await eventually(async () => {
    const now = await figures(x, '?range=today');
    return now.card('ratings').n?.exact === '1' &&
      now.text.includes('5 of 5') && now;
  }, 'the rating');
  await goldenFigures(suite, seen);
  await suite.test('the dashboard tells no share of one rating either',
    async () => {
      const { text } = await x.call('GET', '/support/agent/dashboard/');
      assert.match(plain(/id="fig-rated".*?<\/div>/s.exec(text)?.[0] ?? ''),
                   /too few.*1 of 1 rating/);
    });
  await goldenAgents(suite, seen);
  await goldenCsv(suite, instance, x, customer);
}

async function goldenFigures(suite, seen) {
  const is = (what, card, expected) =>
    suite.test(`golden trace: ${what}`, () =>
      assert.deepEqual(seen.exact(card), expected));
  await is('2 cycles, 1 conversation, 1 reopened', 'cycles', ['2', '1', '1']);
  await is('first response 120 s and 20 s', 'first_reply', ['70', '120', '2']);
  await is('accepted by the same answers', 'accept', ['70', '120', '2']);
  await is('reply times 120 s and 20 s, by the first of a run', 'reply',
           ['70', '120', '2']);
  await is('resolution 600 s twice', 'resolution', ['600', '600', '2']);
  await is('full resolution 2,400 s', 'full_resolution', ['2400', '2400', '1']);
  await is('messages 3, 2 and 1', 'messages', ['3', '2', '1']);
  await is('one rating, no share, half responded', 'ratings', ['', '50', '1']);
  await suite.test('golden trace: means beside them', () => {
    for (const [card, mean] of [['first_reply', '70'], ['reply', '70'],
                                ['resolution', '600']]) {
      assert.equal(seen.card(card).notes[0].exact, mean, card);
    }
    assert.match(plain(seen.text), /0 not yet answered/);
  });
  await suite.test('golden trace: nothing missed', () =>
    assert.equal(seen.card('missed').missed.exact, '0'));
  await suite.test('golden trace: both cycles began on Tuesday at 09', () => {
    assert.equal(seen.hours().Tue[9], '2.0');
    assert.equal(seen.hours('peaks').Tue[9], '2');
    assert.deepEqual(seen.hours().Tue.filter((one) => one === '2.0').length, 1);
    assert.equal(seen.hours().Wed[9], '–', 'no Wednesday in these days');
  });
  await suite.test('golden trace: one day, both answered, none open', () =>
    assert.deepEqual(seen.days(), [['2026-03-10', '2', '2', '0', '0']]));
  await suite.test('days and zone stand in the title', () =>
    assert.equal(seen.title(), '10 March 2026, Europe/Berlin'));
  await suite.test('the comment stands there, and nothing runs in it', () =>
    assert.match(plain(seen.text), /5 of 5 =SUM\(A1\).*answered by Yuri/));
  await suite.test('the sentences for people are the exact ones', () => {
    assert.equal(seen.card('first_reply').median.words, '1 min 10 s');
    assert.equal(seen.card('resolution').median.words, '10 min');
    assert.equal(seen.card('full_resolution').median.words, '40 min');
  });
}

const column = (agent, name) => agent[name].exact;

async function goldenAgents(suite, seen) {
  const { marta, yuri } = seen.agents();
  const names = ['conversations', 'messages', 'first_reply', 'reply', 'closes',
                 'reopened', 'open'];
  await suite.test('golden trace: X answered in 120 s and was reopened', () => {
    assert.deepEqual(names.map((name) => column(marta, name)),
                     ['1', '1', '120', '120', '1', '1', '0']);
    assert.match(marta.ratings.text, /none.*n 0/);
  });
  await suite.test('golden trace: Y answered in 20 s and was rated 5', () => {
    assert.deepEqual(names.map((name) => column(yuri, name)),
                     ['1', '1', '20', '20', '1', '0', '0']);
    assert.match(yuri.ratings.text, /too few.*n 1/);
    assert.equal(yuri.ratings.exact, '1');
  });
}

async function goldenCsv(suite, instance, user, customer) {
  const lines = await csv(user, '?range=today');
  await suite.test('golden trace: one line of CSV a cycle', () => {
    const [first, second] = lines;
    assert.equal(lines.length, 2);
    const is = (line, expected) => assert.deepEqual(Object.fromEntries(
      Object.keys(expected).map((head) => [head, line[head]])), expected);
    is(first, {
      conversation: customer.conversation, cycle: '1',
      started: '2026-03-10T08:00:00.000Z',
      first_reply: '2026-03-10T08:02:00.000Z', first_reply_by: 'marta',
      closed: '2026-03-10T08:10:00.000Z', closed_by: 'marta',
      wait_until_accepted_s: '120', first_response_s: '120',
      resolution_s: '600', rating: '', comment: '', missed: 'no' });
    is(second, {
      cycle: '2', first_reply_by: 'yuri', closed_by: 'yuri',
      first_response_s: '20', resolution_s: '600', rating: '5',
      rated_agent: 'yuri', missed: 'no' });
  });
  await suite.test('a comment that is a formula is none in the CSV', () =>
    assert.equal(lines[1].comment, "'=SUM(A1)"));
  await suite.test('CSV of agents, days and hours says the same', async () => {
    const agents = await csv(user, '?range=today&what=agents');
    assert.deepEqual(agents.map((one) => [one.login, one.first_response_median_s,
      one.reopened_within_24_h, one.ratings]),
    [['marta', '120', '1', '0'], ['yuri', '20', '0', '1']]);
    const [day] = await csv(user, '?range=today&what=days');
    assert.deepEqual(Object.values(day), ['2026-03-10', '2', '2', '0', '0']);
    const hours = await csv(user, '?range=today&what=hours');
    assert.equal(hours.length, 7 * 24);
    assert.deepEqual(Object.values(hours[24 + 9]), ['2', '9', '2', '1', '2']);
  });
  await suite.test('it is a file for spreadsheets, named by its days', () => {
    const { headers } = lines.answer;
    assert.match(headers['content-type'], /^text\/csv; charset=utf-8$/i);
    assert.match(headers['content-disposition'],
                 /attachment.*statistics-cycles-2026-03-10-2026-03-10\.csv/);
    assert.ok(lines.answer.text.startsWith('\uFEFF'));
  });
  await suite.test('who exported what is in the audit log', () => {
    const folder = join(instance.data, 'audit');
    const text = readdirSync(folder).map((name) =>
      readFileSync(join(folder, name), 'utf8')).join('');
    assert.match(text, /"sensitive_export".*a:marta.*statistics cycles 2026-03-10/);
  });
}

// The clock goes forward on 29 March at 02:00 and back on 25 October at 03:00.
const springAndAutumn = [
  '2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00.000Z',
  '2026-03-29T00:30:00.000Z', '2026-03-29T01:00:00.000Z',
  '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00.000Z',
  '2026-10-24T22:00:00.000Z', '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z', '2026-10-25T01:45:00.000Z',
  '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00.000Z'];

async function clockChanges(suite, instance) {
  const shop = new Shop(instance);
  for (const time of springAndAutumn) await shop.at(time).writes(time);
  shop.at('2026-10-26T12:00:00Z');
  const x = await shop.agent('marta');
  const spring = '?from=2026-03-28&until=2026-03-30';
  const seen = await eventually(async () => {
    const now = await figures(x, '?from=2026-10-26&until=2026-10-26');
    return now.card('cycles').cycles?.exact === '1' && figures(x, spring);
  }, 'the index');
  const counts = (one) => one.days().map(([day, started]) => [day, started]);
  await suite.test('a day of 23 hours holds what was written in it', async () => {
    assert.deepEqual(counts(seen), [['2026-03-28', '1'], ['2026-03-29', '4'],
                                    ['2026-03-30', '1']]);
    const day = await figures(x, '?from=2026-03-29&until=2026-03-29');
    assert.equal(day.card('cycles').cycles.exact, '4');
    const { Sun } = day.hours();
    assert.deepEqual([0, 1, 2, 3, 23].map((hour) => Sun[hour]),
                     ['1.0', '1.0', '–', '1.0', '1.0']);
  });
  await suite.test('a day of 25 hours has one of them twice', async () => {
    const autumn = await figures(x, '?from=2026-10-24&until=2026-10-26');
    assert.deepEqual(counts(autumn), [['2026-10-24', '0'], ['2026-10-25', '5'],
                                      ['2026-10-26', '1']]);
    const day = await figures(x, '?from=2026-10-25&until=2026-10-25');
    const at = (which) => [0, 1, 2, 23].map((hour) => day.hours(which).Sun[hour]);
    assert.deepEqual(at('means'), ['1.0', '0', '1.5', '1.0']);
    assert.deepEqual(at('peaks'), ['1', '0', '2', '1']);
  });
  await suite.test('a long range is drawn by weeks, none twice', async () => {
    const long = await figures(x, '?from=2026-03-29&until=2026-10-25');
    const weeks = counts(long);
    assert.equal(weeks.length, 31);
    assert.equal(weeks[0][0], '2026-03-29');
    assert.equal(weeks[1][0], '2026-03-30 to 2026-04-05');
    assert.equal(weeks.at(-1)[0], '2026-10-19 to 2026-10-25');
    assert.equal(weeks.reduce((sum, [, count]) => sum + Number(count), 0), 10);
    assert.equal(long.card('cycles').cycles.exact, '10');
  });
  await suite.test('days to come are shown as such', async () => {
    const later = await figures(x, '?from=2026-10-26&until=2026-10-28');
    assert.equal(later.status, 200);
    assert.deepEqual(later.days().map((row) => [row[1], row[4] === '–']),
                     [['1', false], ['0', true], ['0', true]]);
    assert.equal(later.hours().Tue[9], '–');
  });
  await suite.test('the CSV of the days says what was open as well', async () => {
    const days = '?from=2026-10-24&until=2026-10-28';
    const open = (await csv(x, `${days}&what=days`))
      .map((day) => day.open_at_end || '–');
    const drawn = await figures(x, days);
    assert.deepEqual(open, drawn.days().map((row) => row[4]));
    assert.deepEqual(open, ['6', '11', '12', '–', '–']);
    assert.match(drawn.text, /id="backlog".*&amp;what=days">CSV/);
  });
}

async function wrongDays(suite, x) {
  const wrong = [
    ['from=2026-02-30&until=2026-03-10', 'value="2026-02-30"', /first day is a date/],
    ['from=2026-03-10&until=<b>', 'value="&lt;b&gt;"', /last day is a date/],
    ['from=2026-03-10&until=2026-03-09', 'value="2026-03-09"', /before the first/],
    ['from=&until=2026-03-09', 'value="2026-03-09"', /Choose the first day/],
    ['from=2020-01-01&until=2026-03-09', 'value="2020-01-01"', /At most 1,098 days/],
    ['from=0001-01-01', 'value="0001-01-01"', /first day is a date/],
    ['range=31', '', /no such range/]];
  for (const [query, kept, words] of wrong) {
    const path = query.split('&').map((pair) => pair.split('=')
      .map(encodeURIComponent).join('=')).join('&');
    await suite.test(`?${query}: told what is wrong, and kept`, async () => {
      const seen = await figures(x, `?${path}`);
      assert.equal(seen.status, 422);
      assert.match(plain(seen.text), words);
      assert.ok(seen.text.includes(kept), kept);
      assert.ok(seen.text.includes('role="alert"'));
      assert.deepEqual(seen.exact('cycles'), [], 'no figure of other days');
      const file = await x.call('GET', `/support/agent/statistics/export/?${path}`);
      assert.equal(file.status, 400);
    });
  }
  await suite.test('a table that is none: 400', async () => {
    const path = '/support/agent/statistics/export/?what=everything';
    assert.equal((await x.call('GET', path)).status, 400);
  });
}

async function emptyShop(suite, x) {
  const seen = await figures(x);
  await suite.test('an empty shop has noughts, dashes and sentences', () => {
    assert.equal(seen.status, 200);
    assert.deepEqual(seen.exact('cycles'), ['0', '0', '0']);
    assert.deepEqual(seen.exact('first_reply'), ['', '', '0']);
    assert.equal(seen.card('first_reply').median.words, '–');
    assert.equal(seen.tile('awaiting').exact, '0');
    assert.equal(seen.tile('oldest').words, '–');
    assert.equal(seen.days().length, 30);
    assert.match(plain(seen.text), /Nobody wrote on these days/);
    assert.match(plain(seen.text), /No agent wrote or closed anything/);
    assert.match(plain(seen.text), /No customer left a comment/);
  });
}

// Conversations of every kind within one day, a quarter of an hour apart.
async function allKinds(shop) {
  const day = Date.parse('2026-11-02T09:00:00Z');
  let quarters = 0;
  const next = () => shop.at(day + (quarters += 1) * 900_000);
  next();
  const x = await shop.agent('marta');
  const y = await shop.agent('yuri');
  const act = (agent, customer, what, fields) =>
    next().does(agent, customer, what, fields);
  const close = (agent, customer) =>
    act(agent, customer, 'status', { status: 'closed' });
  const answer = (agent, customer) =>
    act(agent, customer, 'send', { text: 'Yes' });
  const fresh = (name) => next().writes('Hello', name);

  await fresh('unanswered');
  const taken = await fresh('taken');
  await act(x, taken, 'assign', { assignee: 'marta' });
  await close(x, await fresh('missed'));
  const seenIt = await fresh('seen');
  await answer(x, seenIt);
  await next();
  await seenIt.call('POST', `/conversation/${seenIt.conversation}/seen/`,
                    { json: { upto: 3 } });
  await close(x, seenIt);
  const pending = await fresh('pending');
  await answer(y, pending);
  const often = await fresh('often');
  for (const value of [1, 4, 5]) {
    await answer(value === 1 ? y : x, often);
    await close(y, often);
    await next();
    await shop.rates(often, value, value === 4 ? 'Good' : '');
    await next();
    await often.send('Once more');
  }
  next();
  return shop.agent('marta');
}

const ids = (text) => new Set(
  [...text.matchAll(/\/support\/conversation\/([0-9]{8}-[0-9A-Z]{20})\//g)]
    .map(([, id]) => id));

async function lists(suite, instance) {
  const x = await allKinds(new Shop(instance));
  const query = '?from=2026-11-02&until=2026-11-02';
  const seen = await eventually(async () => {
    const now = await figures(x, query);
    return now.card('cycles').cycles?.exact === '9' &&
      now.card('ratings').n.exact === '3' && now;
  }, 'the index');
  const cycles = await csv(x, query);
  const counted = {
    cycles: () => true,
    reopened: (one) => one.cycle !== '1',
    first_reply: (one) => one.first_reply !== '',
    not_answered: (one) => one.first_reply === '',
    accept: (one) => one.accepted !== '',
    resolution: (one) => one.closed !== '',
    missed: (one) => one.missed === 'yes',
    abandoned: (one) => one.abandoned === 'yes',
    dropped: (one) => one.dropped === 'yes',
    rated: (one) => one.rating !== '',
    positive: (one) => Number(one.rating) >= 4 };
  const urls = seen.lists();
  const list = async (url) =>
    ids((await x.call('GET', url)).text);
  for (const [figure, counts] of Object.entries(counted)) {
    await suite.test(`the list of ${figure} is what the CSV counts`, async () => {
      const expected = new Set(cycles.filter(counts)
        .map((one) => one.conversation));
      const url = urls.find((one) => one.includes(`figure=${figure}&`) &&
                                     !one.includes('agent='));
      assert.ok(url, 'a link');
      assert.deepEqual([...await list(url)].sort(), [...expected].sort());
    });
  }
  await suite.test('a list is never empty when its figure is not 0', async () => {
    for (const url of ['reply', 'full_resolution'].map((name) =>
      urls.find((one) => one.includes(`figure=${name}&`)))) {
      assert.ok((await list(url)).size > 0, url);
    }
    assert.equal(seen.card('full_resolution').n.exact, String((await list(
      urls.find((one) => one.includes('figure=full_resolution')))).size));
  });
  await suite.test('an agent\'s figures link to that agent\'s lists', async () => {
    const { marta } = seen.agents();
    assert.equal(String((await list(marta.conversations.url)).size),
                 marta.conversations.exact);
    assert.ok((await list(marta.closes.url)).size > 0);
    assert.match(marta.ratings.url, /figure=rated&.*agent=marta/);
    assert.ok((await list(marta.ratings.url)).size > 0);
  });
  await suite.test('agents are sorted as the head says', async () => {
    const order = async (sort) => Object.keys(
      (await figures(x, `${query}&sort=${sort}`)).agents());
    const by = async (name) => (await order(name)).map(
      (login) => Number(seen.agents()[login][name].exact));
    assert.deepEqual(await order('agent'), ['marta', 'yuri']);
    const closes = await by('closes');
    assert.deepEqual(closes, [...closes].sort((a, b) => b - a));
    const times = await by('first_reply');
    assert.deepEqual(times, [...times].sort((a, b) => a - b));
    const page = await figures(x, `${query}&sort=closes`);
    assert.match(page.text, /aria-sort="descending"><a [^>]*>Closed/);
  });
}

export default async function (suite) {
  const instance = await Instance.start({ clock: trace('00:00') });
  try {
    instance.write('settings.json', settings());
    await addAgent(instance, 'yuri', 'Yuri');
    const x = await new User(instance, 'marta').signIn();
    await emptyShop(suite, x);
    await wrongDays(suite, x);
    await golden(suite, instance);
    instance.write('settings.json', settings());
    await clockChanges(suite, instance);
    await lists(suite, instance);
  } finally {
    await instance.stop();
  }
}
