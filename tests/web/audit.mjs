// What the audit log says of refusals, files, sessions and the start, and until
// when a page says that its session lasts.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../bench/processes.mjs';
import { ask } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

function lines(instance) {
  const folder = join(instance.data, 'audit');
  return readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort()
    .flatMap((day) => readFileSync(join(folder, day), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line));
}

// The lines that `act` adds, of this event.
async function told(instance, event, act) {
  const before = lines(instance).length;
  await act();
  return lines(instance).slice(before).filter((line) => line.event === event);
}

const attribute = (page, name) =>
  Number(new RegExp(`<body[^>]* data-${name}="(\\d+)"`).exec(page)?.[1]);

async function refusals(suite, instance) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('hello');
  const shopper = await new User(instance, 'ana').signIn();
  const list = '/support/agent/api/conversations/';

  await suite.test('a customer\'s first message is told once, by key', async () => {
    const guest = new Customer(instance, { name: 'Gus' });
    const found = await told(instance, 'authn_token_created', async () => {
      await guest.create('hello');
      await guest.create('and another');
    });
    assert.equal(found.length, 1);
    assert.match(found[0].actor, /^c:[0-9a-f]{32}$/);
    assert.equal(found[0].role, 'customer');
    assert.match(found[0].detail, /^[0-9]{8}-[0-9A-Z]{20}$/);
  });
  await suite.test('a refusal in JSON is told like one on a page', async () => {
    for (const path of [list, '/support/agent/dashboard/']) {
      const found = await told(instance, 'authz_fail', async () => {
        assert.equal((await shopper.call('GET', path)).status, 403);
      });
      assert.equal(found.length, 1, path);
      assert.equal(found[0].actor, 'a:ana');
      assert.equal(found[0].role, 'customer');
      assert.equal(found[0].detail, path);
    }
  });
  await suite.test('a write from a foreign page is told', async () => {
    const path = `/support/api/conversation/${ana.conversation}/send/`;
    const found = await told(instance, 'malicious_cors', async () => {
      const answer = await ask(instance.origin, 'POST', path, {
        token: ana.token, headers: { origin: 'https://evil.example' },
        json: { text: 'no', key: 'a-key-of-mine' } });
      assert.equal(answer.status, 403);
    });
    assert.equal(found.length, 1);
  });
  await suite.test('a forged identity is told, without its words', async () => {
    const found = await told(instance, 'authz_fail', async () => {
      const forged = instance.identity({ secret: 'wrong' });
      const guest = new Customer(instance, { identity: forged });
      assert.equal((await guest.tryCreate({})).status, 403);
    });
    assert.equal(found.length, 1);
    assert.equal(found[0].actor, '');
  });
  await suite.test('a file is told with its customer, and a bad one too',
    async () => {
      const kept = await told(instance, 'upload_complete', async () => {
        assert.equal((await ana.tryUpload({ name: 'a.png' })).status, 200);
      });
      assert.equal(kept.length, 1);
      assert.match(kept[0].actor, /^c:[0-9a-f]+$/);
      assert.equal(kept[0].conversation, ana.conversation);
      const refused = await told(instance, 'upload_validation', async () => {
        assert.equal((await ana.tryUpload({ name: 'a.exe' })).status, 415);
      });
      assert.equal(refused.length, 1);
    });
  await suite.test('who reads a conversation is told, however; no refresh is',
    async () => {
      const marta = await new User(instance, 'marta').signIn();
      const page = `/support/conversation/${ana.conversation}/`;
      const api = `/support/agent/api/conversation/${ana.conversation}`;
      const reads = (path, headers) =>
        told(instance, 'sensitive_read', async () => {
          const answer = await marta.call('GET', path, { headers });
          assert.equal(answer.status, 200, path);
        });
      for (const [path, detail] of [[page, ''], [`${api}/messages/`, 'api'],
                                    [`${api}/transcript/`, 'transcript']]) {
        const found = await reads(path);
        assert.equal(found.length, 1, path);
        assert.equal(found[0].conversation, ana.conversation);
        assert.deepEqual([found[0].actor, found[0].detail ?? ''],
                         ['a:marta', detail]);
      }
      assert.deepEqual(await reads(page, { 'x-refresh': '1' }), []);
    });
  await suite.test('bad requests are told once a minute, however many', async () => {
    const guest = new Customer(instance);
    await guest.create('hello');
    const found = await told(instance, 'input_validation_fail', async () => {
      for (let n = 0; n < 20; n++)
        assert.equal((await guest.trySend(5)).status, 400);
      assert.equal((await guest.trySend('x'.repeat(9000))).status, 422);
    });
    assert.equal(found.length, 1);
    assert.match(found[0].actor, /^c:[0-9a-f]+$/);
    assert.match(found[0].detail, /\/send\/$/);
  });
  await suite.test('a flood of refusals is told a bounded number of times',
    async () => {
      const found = await told(instance, 'authz_fail', async () => {
        for (let n = 0; n < 40; n++)
          assert.equal((await shopper.call('GET', list)).status, 403);
      });
      assert.ok(found.length >= 1 && found.length <= 20, String(found.length));
    });
  await suite.test('what an administrator does is told, and a look is not',
    async () => {
      const admin = await new User(instance, 'admin').signIn();
      const path = '/support/admin/users/paul/';
      const found = await told(instance, 'authz_admin', async () => {
        await admin.post('/support/admin/users/', { login: 'paul',
          name: 'Paul', display_name: 'Paul', role: 'agent' });
        assert.equal((await admin.call('GET', path)).status, 200);
      });
      assert.deepEqual(found.map((one) => [one.actor, one.detail]),
                       [['a:admin', '/support/admin/users/']]);
      const gone = await told(instance, 'user_archived', async () => {
        await instance.ctl('user', 'disable', 'paul');
      });
      assert.equal(gone.length, 1);
    });
  await suite.test('no text and no token stands in the audit log', () => {
    const all = JSON.stringify(lines(instance));
    for (const word of ['hello', ana.token, 'a.png', 'evil.example']) {
      assert.ok(!all.includes(word), word);
    }
  });
}

