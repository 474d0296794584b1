// Messages both ways over a bad line, while workers are killed: each is stored
// once, and shown once and in the order of the store on both sides.  Where each
// try has another key they double, and the same look finds them.
//
// `make test` sends 500, `make test-faults` 2,000 (run with "full").  SEED,
// GUESTS and MESSAGES (each way) in the environment make another run.
import assert from 'node:assert/strict';
import { Instance } from '../web/instance.mjs';
import { User } from '../web/people.mjs';
import { BadLine, chance } from './bad_line.mjs';
import { conversations } from './stored.mjs';
import { Talk } from './talks.mjs';
import { children, end } from './workers.mjs';

const isFull = process.argv.includes('full');
const { SEED: kSeed = 'a wet cable', GUESTS = 8, MESSAGES = isFull ? 1000 : 250 } = process.env;
const kKillEveryMs = 1000;
// A slow machine gets on between two kills, too.
const kRequestsBetween = 40;
// Who dies younger makes the pool wait longer, in the end for ten seconds: of
// five, soon none would live for more than one.
const kYoungMs = 5000;

const twiceIn = (texts) =>
  texts.filter((text, at) => texts.indexOf(text) < at);

// One child after another, until told to stop; how many it were.
function killing(instance, line) {
  const since = new Map();
  let killed = 0, reached = 0;
  const isOld = (pid) => {
    if (!since.has(pid)) since.set(pid, Date.now());
    return Date.now() - since.get(pid) > kYoungMs;
  };
  const timer = setInterval(() => {
    const old = children(instance).filter(isOld);
    const taken = Object.values(line.count).reduce((sum, n) => sum + n, 0);
    if (!old.length || taken < reached) return;
    reached = taken + kRequestsBetween;
    end(old[Math.floor(chance(kSeed, killed += 1) * old.length)]);
  }, kKillEveryMs);
  return () => {
    clearInterval(timer);
    return killed;
  };
}

// All at once; the first guest has two tabs.
async function talkAll(browser, line, names, count, talks) {
  const door = Object.assign(Object.create(line.instance),
                             { origin: line.origin });
  const marta = await new User(door, 'marta').signIn();
  await Promise.all(names.map(async (name, at) => {
    const tabs = at ? 1 : 2;
    const talk = await Talk.between(browser, marta, line, name, tabs);
    talks.push(talk);
    await Promise.all([talk.type(count / tabs), talk.answer(count)]);
    await talk.arrive();
  }));
}

// Runs `look` over the talks when all that was said has arrived.
async function over(browser, instance, line, names, count, look) {
  const stop = killing(instance, line);
  const talks = [];
  try {
    await talkAll(browser, line, names, count, talks);
    await line.calm();
    const killed = stop();
    for (const talk of talks) await talk.end();
    await look(talks, killed);
  } finally {
    stop();
    await Promise.all(talks.map((talk) => talk.leave()));
    await line.close();
  }
}

async function badLine(suite, browser, instance) {
  const count = MESSAGES / GUESTS;
  const names = Array.from({ length: GUESTS }, (_, n) => `guest ${n}`);
  const line = await BadLine.before(instance, kSeed);
  const look = async (talks, killed) => {
    const all = await Promise.all(talks.map((talk) => talk.views()));
    await suite.test('each message is stored once, in the order it was said',
      () => talks.forEach((talk, at) => {
        assert.deepEqual(twiceIn(all[at].store), []);
        for (const said of [...talk.typed, talk.answered]) {
          assert.deepEqual(all[at].store.filter((one) => said.includes(one)),
                           said);
        }
      }));
    await suite.test('everybody is shown what is stored, once and in its order',
      () => all.forEach((views) => {
        for (const name in views) {
          assert.deepEqual(views[name], views.store, name);
        }
      }));
    await suite.test('and never twice, not for a moment', () =>
      assert.deepEqual(talks.flatMap(({ guest }) => guest.faults), []));
    await suite.test('no guest had a second conversation', () =>
      assert.equal(conversations(instance).length, names.length));
    await suite.test('the line was bad, and workers were killed', () => {
      assert.ok(killed > 5, `${killed} killed`);
      assert.equal(Object.keys(line.count).length, 9, 'each fault was met');
    });
  };
  await suite.test(`${2 * MESSAGES} messages arrive over a bad line, seed "${kSeed}"`,
    () => over(browser, instance, line, names, count, look));
  await suite.test('verify finds the store sound', () =>
    instance.ctl('verify'));
}

async function control(suite, browser, instance) {
  const line = await BadLine.before(instance, kSeed, { forgetsKeys: true });
  await suite.test('with another key each time they double, and it is seen',
    () => over(browser, instance, line, ['no key'], 40, async ([talk]) => {
      const views = await talk.views();
      for (const name in views) {
        assert.notDeepEqual(twiceIn(views[name]), [], name);
      }
    }));
}

export default async function (suite, browser) {
  const instance = await Instance.start();
  instance.write('settings.json', '{"rev":1,"poll_interval_ms":1000}');
  try {
    await badLine(suite, browser, instance);
    await control(suite, browser, instance);
  } finally {
    await instance.stop();
  }
}
