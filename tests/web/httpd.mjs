// What conf/ promises: static files, limits, spooling, files by X-Sendfile,
// and what httpd says when supportd is away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { ask, multipart, png, raw } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer } from './people.mjs';
import { eventually } from './suite.mjs';

const script = '/support/static/js/chat-widget.js';

async function staticFiles(suite, instance) {
  const get = (path, headers = {}) =>
    ask(instance.origin, 'GET', path, { headers });

  for (const encoding of ['identity', 'gzip', 'br']) {
    await suite.test(`an unchanged script answers 304 (${encoding})`, async () => {
      const headers = { 'accept-encoding': encoding };
      const first = await get(script, headers);
      assert.equal(first.status, 200);
      assert.equal(first.headers['content-encoding'],
                   encoding === 'identity' ? undefined : encoding);
      const again = await get(script, {
        ...headers, 'if-none-match': first.headers.etag });
      assert.equal(again.status, 304);
      assert.equal(again.body.length, 0);
    });
  }

  await suite.test('a shop on another origin may load the widget', async () => {
    const { headers } = await get(script);
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cache-control'], 'public, max-age=300, must-revalidate');
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
  });

  await suite.test('no folder is listed, and only known types are served',
    async () => {
      for (const path of ['/support/static/', '/support/static/js/',
                          '/support/static/js/.hidden.js',
                          '/support/static/js/README']) {
        const answer = await get(path);
        assert.ok([403, 404].includes(answer.status), `${path} ${answer.status}`);
      }
    });

  await suite.test('no path leads out of the static folder', async () => {
    for (const path of ['/support/static/../conf/support.conf',
                        '/support/static/%2e%2e/conf/support.conf',
                        '/support/static/..%2fconf/support.conf',
                        '/support/static/js/..%5c..%5cconf/support.conf',
                        '/support/static//../../etc/passwd']) {
      const answer = await raw(instance.port,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 403, 404].includes(answer.status),
                `${path} ${answer.status}`);
      assert.ok(!/origins =|root:/.test(answer.text), path);
    }
  });

  await suite.test('nosniff stands once on every answer', async () => {
    for (const path of [script, '/support/healthz', '/support/api/config/',
                        '/support/login/', '/support/nothing/', '/shop/',
                        '/support/static/nothing.js']) {
      const answer = await get(path);
      assert.equal(answer.count('x-content-type-options'), 1, path);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff', path);
    }
  });

  await suite.test('httpd tells neither its version nor its modules', async () => {
    for (const path of [script, '/support/%00', '/nothing']) {
      const answer = await raw(instance.port,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      assert.ok(!/Apache\/|mod_|Debian/i.test(answer.text), path);
    }
  });
}

async function bodies(suite, instance) {
  const path = '/support/api/conversation/create/';
  const head = (lines) =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    `Content-Type: application/json\r\nConnection: close\r\n${lines}\r\n\r\n`;

  await suite.test('a body of unknown length answers 411', async () => {
    const answer = await raw(instance.port,
      head('Transfer-Encoding: chunked') + '2\r\n{}\r\n0\r\n\r\n');
    assert.equal(answer.status, 411);
    assert.match(answer.text, /"code":"length_required"/);
  });

  await suite.test('a body over the limit answers 413 before it is sent',
    async () => {
      const answer = await raw(instance.port, head('Content-Length: 11010049'));
      assert.equal(answer.status, 413);
      assert.match(answer.text, /"code":"too_large"/);
    });

  await suite.test('a slow upload holds no worker', async () => {
    const upload = multipart([['key', 'slow-upload-1'],
      ['file', { name: 'a.png', type: 'image/png', bytes: png }]]);
    const sockets = [];
    let over = 0;  // uploads that were answered or cut off
    for (let n = 0; n < 12; n++) {  // three for each of the four workers
      const socket = connect(instance.port, '127.0.0.1');
      socket.on('error', () => {});
      for (const end of ['data', 'close']) socket.once(end, () => { over += 1; });
      socket.write(head(`Content-Length: ${upload.body.length}`));
      socket.write(upload.body.subarray(0, 40));
      sockets.push(socket);
    }
    // All twelve are with httpd before the question is asked.
    await Promise.all(sockets.map((socket) =>
      new Promise((done) => socket.write('', done))));
    // Where they hold the workers, the answers come when httpd has cut them off.
    const answers = await Promise.all(sockets.map(() =>
      ask(instance.origin, 'GET', '/support/healthz')));
    assert.deepEqual(answers.map(({ status }) => status), Array(12).fill(200));
    assert.equal(over, 0, 'an upload is over');
    for (const socket of sockets) socket.destroy();
  });
}

