// Requests that are no good HTTP, paths that lead elsewhere, headers that
// would like to be two.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { ask, freshToken, raw } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const host = 'Host: 127.0.0.1\r\nConnection: close\r\n';
const post = (lines, body = '') =>
  'POST /support/api/conversation/create/ HTTP/1.1\r\n' +
  `${host}Content-Type: application/json\r\n` +
  `X-Support-Token: ${freshToken()}\r\n${lines}\r\n\r\n${body}`;
const get = (path, lines = '') => `GET ${path} HTTP/1.1\r\n${host}${lines}\r\n`;

// [what, bytes, statuses that are right]
const requests = [
  ['two lengths', post('Content-Length: 2\r\nContent-Length: 4', '{}{}'), [400]],
  ['a length and chunks',
   post('Content-Length: 2\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'),
   [400, 411]],
  ['a negative length', post('Content-Length: -1'), [400, 413]],
  ['a length in words', post('Content-Length: two'), [400, 413]],
  ['a huge length', post('Content-Length: 99999999999999999999'), [400, 413]],
  ['an unknown transfer coding', post('Transfer-Encoding: xyz'),
   [400, 411, 501]],
  ['chunks', post('Transfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'), [411]],
  ['neither length nor chunks', post('X: y'), [411]],
  ['HTTP/0.9', 'GET /support/healthz\r\n', [400, 505]],
  ['HTTP/3.0', 'GET /support/healthz HTTP/3.0\r\n\r\n', [400, 505]],
  ['no Host', 'GET /support/healthz HTTP/1.1\r\n\r\n', [400]],
  ['two Hosts', 'GET /support/healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
   [400, 403]],
  ['a bad Host', 'GET /support/healthz HTTP/1.1\r\nHost: a b\r\n\r\n', [400]],
  ['a foreign whole address',
   'GET http://evil.example/support/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
   [403]],
  ['TRACE', `TRACE /support/healthz HTTP/1.1\r\n${host}\r\n`, [405]],
  ['CONNECT', `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`, [400, 403, 404, 405]],
  ['a method nobody knows', `BREW /support/healthz HTTP/1.1\r\n${host}\r\n`,
   [501]],
  ['a line of 5,000 letters', get(`/support/${'a'.repeat(5000)}`), [414]],
  ['a header of 9,000 letters', get('/support/healthz',
    `X: ${'a'.repeat(9000)}\r\n`), [400, 431]],
  ['100 headers', get('/support/healthz',
    [...Array(100)].map((_, n) => `X${n}: y\r\n`).join('')), [400, 431]],
  ['a header without a colon', get('/support/healthz', 'nothing\r\n'), [400]],
  ['a blank before the colon', get('/support/healthz', 'X : y\r\n'), [400]],
  ['a folded header', get('/support/healthz', 'X: y\r\n z\r\n'), [200, 400]],
  ['NUL in a header', get('/support/healthz', 'X: a\0b\r\n'), [400]],
  ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', [400, 501]],
];

const paths = ['/support/agent/%2e%2e/admin/', '/support/%61gent/dashboard/',
  '/support/agent/../admin/', '/support/agent/./dashboard/',
  '/support//agent/dashboard/', '//support/agent/dashboard/',
  '/support/agent/dashboard//', '/support/agent/dashboard/x.css',
  '/support/agent/dashboard/;a=b', '/support/agent/dashboard;.css',
  '/support/agent/dashboard/%00', '/support/agent/dashboard/%2f',
  '/support/agent%2fdashboard/', '/support/agent/dashboard%5c',
  '/support/agent/dashboard\\', '/support/agent/dashboard/%252e',
  '/support/agent/dashboard/%c0%af', '/support/agent/dashboard/%ff',
  '/support/AGENT/dashboard/', '/support/agent/dashboard/index.html',
  '/support/../support/agent/dashboard/', '/support/.git/config',
  '/support/templates/login.html', '/support/data/VERSION'];

async function badRequests(suite, instance) {
  for (const [what, bytes, right] of requests) {
    await suite.test(`${what}: ${right.join(' or ')}`, async () => {
      const answer = await raw(instance.port, bytes);
      assert.ok(right.includes(answer.status),
                `${answer.status}: ${answer.text.slice(0, 200)}`);
      assert.ok(!answer.text.includes('evil.example'));
    });
  }
  await suite.test('and the server is well after all of them', async () => {
    assert.equal((await ask(instance.origin, 'GET', '/support/healthz')).text,
                 'ok\n');
  });
}

// With the session of an admin: a path that httpd and the worker read
// differently must open nothing.
async function badPaths(suite, instance, admin) {
  for (const path of paths) {
    await suite.test(`${path} opens nothing, even for an admin`, async () => {
      const answer = await raw(instance.port,
                               get(path, `Cookie: ${admin.cookie}\r\n`));
      assert.ok([400, 403, 404].includes(answer.status), `${answer.status}`);
      assert.ok(!/a secret question|"schema"|\[core\]/.test(answer.text));
    });
  }
}