async function crash(suite, instance) {
  await suite.test('a worker that died is told', async () => {
    const master = Number(
      readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
    const found = await told(instance, 'sys_crash', async () => {
      process.kill(childrenOf(master)[0], 'SIGKILL');
      await eventually(() => lines(instance)
        .some((line) => line.event === 'sys_crash'), 'a line about it');
    });
    assert.equal(found.length, 1);
    assert.equal(found[0].actor, 's:supportd');
    assert.match(found[0].detail, /killed by signal 9/);
  });
}

async function comings(suite, instance) {
  await suite.test('that supportd began to serve is told, once', () => {
    const found = lines(instance).filter((one) => one.event === 'sys_startup');
    assert.deepEqual(found.map((one) => one.actor), ['s:supportd']);
  });
  for (const [path, login] of [['/support/logout/', 'marta'],
                               ['/shop/sign-out/', 'ana']]) {
    await suite.test(`who signs out by ${path} is told, once`, async () => {
      const user = await new User(instance, login).signIn();
      const found = await told(instance, 'session_expired', async () => {
        assert.equal((await user.post(path, {})).status, 303);
        await new User(instance, login).post(path, {});  // no session to end
      });
      assert.equal(found.length, 1);
      assert.equal(found[0].actor, `a:${login}`);
      assert.equal(found[0].detail, 'logout');
    });
  }
}

async function sessionEnd(suite, instance) {
  const at = (hours) => instance.holdClock(kMonday + hours * 3600_000);
  const marta = await new User(instance, 'marta').signIn();
  const page = '/support/agent/account/';
  const look = { headers: { 'x-refresh': '1' } };

  await suite.test('a page tells how long its session lasts', async () => {
    const { text } = await marta.call('GET', page);
    assert.equal(attribute(text, 'idle-s'), 8 * 3600);
    assert.equal(attribute(text, 'whole-s'), 12 * 3600);
  });
  await suite.test('a refresh does not renew it, a request does', async () => {
    at(7.9);
    const idle = async (more) =>
      attribute((await marta.call('GET', page, more)).text, 'idle-s');
    assert.equal(await idle(look), 360);
    assert.equal(await idle(look), 360);
    assert.equal(await idle(), 8 * 3600);
  });
  await suite.test('nothing renews it beyond its whole', async () => {
    at(11.9);
    assert.equal(attribute((await marta.call('GET', page)).text, 'whole-s'), 360);
    at(12.1);
    assert.equal((await marta.call('GET', page)).status, 303);
  });
  await suite.test('a customer\'s page tells nothing of it', async () => {
    at(0);
    const ana = await new User(instance, 'ana').signIn();
    const { text } = await ana.call('GET', '/support/conversations/');
    assert.ok(!text.includes('data-whole-s'));
  });
}

export default async function (suite) {
  // The clock goes forward by 12.1 hours and back: all lines must be of one
  // day, as `told` takes those behind the lines that there were.
  const instance = await Instance.start({ clock: kMonday });
  try {
    await comings(suite, instance);
    await refusals(suite, instance);
    await sessionEnd(suite, instance);
    await crash(suite, instance);
    await instance.stop({ keep: true });
    await suite.test('the end is told last', () => {
      const { event, detail } = lines(instance).at(-1);
      assert.deepEqual([event, detail], ['sys_shutdown', 'status 0']);
    });
  } finally {
    await instance.stop();
  }
}
