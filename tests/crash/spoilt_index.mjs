// cache/ is deleted, overwritten, cut off and replaced by an old copy, again
// and again, while customers and staff write and look.  Nobody may see an
// error meanwhile (a list that is being prepared is fine), and afterwards every
// page says what it says with an index built from nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { fileOf } from '../bench/records.mjs';
import { freshKey } from '../web/http.mjs';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import * as check from './check.mjs';
import { Vandal } from './vandal.mjs';
import { Storm } from './writers.mjs';

const kStormMs = 14_000;  // at least
const kAsked = 50;        // as often at least, by readers and by staff
const kFound = 60;  // so many messages are looked for by a word of their own
const kStaffPauseMs = 30;
const kAgainMs = 10_000;  // between two attempts to spoil it
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const list = '/support/conversations/';
const kPages = [
  '/support/agent/dashboard/', '/support/agent/dashboard/?whose=mine',
  '/support/agent/api/conversations/', list, `${list}?page=2`,
  `${list}?status=closed`, `${list}?status=open&agent=none`, `${list}?q=order`,
  `${list}?q=message+7`, '/support/agent/statistics/?range=7'];

const kWord = /[0-9a-f]{16}/;

// Each text has a word that stands in no other.
class Customers extends Storm {
  text(writer, count) {
    return `Where is my order? This is message ${count} of ${writer}, ` +
           `${randomBytes(8).toString('hex')}.`;
  }
}

// Answers, notes, closes and takes what the customers have begun.
class Staff {
  constructor(user, writers) {
    Object.assign(this, { user, writers, stopped: false, done: 0, failed: [] });
  }

  post(id, what, json) {
    return this.user.call('POST',
      `/support/agent/api/conversation/${id}/${what}/`, {
        json: { key: freshKey(), ...json },
        headers: { accept: 'application/json',
                   'x-csrf-token': this.user.csrf } });
  }

  deed(id, turn) {
    switch (turn % 5) {
      case 0: return this.post(id, 'send', { text: 'It is on its way.',
                                             then: 'pending' });
      case 1: return this.post(id, 'note', { text: 'Ask the carrier.' });
      case 2: return this.post(id, 'assign', { assignee: this.user.login });
      case 3: return this.post(id, 'status', { status: 'closed' });
      default: return this.post(id, 'send', { text: 'Your order is here.',
                                              then: 'open' });
    }
  }

  async run() {
    for (let turn = 0; !this.stopped; turn++) {
      const { conversations } = this.writers;
      const { id } = conversations[turn * 7 % conversations.length];
      const answer = await this.deed(id, turn);
      if (answer.status < 300) this.done += 1;
      else if (answer.status >= 500) this.failed.push(answer.status);
      await pause(kStaffPauseMs);
    }
  }
}

// Looks at every page in turn.
class Reader {
  constructor(user, vandal) {
    Object.assign(this, { user, vandal, stopped: false, asked: 0, errors: [] });
  }

  async run() {
    for (let turn = 0; !this.stopped; turn++) {
      const path = kPages[turn % kPages.length];
      const answer = await this.user.call('GET', path);
      this.asked += 1;
      if (answer.status >= 500)
        this.errors.push(`${answer.status} ${path} after ${this.vandal.last}`);
    }
  }
}

// What a page says, without what is new each time it is asked for.
const said = (text) => text
  .replace(/(name="(?:key|csrf)"[^>]* value=")[^"]*/g, '$1')
  .replace(/(data-version=")[^"]*|("version":)\d+/g, '$1$2');

async function pagesOf(user, ids) {
  const all = {};
  for (const path of [...kPages, ...ids.map((id) => `/support/conversation/${id}/`)]) {
    const answer = await user.call('GET', path);
    assert.equal(answer.status, 200, `${path}: ${answer.status}`);
    all[path] = said(answer.text);
  }
  return all;
}

function areTheSame(some, others) {
  for (const [path, other] of Object.entries(others)) {
    const one = some?.[path] ?? '';
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    assert.ok(one === other, `${path}: ${one.slice(at - 60, at + 200)}\n  ` +
                             `where is due: ${other.slice(at, at + 200)}`);
  }
}

// Once the index has all that is in the files: the pages, as they stay.
async function settled(instance, user, due, ids) {
  let before = {}, why;
  const look = async () => {
    assert.deepEqual(check.indexed(instance), due);
    const [last, pages] = [before, await pagesOf(user, ids)];
    before = pages;
    areTheSame(last, pages);
    return pages;
  };
  // There may be no index yet, or half of one.
  return eventually(() => look().catch((error) => void (why = error.message)),
                    'the pages have settled')
    .catch(() => { throw new Error(why); });
}

// id -> messages, as the files have them.
function inFiles(instance) {
  return Object.fromEntries(check.idsStored(instance).map((id) => [
    id, check.recordsIn(fileOf(instance, id)).filter(
      ({ k }) => k === 'message' || k === 'file').length]));
}

