// Forms that are not ours, logins that are none, credentials on the wrong
// side, and origins that only look like ours.
import assert from 'node:assert/strict';
import { ask, freshKey, multipart } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User, cookiesAfter, csrfIn } from './people.mjs';
import { refused } from './refused.mjs';

const dashboard = '/support/agent/dashboard/';
const reply = (id) => `/support/agent/api/conversation/${id}/send/`;

async function crossSite(suite, instance, marta, other, ana) {
  const path = reply(ana.conversation);
  const form = (more = {}) => ({ csrf: marta.csrf, key: freshKey(),
                                 text: 'from a form', ...more });
  const cases = {
    'without a token': { form: form({ csrf: '' }) },
    'with a wrong token': { form: form({ csrf: 'A'.repeat(43) }) },
    'with another session\'s token': { form: form({ csrf: other.csrf }) },
    'from a foreign origin': { form: form(),
      headers: { origin: 'https://evil.example' } },
    'from origin null': { form: form(), headers: { origin: 'null' } },
    'from a look-alike origin': { form: form(),
      headers: { origin: `${instance.origin}.evil.example` } },
    'from our host on another port': { form: form(),
      headers: { origin: 'http://127.0.0.1:1' } },
    'from our host by https': { form: form(),
      headers: { origin: instance.origin.replace('http:', 'https:') } },
    'from a cross-site page': { form: form(),
      headers: { 'sec-fetch-site': 'cross-site' } },
    'from a same-site page': { form: form(),
      headers: { 'sec-fetch-site': 'same-site' } },
    'as JSON without a token': { json: { key: freshKey(), text: 'x' } },
    'as multipart without a token': { multipart: multipart(
      [['key', freshKey()], ['text', 'x']]) },
  };
  for (const [what, more] of Object.entries(cases)) {
    await suite.test(`a staff form ${what}: 403`, () =>
      refused(instance, 403, null, () => marta.call('POST', path, more)));
  }
  await suite.test('a staff form that tells no origin at all: 403', () =>
    refused(instance, 403, null, () => ask(
      instance.origin, 'POST', path, { form: form(), cookie: marta.cookie })));
  await suite.test('the refusal names the origin seen and those allowed',
    async () => {
      const answer = await marta.call('POST', path,
        { form: form(), headers: { origin: 'https://evil.example' } });
      assert.match(answer.text, /https:\/\/evil\.example/);
      assert.ok(answer.text.includes(instance.origin));
    });
  await suite.test('a staff form as text/plain: 415', () =>
    refused(instance, 415, null, () => marta.call('POST', path, {
      headers: { 'content-type': 'text/plain' },
      body: new URLSearchParams(form()).toString() })));
  await suite.test('a field that is no UTF-8: 400', () =>
    refused(instance, 400, null, () => marta.call('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `csrf=${marta.csrf}&key=${freshKey()}&text=%ff` })));
  await suite.test('the same form from our own page is taken', async () => {
    const answer = await marta.call('POST', path, { form: form() });
    assert.equal(answer.status, 303, answer.text.slice(0, 300));
  });
}

async function logins(suite, instance) {
  const wrong = async (login, password) => {
    const answer = await new User(instance, login, password).tryLogin();
    return { status: answer.status,
             body: answer.text.replace(/value="[^"]*"/g, '')
               .replace(/[0-9A-Za-z_-]{16,}/g, '') };
  };
  await suite.test('an unknown login and a wrong password answer alike',
    async () => {
      const known = await wrong('marta', 'not her password at all');
      const unknown = await wrong('nemo', 'not her password at all');
      assert.equal(known.status, 403);
      assert.deepEqual(unknown, known);
    });
  await suite.test('a disabled account answers like an unknown one', async () => {
    await instance.ctl('user', 'add', 'gone', '--name', 'Gone', '--staff',
                       '--random-password');
    const password = await instance.ctl('user', 'passwd', 'gone', '--random');
    await instance.ctl('user', 'disable', 'gone');
    assert.deepEqual(await wrong('gone', password),
                     await wrong('nemo', 'not her password at all'));
  });
  await suite.test('a login form without its token: 403', async () => {
    for (const csrf of ['', 'A'.repeat(43)]) {
      const user = new User(instance, 'marta');
      const answer = await user.tryLogin({ csrf });
      assert.equal(answer.status, 403);
      assert.doesNotMatch(user.cookie, /support-session/);
    }
  });
  await suite.test('a login from another site: 403', async () => {
    const user = new User(instance, 'marta');
    const page = await user.call('GET', '/support/login/');
    const answer = await user.call('POST', '/support/login/', {
      form: { csrf: csrfIn(page.text), login: 'marta',
              password: user.password },
      headers: { origin: 'https://evil.example' } });
    assert.equal(answer.status, 403);
  });

  await suite.test('a session set by somebody else is not taken up', async () => {
    const user = new User(instance, 'marta');
    const planted = 'A'.repeat(43);
    user.cookie = `support-session=${planted}`;
    await user.signIn();
    assert.ok(!user.cookie.includes(planted));
    assert.match(user.cookie, /support-session=/);
  });
  await suite.test('a second login ends the session before it', async () => {
    const user = await new User(instance, 'marta').signIn();
    const before = user.cookie;
    const page = await user.call('GET', '/shop/sign-in/');
    const csrf = csrfIn(page.text);
    if (page.status === 200 && csrf) {
      await user.call('POST', '/shop/sign-in/', { form: {
        csrf, login: 'marta', password: user.password } });
      assert.notEqual(user.cookie, before);
      const answer = await ask(instance.origin, 'GET', dashboard,
                               { cookie: before });
      assert.equal(answer.status, 303);
    }
  });
  await suite.test('after logout the old cookie is worth nothing', async () => {
    const user = await new User(instance, 'marta').signIn();
    const old = user.cookie;
    assert.equal((await user.post('/support/logout/', {})).status, 303);
    const answer = await ask(instance.origin, 'GET', dashboard, { cookie: old });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.location, /^\/support\/login\//);
  });
  await suite.test('a login takes no session that was brought along, and ends it',
    async () => {
      const preset = 'support-session=' + 'A'.repeat(43);
      const user = new User(instance, 'marta');
      user.cookie = preset;
      await user.signIn();
      assert.ok(!user.cookie.includes(preset), user.cookie);
      const first = user.cookie;
      // The login page leads staff away; its form is sent all the same.
      const page = await ask(instance.origin, 'GET', '/support/login/');
      user.cookie = cookiesAfter(first, page);
      const again = await user.call('POST', '/support/login/', { form: {
        csrf: csrfIn(page.text), login: 'marta', password: user.password } });
      assert.equal(again.status, 303, again.text);
      for (const cookie of [preset, first]) {
        const answer = await ask(instance.origin, 'GET', dashboard, { cookie });
        assert.equal(answer.status, 303, cookie);
      }
      assert.equal((await user.call('GET', dashboard)).status, 200);
    });
  await suite.test('a logout without the token ends nothing', async () => {
    const user = await new User(instance, 'marta').signIn();
    assert.equal((await user.call('POST', '/support/logout/', {
      form: { csrf: 'x' } })).status, 403);
    assert.equal((await user.call('GET', dashboard)).status, 200);
  });
  await suite.test('a new password and a disabled account end all sessions at once',
    async () => {
      const user = await new User(instance, 'marta').signIn();
      user.password = await instance.ctl('user', 'passwd', 'marta', '--random');
      instance.passwords.marta = user.password;
      assert.equal((await user.call('GET', dashboard)).status, 303);
      await user.signIn();
      await instance.ctl('user', 'disable', 'marta');
      assert.equal((await user.call('GET', dashboard)).status, 303);
      await instance.ctl('user', 'enable', 'marta');
      assert.equal((await user.call('GET', dashboard)).status, 303);
    });

  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example',
                      'javascript:alert(1)', '/support/../x', '/shop/', '',
                      '/support/%2e%2e/', '/support//evil.example',
                      '/support/?x=//evil', ' /support/']) {
    await suite.test(`next=${JSON.stringify(next)} leads home`, async () => {
      const answer = await new User(instance, 'marta').tryLogin({ next });
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.location, dashboard);
    });
  }
  await suite.test('next=/support/conversations/ is followed', async () => {
    const answer = await new User(instance, 'marta')
      .tryLogin({ next: '/support/conversations/' });
    assert.equal(answer.headers.location, '/support/conversations/');
  });
  await suite.test('the session cookie is HttpOnly, Lax, for all paths', async () => {
    const answer = await new User(instance, 'marta').tryLogin();
    const line = answer.headers['set-cookie']
      .find((one) => one.startsWith('support-session='));
    assert.match(line, /; HttpOnly/i);
    assert.match(line, /; SameSite=Lax/i);
    assert.match(line, /; Path=\//i);
    assert.doesNotMatch(line, /Domain=/i);
  });
}

// Two credentials, two sides; neither is taken on the other.
async function sides(suite, instance, marta, ana) {
  const id = ana.conversation;
  await suite.test('a staff cookie is nothing on the customer\'s API', async () => {
    const own = (path) => ask(instance.origin, 'GET', `/support/api${path}`,
                              { cookie: marta.cookie });
    assert.equal((await own('/conversations/')).status, 401);
    assert.equal((await own(`/conversation/${id}/messages/`)).status, 404);
    assert.equal((await own(`/conversation/${id}/transcript/`)).status, 404);
  });
  await suite.test('a customer\'s token is nothing on staff pages', async () => {
    const get = (path) => ask(instance.origin, 'GET', path, {
      token: ana.token, cookie: `support-session=${ana.token}` });
    assert.equal((await get(dashboard)).status, 303);
    assert.equal((await get(`/support/conversation/${id}/`)).status, 303);
    assert.equal((await get('/support/agent/api/conversations/')).status, 401);
    assert.equal((await get(
      `/support/agent/api/conversation/${id}/messages/`)).status, 401);
    assert.equal((await get(`/support/file/${id}/1`)).status, 404);
  });
}

async function origins(suite, instance, ana) {
  const create = (origin) => ana.call('POST', '/conversation/create/', {
    json: { text: 'hello', key: freshKey() }, headers: { origin } });
  for (const origin of ['https://evil.example', 'null',
                        `${instance.second}.evil.example`,
                        instance.second.replace('http:', 'https:'),
                        instance.second.replace('127.0.0.1', '127.0.0.1.nip.io'),
                        `${instance.second}/`]) {
    await suite.test(`origin ${origin} reads nothing and writes nothing`,
      async () => {
        const get = await ana.call('GET', '/config/', { headers: { origin } });
        assert.equal(get.headers['access-control-allow-origin'], undefined);
        await refused(instance, 403, 'foreign_origin', () => create(origin));
      });
  }
  await suite.test('the shop\'s origin reads and writes, without credentials',
    async () => {
      const answer = await create(instance.second);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers['access-control-allow-origin'], instance.second);
      assert.match(answer.headers.vary, /\bOrigin\b/);
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    });
  await suite.test('Vary: Origin stands on every answer of the API', async () => {
    for (const headers of [{}, { origin: instance.second },
                           { origin: 'https://evil.example' }]) {
      const answer = await ana.call('GET', '/config/', { headers });
      assert.match(answer.headers.vary ?? '', /\bOrigin\b/);
    }
  });
  await suite.test('a preflight tells the shop what it may send', async () => {
    const ask_ = (origin) => ask(instance.origin, 'OPTIONS',
      '/support/api/conversation/create/', { headers: { origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-support-token' } });
    const good = await ask_(instance.second);
    assert.equal(good.status, 204);
    assert.equal(good.headers['access-control-allow-origin'], instance.second);
    assert.equal(good.headers['access-control-allow-methods'], 'GET, POST');
    assert.equal(good.headers['access-control-allow-headers'],
                 'content-type, x-support-token');
    const bad = await ask_('https://evil.example');
    assert.equal(bad.headers['access-control-allow-origin'], undefined);
  });
  await suite.test('staff pages are read by no other origin', async () => {
    for (const path of [dashboard, '/support/login/',
                        '/support/agent/api/conversations/']) {
      const answer = await ask(instance.origin, 'GET', path,
                               { headers: { origin: instance.second } });
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });
}

export default async function (suite) {
  const instance = await Instance.start({ second: true });
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('Good day');
    const marta = await new User(instance, 'marta').signIn();
    const other = await new User(instance, 'admin').signIn();
    await crossSite(suite, instance, marta, other, ana);
    await sides(suite, instance, marta, ana);
    await origins(suite, instance, ana);
    await logins(suite, instance);
  } finally {
    await instance.stop();
  }
}
