// How much is too much, as shipped; the clock is held, so nothing recovers.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, freshToken } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { refused } from './refused.mjs';

// How many of `act` go through before the first 429.
async function until429(act, most) {
  for (let n = 0; n <= most; n++) {
    const answer = await act(n);
    if (answer.status === 429) {
      assert.ok(Number(answer.headers['retry-after']) >= 1, 'Retry-After');
      return n;
    }
  }
  throw new Error(`${most} and no 429`);
}

export default async function (suite) {
  const instance = await Instance.start({ paced: true, clock: kMonday });
  try {
    const ana = new Customer(instance);
    await ana.create('hello');
    const marta = await new User(instance, 'marta').signIn();

    await suite.test('60 messages a minute, then 429, and a minute later more',
      async () => {
        assert.equal(await until429(() => ana.trySend('again'), 200), 60);
        await refused(instance, 429, 'too_fast', () => ana.trySend('again'));
        instance.holdClock(kMonday + 60_000);
        await ana.send('again');
      });
    await suite.test('20 files an hour', async () => {
      assert.equal(await until429(() => ana.tryUpload(), 100), 20);
    });
    await suite.test('120 polls a minute', async () => {
      assert.equal(await until429(() => ana.call('GET',
        `/conversation/${ana.conversation}/messages/`), 300), 120);
    });
    await suite.test('who goes too fast is told once a minute', () => {
      const folder = join(instance.data, 'audit');
      const found = readdirSync(folder).sort()
        .flatMap((day) => readFileSync(join(folder, day), 'utf8').split('\n'))
        .filter((line) => line.includes('excess_rate_limit_exceeded'))
        .map((line) => JSON.parse(line));
      assert.equal(found.length, 2, 'messages; then files and polls at once');
      assert.match(found[0].actor, /^c:/);
      assert.match(found[0].detail, /\/send\/$/);
    });
    await suite.test('60 marks of what was seen a minute', async () => {
      assert.equal(await until429(() => ana.call('POST',
        `/conversation/${ana.conversation}/seen/`, { json: { upto: 1 } }), 100),
      60);
    });
    await suite.test('30 conversations a minute from one address, whatever it says it is',
      async () => {
        instance.holdClock(kMonday + 300_000);
        const count = await until429((n) => {
          const one = new Customer(instance);
          return one.call('POST', '/conversation/create/', {
            json: { text: 'x', key: `key-number-${n}` },
            headers: { 'x-forwarded-for': `10.0.0.${n}`,
                       forwarded: `for=10.0.0.${n}`, 'x-real-ip': `10.0.0.${n}` },
          });
        }, 100);
        assert.equal(count, 30);
      });
    await suite.test('50 wrong tokens a minute; a known token goes on', async () => {
      instance.holdClock(kMonday + 600_000);
      const path = `/support/api/conversation/${ana.conversation}/messages/`;
      const count = await until429((n) => ask(instance.origin, 'GET', path, {
        token: freshToken(), headers: { 'x-forwarded-for': `10.0.0.${n}` } }), 200);
      assert.equal(count, 50);
      assert.equal((await ana.call('GET',
        `/conversation/${ana.conversation}/messages/`)).status, 200);
    });

    await suite.test('wrong passwords are slowed, known login or not, and no session suffers',
      async () => {
        for (const login of ['admin', 'nemo']) {
          const count = await until429(
            () => new User(instance, login, 'wrong wrong wrong').tryLogin(), 40);
          assert.equal(count, 5, login);
        }
        assert.equal((await marta.call('GET', '/support/agent/dashboard/')).status,
                     200);
      });
    await suite.test('20 wrong logins from one address stop all of them',
      async () => {
        // 10 were wrong above.
        const count = await until429((n) => new User(
          instance, `nobody${n}`, 'wrong wrong wrong').tryLogin(), 40);
        assert.equal(count, 10);
        assert.equal((await marta.call('GET', '/support/agent/dashboard/')).status,
                     200);
      });
  } finally {
    await instance.stop();
  }
}