async function methods(suite, instance, admin) {
  for (const [method, path, allow] of [
    ['GET', '/support/logout/', 'POST'],
    ['PUT', '/support/login/', 'GET, HEAD, POST'],
    ['DELETE', '/support/agent/dashboard/', 'GET, HEAD'],
    ['PATCH', '/support/api/config/', 'GET, HEAD'],
    ['POST', '/support/agent/dashboard/', 'GET, HEAD'],
    ['GET', '/support/api/conversation/create/', 'POST'],
    ['OPTIONS', '/support/agent/dashboard/', 'GET, HEAD']]) {
    await suite.test(`${method} ${path}: 405`, async () => {
      const answer = await admin.call(method, path,
        method === 'POST' ? { form: { csrf: admin.csrf } } : {});
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.allow, allow);
    });
  }
  await suite.test('a person reads a page about it, a program JSON',
    async () => {
      const page = await admin.call('GET', '/support/logout/');
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.text, /cannot be used in this way/);
      for (const [path, headers] of [
        ['/support/api/conversation/create/', {}],
        ['/support/logout/', { accept: 'application/json' }]]) {
        const answer = await admin.call('GET', path, { headers });
        assert.equal(answer.json.error.code, 'method_not_allowed', path);
      }
    });
  await suite.test('no header and no field makes another method of a GET',
    async () => {
      for (const [path, headers] of [
        ['/support/agent/dashboard/?_method=DELETE', {}],
        ['/support/agent/dashboard/', { 'x-http-method-override': 'POST' }]]) {
        assert.equal((await admin.call('GET', path, { headers })).status, 200);
      }
      assert.equal((await admin.call('GET', '/support/logout/', {
        headers: { 'x-http-method-override': 'POST' } })).status, 405);
      assert.equal((await admin.call('GET', '/support/agent/dashboard/')).status,
                   200, 'still signed in');
    });
  await suite.test('HEAD answers like GET, without a body', async () => {
    const answer = await admin.call('HEAD', '/support/agent/dashboard/');
    assert.equal(answer.status, 200);
    assert.equal(answer.body.length, 0);
  });
}

async function injected(suite, instance, admin) {
  for (const next of ['/support/%0d%0aX-Injected:1', '%0d%0aX-Injected:%201',
                      '/support/agent/dashboard/%0aSet-Cookie:x=1']) {
    await suite.test(`next=${next} makes no header`, async () => {
      const answer = await raw(instance.port,
        get(`/support/login/?next=${next}`, `Cookie: ${admin.cookie}\r\n`));
      assert.doesNotMatch(answer.text, /^(X-Injected|Set-Cookie: x=1)/mi);
    });
  }
  await suite.test('a forwarded host is neither believed nor shown', async () => {
    for (const header of ['x-forwarded-host', 'x-original-url', 'x-rewrite-url',
                          'forwarded', 'x-host']) {
      for (const path of ['/support/login/', '/support/conversations/',
                          '/support/agent/dashboard/', '/shop/']) {
        const answer = await ask(instance.origin, 'GET', path, {
          headers: { [header]: 'evil.example' }, cookie: admin.cookie });
        assert.ok(!(answer.text + answer.rawHeaders.join()).includes('evil'),
                  `${header} ${path}`);
      }
    }
  });
  await suite.test('markup in headers, path and query shows as text only',
    async () => {
      const markup = '<script>alert(1)</script>';
      const ana = new Customer(instance);
      await ana.tryCreate({ name: markup, email: `${markup}@mail.example`,
                            page: markup });
      const seen = await eventually(async () => {
        const page = await admin.call('GET', '/support/agent/dashboard/');
        return page.text.includes('alert(1)') && page;
      }, 'the conversation on the dashboard');
      assert.ok(!seen.text.includes(markup));
      for (const path of [`/support/nothing/?q=${encodeURIComponent(markup)}`,
                          `/support/conversations/?q=${encodeURIComponent(markup)}`]) {
        const answer = await admin.call('GET', path, {
          headers: { 'user-agent': markup, referer: markup } });
        assert.ok(!answer.text.includes(markup), path);
      }
    });
}

// A sender that never ends costs a connection of httpd and nothing else.  It
// sends a byte now and then, so that only RequestReadTimeout ends it: Timeout
// begins again with each byte.
async function slow(suite, instance) {
  await suite.test('a head that never ends is cut off', async () => {
    let text = '';
    const socket = connect(instance.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('data', (piece) => { text += piece; });
    socket.write('GET /support/healthz HTTP/1.1\r\nX');
    const drip = setInterval(() => socket.write('x'), 1000);
    try {
      await eventually(() => socket.destroyed, 'it is cut off');
    } finally {
      clearInterval(drip);
      socket.destroy();
    }
    assert.match(text, /^(HTTP\/1\.1 40[08] |$)/);
  });
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('a secret question');
    const admin = await new User(instance, 'admin').signIn();
    const slowly = slow(suite, instance);
    await badRequests(suite, instance);
    await badPaths(suite, instance, admin);
    await methods(suite, instance, admin);
    await injected(suite, instance, admin);
    await slowly;
  } finally {
    await instance.stop();
  }
}
