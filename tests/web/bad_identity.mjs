// Forged, expired and unsigned identities: refused, and never a silent guest.
import assert from 'node:assert/strict';
import { freshToken } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { Customer } from './people.mjs';
import { refused } from './refused.mjs';

const kNow = kMonday / 1000;  // in seconds

function forged(instance) {
  const good = instance.identity();
  const [header, payload, mac] = good.split('.');
  const other = instance.identity({ claims: { sub: 'marta' } }).split('.');
  const with_ = (claims) => instance.identity({ claims });
  return {
    'with another payload under the MAC': [header, other[1], mac].join('.'),
    'without a MAC': `${header}.${payload}.`,
    'of two parts': `${header}.${payload}`,
    'of four parts': `${good}.x`,
    'with a MAC cut short': good.slice(0, -2),
    'with a changed MAC': `${header}.${payload}.${other[2]}`,
    'signed with another key': instance.identity({ secret: 'guess' }),
    'with alg none': instance.identity({ header: { alg: 'none' } }),
    'with alg none and no MAC': instance.identity({ header: { alg: 'none' } })
      .split('.').slice(0, 2).join('.') + '.',
    'with alg RS256': instance.identity({ header: { alg: 'RS256' } }),
    'with alg HS512': instance.identity({ header: { alg: 'HS512' } }),
    'with an unknown kid': instance.identity({ header: { kid: 'other' } }),
    'without kid': instance.identity({ header: { kid: undefined } }),
    'with a path as kid': instance.identity({ header: { kid: '../../keys' } }),
    'for another audience': with_({ aud: 'somebody-else' }),
    'for no audience': with_({ aud: undefined }),
    'made in two minutes': with_({ iat: kNow + 120, exp: kNow + 600 }),
    'that lives for an hour': with_({ exp: kNow + 3600 }),
    'without an end': with_({ exp: undefined }),
    'without a beginning': with_({ iat: undefined }),
    'with its end as text': with_({ exp: String(kNow + 600) }),
    'without sub': with_({ sub: undefined }),
    'with an empty sub': with_({ sub: '' }),
    'with a number as sub': with_({ sub: 7 }),
    'with a list as sub': with_({ sub: ['ana'] }),
    'with control characters in sub': with_({ sub: 'a\nb' }),
    'with a sub of 129 characters': with_({ sub: 'a'.repeat(129) }),
    'that is no JWT': 'ana',
    'of 5,000 characters': `${header}.${'A'.repeat(5000)}.${mac}`,
  };
}

export default async function (suite) {
  // Held: how old an identity is must not depend on how long the tests take.
  const instance = await Instance.start({ accounts: false, clock: kMonday });
  try {
    for (const [what, identity] of Object.entries(forged(instance))) {
      await suite.test(`an identity ${what}: 403`, async () => {
        const nobody = new Customer(instance);
        await refused(instance, 403, 'identity_invalid',
                      () => nobody.tryCreate({ identity }));
        // A token that was refused has become nobody's.
        const list = await nobody.call('GET', '/conversations/');
        assert.deepEqual(list.json.conversations, []);
      });
    }

    for (const identity of [5, true, [], {}, ['x']]) {
      await suite.test(`an identity that is ${JSON.stringify(identity)}: no guest`,
        async () => {
          const before = instance.stored();
          const answer = await new Customer(instance).tryCreate({ identity });
          assert.ok([400, 403].includes(answer.status), answer.text);
          assert.deepEqual(instance.stored(), before);
        });
    }

    await suite.test('an expired identity: 401, and a new one goes through',
      async () => {
        const ana = new Customer(instance);
        const key = 'the-same-key-twice';
        const identity = instance.identity(
          { claims: { iat: kNow - 900, exp: kNow - 300 } });
        await refused(instance, 401, 'identity_expired',
                      () => ana.tryCreate({ identity, key }));
        const again = await ana.tryCreate(
          { identity: instance.identity(), key });
        assert.equal(again.status, 200, again.text);
      });

    await suite.test('a guest with the same name and e-mail sees nothing of ana',
      async () => {
        const ana = new Customer(instance, { identity: instance.identity() });
        await ana.create('my secret order');
        const guest = new Customer(instance);
        const made = await guest.tryCreate(
          { name: 'Ana Petrova', email: 'ana@example.org', sub: 'ana' });
        assert.equal(made.status, 200, made.text);
        const list = await guest.call('GET', '/conversations/');
        assert.equal(list.json.conversations.length, 1);
        assert.ok(!list.text.includes('secret'));
        guest.conversation = ana.conversation;
        await refused(instance, 404, 'not_found', () => guest.trySend('hm'));
      });

    await suite.test('a token of one customer takes no identity of another',
      async () => {
        const ana = new Customer(instance, { identity: instance.identity() });
        await ana.create('I am ana');
        await refused(instance, 403, 'forbidden', () => ana.tryCreate(
          { identity: instance.identity({ claims: { sub: 'ben' } }) }));
      });

    await suite.test('the same customer under a new token finds the old talk',
      async () => {
        const claims = { sub: 'carla', name: 'Carla' };
        const one = new Customer(instance,
                                 { identity: instance.identity({ claims }) });
        await one.create('from my desk');
        const two = new Customer(instance,
                                 { identity: instance.identity({ claims }) });
        assert.notEqual(one.token, two.token);
        await two.create('from my phone');
        const list = await two.call('GET', '/conversations/');
        assert.match(list.text, /from my desk/);
      });

    await suite.test('a guest takes the open conversation along by signing in',
      async () => {
        const guest = new Customer(instance);
        await guest.create('first as a guest');
        const claims = { sub: 'dora', name: 'Dora' };
        const answer = await guest.tryCreate(
          { text: 'now I am Dora', identity: instance.identity({ claims }) });
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.json.conversation, guest.conversation);
        const texts = (await guest.history()).map((one) => one.text);
        assert.ok(texts.includes('first as a guest'));
        // Without the guest's token, dora's own conversations hold it too; a
        // stranger's do not.
        const stranger = new Customer(instance);
        stranger.token = freshToken();
        stranger.conversation = guest.conversation;
        await refused(instance, 404, 'not_found', () => stranger.trySend('?'));
      });
  } finally {
    await instance.stop();
  }

  const closed = await Instance.start({ accounts: false });
  try {
    await suite.test('where guests are not allowed: 403', async () => {
      closed.write('settings.json', '{"rev":1,"guests_allowed":false}\n');
      await refused(closed, 403, 'guests_not_allowed',
                    () => new Customer(closed).tryCreate({}));
    });
  } finally {
    await closed.stop();
  }
}