async function files(suite, instance) {
  const customer = new Customer(instance, { identity: instance.identity() });
  await customer.create('here is a picture');
  const n = await customer.upload();
  const told = await customer.call('GET',
    `/conversation/${customer.conversation}/file/${n}/`);
  const { url } = told.json;

  await suite.test('an attached file comes whole, sandboxed and uncached',
    async () => {
      const answer = await ask(instance.origin, 'GET', url);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, png);
      assert.equal(answer.headers['content-type'], 'image/png');
      assert.match(answer.headers['content-security-policy'],
                   /default-src 'none'.*sandbox/);
      assert.match(answer.headers['cache-control'], /no-store/);
      assert.equal(answer.headers['x-sendfile'], undefined);
      assert.equal(answer.headers['access-control-allow-origin'] ?? '-', '-');
    });

  await suite.test('the stored file is reached by no path of its own', async () => {
    const inside = Object.keys(instance.stored())
      .find((path) => path.startsWith('files/'));
    for (const path of [`/support/${inside}`, `/${inside}`, `/data/${inside}`,
                        `/support/static/${inside}`]) {
      const answer = await ask(instance.origin, 'GET', path);
      assert.ok([403, 404].includes(answer.status), path);
    }
  });

  await suite.test('no log holds the query, the token or what was said',
    async () => {
      const [, query] = url.split('?');
      for (const name of ['access', 'error', 'supportd', 'httpd']) {
        const text = instance.log(name);
        assert.ok(!text.includes(query), name);
        assert.ok(!text.includes(customer.token), name);
        assert.ok(!text.includes('here is a picture'), name);
      }
      assert.match(instance.log('access'), /GET \/support\/file\//);
    });
}

async function away(suite, instance) {
  const pid = Number(instance.facts.supportd);
  process.kill(pid, 'SIGTERM');
  await eventually(async () =>
    (await ask(instance.origin, 'GET', '/support/healthz')).status === 503,
                   'supportd away');

  await suite.test('with supportd away a page says so, plainly', async () => {
    const answer = await ask(instance.origin, 'GET', '/support/login/');
    assert.equal(answer.status, 503);
    assert.match(answer.text, /Support is away for a moment/);
    assert.equal(answer.headers['retry-after'], '5');
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  await suite.test('with supportd away the API answers JSON', async () => {
    const answer = await ask(instance.origin, 'POST',
      '/support/api/conversation/create/', { json: { text: 'x' } });
    assert.equal(answer.status, 503);
    assert.equal(answer.code, 'busy');
    assert.equal(answer.headers['retry-after'], '5');
    // Readable for a widget on another origin too.
    assert.equal(answer.headers['access-control-allow-origin'], '*');
  });

  await suite.test('static files are served all the same', async () => {
    assert.equal((await ask(instance.origin, 'GET', script)).status, 200);
  });
}

async function hosts(suite, instance) {
  await suite.test('a Host that is not ours answers 403', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example']) {
      const answer = await ask(instance.origin, 'GET', '/support/login/',
                               { headers: { host } });
      assert.equal(answer.status, 403);
      assert.ok(!answer.text.includes(host));
    }
  });
  await suite.test('the second origin serves the shop and no support',
    async () => {
      assert.equal((await ask(instance.second, 'GET', '/shop/')).status, 200);
      for (const path of ['/support/login/', '/support/api/config/', script]) {
        const answer = await ask(instance.second, 'GET', path);
        assert.ok([403, 404].includes(answer.status), path);
      }
    });
  await suite.test('the snippet is what is shipped', () => {
    const text = readFileSync(
      new URL('../../conf/httpd-private.conf', import.meta.url), 'utf8');
    assert.match(text, /Include "\$\{TRIAL_CONF\}\/httpd-support\.conf"/);
    assert.match(text, /Include "\$\{TRIAL_CONF\}\/httpd-server\.conf"/);
  });
}

export default async function (suite) {
  const instance = await Instance.start({ second: true, accounts: false });
  try {
    await staticFiles(suite, instance);
    await bodies(suite, instance);
    await hosts(suite, instance);
    await files(suite, instance);
    await away(suite, instance);
  } finally {
    await instance.stop();
  }
}