async function storm(instance, staffs) {
  const vandal = new Vandal(instance);
  const writers = new Customers(instance.origin,
    { writers: 4, sharing: [1, 1, 1, 1], ownEvery: 3, ownLength: 2 });
  await writers.start();
  const staff = staffs.map((user) => new Staff(user, writers));
  const readers = staffs.map((user) => new Reader(user, vandal));
  const busy = [...staff, ...readers].map((one) => one.run());
  const sum = (what) => (all, one) => all + one[what];
  await vandal.run(kStormMs, () => Object.keys(vandal.deeds).length >= 8 &&
    readers.reduce(sum('asked'), 0) >= kAsked &&
    staff.reduce(sum('done'), 0) >= kAsked);
  for (const one of [...staff, ...readers]) one.stopped = true;
  await writers.stop();
  await Promise.all(busy);
  const figures = {
    deeds: vandal.deeds, acknowledged: writers.acknowledged,
    last: vandal.last, given_up: writers.given_up, retries: writers.retries,
    staff: staff.reduce(sum('done'), 0), asked: readers.reduce(sum('asked'), 0) };
  console.log(`  provoked by spoiling: ${JSON.stringify(figures)}`);
  return { ...figures, told: writers.conversations, 
           errors: [...readers.flatMap((one) => one.errors),
                    ...staff.flatMap((one) => one.failed)] };
}

async function foundOnce(user, { id }, text) {
  const [word] = kWord.exec(text);
  const answer = await user.call('GET', `${list}?q=${word}`);
  const found = new Set(
    [...answer.text.matchAll(/\/support\/conversation\/([^/"]+)\//g)]
      .map((link) => link[1]));
  assert.deepEqual([...found], [id], word);
}

// A sound index at rest, and nobody who asks.
async function isMadeAnew(instance, deed) {
  const vandal = new Vandal(instance);
  const born = () => existsSync(vandal.index) &&
                     statSync(vandal.index, { bigint: true }).birthtimeNs;
  await eventually(born, 'there is an index');
  // An old copy that is put there while the housekeeper opens a new index is
  // taken for that one, and brought up to date: then it is done again.
  let spoilt, since = -Infinity;
  await eventually(() => {
    if (spoilt && born() && born() !== spoilt) return true;
    if (performance.now() - since < kAgainMs || !born()) return false;
    vandal.once(deed);
    spoilt = born();
    since = performance.now();
    return false;
  }, `${deed} is noticed`);
}

export async function hold(suite, instance) {
  const staffs = [await new User(instance, 'marta').signIn(),
                  await new User(instance, 'admin').signIn()];
  const seen = await storm(instance, staffs);
  await suite.test('a spoilt index is no error for those who look or write', () => {
    assert.ok(Object.keys(seen.deeds).length >= 8, 'too few deeds');
    assert.ok(seen.asked >= kAsked && seen.staff >= kAsked, 'it was no storm');
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([seen.given_up, seen.retries], [0, 0]);
  });
  await suite.test('what was acknowledged is in the files', () => {
    assert.deepEqual(seen.told.flatMap((one) => check.lost(instance, one)), []);
  });
  instance.holdClock(new Date());
  const [marta] = staffs;
  const due = inFiles(instance);
  const ids = seen.told.slice(0, 12).map((one) => one.id);
  let after;
  await suite.test('the index gets each message of the files once', async () => {
    after = await settled(instance, marta, due, ids);
  });
  await suite.test('each is found by a word of its own, once', async () => {
    const all = seen.told.flatMap((one) => [...one.acknowledged.values()]
      .filter(({ text }) => kWord.test(text)).map(({ text }) => [one, text]));
    const step = Math.ceil(all.length / kFound);
    for (let at = 0; at < all.length; at += step)
      await foundOnce(marta, ...all[at]);
  });
  await suite.test('what a deed spoils in silence is made anew', async () => {
    for (const deed of ['garbageInside', 'oldCopy', 'deleteLog'])
      await isMadeAnew(instance, deed);
  });
  await suite.test('the pages are those of an index built from nothing',
    async () => {
      new Vandal(instance).deleteAll();
      const anew = await settled(instance, marta, due, ids);
      areTheSame(after, anew);
    });
  const sum = (counts) => Object.values(counts).reduce((all, n) => all + n, 0);
  return [{ row: 11, cases: sum(seen.deeds), kills: 0,
            acknowledged: seen.acknowledged,
            lost: seen.told.flatMap((one) => check.lost(instance, one)).length,
            doubled: seen.told.reduce(
              (all, one) => all + check.doubled(instance, one), 0),
            reported: 0, what: 'index spoilt in ' +
              `${Object.keys(seen.deeds).length} ways under load` }];
}
