// Every page: valid HTML, and the headers of security.md section 4.4.
import assert from 'node:assert/strict';
import { HtmlValidate } from 'html-validate';
import { ask } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': ['error', { style: 'lowercase' }],
    'no-inline-style': 'error',
    'no-implicit-button-type': 'error',
    'require-sri': 'off',
    'no-implicit-input-type': 'off',
    // What scrolls is a region with a name; most regions are no sections.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // A blank more or less is no fault.
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'void-style': 'off',
    'long-title': 'off',
  },
});

function checkHeaders(origin, answer) {
  const { headers } = answer;
  const policy = Object.fromEntries(
    (headers['content-security-policy'] ?? '').split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name, ...values]) => [name, values]));
  assert.deepEqual(policy['default-src'], ["'none'"]);
  for (const kind of ['script-src', 'style-src']) {
    // A path, not the origin: what customers upload is on this origin too.
    for (const source of policy[kind] ?? ["'none'"]) {
      assert.match(source, /^('none'|https?:\/\/[^/]+\/support\/static\/)$/, kind);
    }
  }
  assert.ok(!/unsafe|\*|data:/.test(headers['content-security-policy']));
  assert.deepEqual(policy['base-uri'], ["'none'"]);
  assert.deepEqual(policy['frame-ancestors'], ["'none'"]);
  assert.ok(policy['form-action']);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(headers['cache-control'], /no-store/);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.ok(headers['referrer-policy']);
  assert.match(headers['content-type'], /^text\/html; charset=utf-8$/i);
  assert.equal(headers.server, 'Apache', origin);
}

async function checkHtml(answer) {
  const report = await validator.validateString(answer.text);
  const faults = report.results.flatMap((result) => result.messages)
    .map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`);
  assert.deepEqual(faults, []);
  assert.doesNotMatch(answer.text, /\{\{|\}\}/, 'a template shows through');
}

export default async function (suite) {
  const instance = await Instance.start();
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('A question with <b>markup</b> & more');
    await ana.upload();
    const id = ana.conversation;
    const admin = await new User(instance, 'admin').signIn();
    const marta = await new User(instance, 'marta').signIn();
    const shopper = await new User(instance, 'ana').signIn();
    const nobody = new User(instance, '');
    // The index follows by itself; then the lists have something to show.
    await eventually(async () => (await marta.call(
      'GET', '/support/agent/dashboard/')).text.includes(id), 'the index');
    await marta.post(`/support/agent/api/conversation/${id}/note/`,
                     { key: 'a-note-key', text: 'a note' });

    const book = /\/shop\/book\/[a-z0-9-]+\//.exec(
      (await nobody.call('GET', '/shop/')).text)[0];
    const pages = [
      [nobody, 'nobody', ['/support/login/', '/support/invite/', '/support/conversations/',
        '/support/nothing/', '/shop/', book, '/shop/book/none/',
        '/shop/sign-in/', '/support/static/errors/503.html']],
      [shopper, 'ana', ['/support/conversations/', '/support/agent/dashboard/',
        '/shop/', book, '/shop/profile/', '/shop/orders/', '/shop/rentals/',
        '/shop/addresses/']],
      [marta, 'marta', ['/support/conversations/',
        '/support/conversations/?status=closed',
        '/support/conversations/?q=markup&sort=wait&page=2',
        '/support/conversations/?q=nowhere&status=open&has_file=yes',
        '/support/conversations/?status=new&agent=nemo&from=soon',
        '/support/agent/export/?status=new', `/support/conversation/${id}/`,
        '/support/agent/dashboard/', '/support/agent/account/',
        '/support/agent/dashboard/?whose=mine', '/support/logout/',
        '/support/agent/statistics/',
        '/support/agent/statistics/?from=2025-01-01&until=2025-12-31',
        '/support/agent/statistics/?from=soon&until=later',
        '/support/admin/users/', '/shop/profile/']],
      [admin, 'admin', ['/support/admin/users/', '/support/admin/users/marta/',
        '/support/admin/settings/', '/support/agent/account/',
        '/support/admin/audit/', '/support/admin/audit/?event=none',
        '/support/admin/embed/', '/support/admin/embed/?offset=x',
        '/support/agent/quick-replies/']],
    ];
    for (const [user, name, paths] of pages) {
      for (const path of paths) {
        const shown = path.replace(id, '<id>');
        const answer = await user.call('GET', path);
        await suite.test(`${shown} for ${name} is valid HTML`,
                         () => checkHtml(answer));
        if (path.includes('/static/')) continue;
        await suite.test(`${shown} for ${name} has its headers`, () =>
          path.startsWith('/shop/') ? checkShop(answer)
                                    : checkHeaders(instance.origin, answer));
      }
    }

    await suite.test('an answer of the API is no page and is kept by nobody',
      async () => {
        const { headers } = await ana.call('GET', '/conversations/');
        assert.match(headers['content-type'], /^application\/json/);
        assert.match(headers['content-security-policy'], /default-src 'none'/);
        assert.match(headers['cache-control'], /no-store/);
      });
    await suite.test('the shop\'s identity is kept by nobody', async () => {
      const answer = await shopper.call('GET', '/shop/identity/');
      assert.match(answer.headers['cache-control'], /no-store/);
      const signed = answer.json.identity.split('.');
      const claims = JSON.parse(Buffer.from(signed[1], 'base64url'));
      assert.equal(claims.sub, 'ana');
      assert.equal(claims.aud, 'bookshop-support');
      assert.ok(claims.exp - claims.iat <= 900);
      const anonymous = await ask(instance.origin, 'GET', '/shop/identity/');
      assert.equal(anonymous.json.identity, null);
    });
  } finally {
    await instance.stop();
  }
}

// The demo shop is no page of ours, but an example for one with a strict CSP:
// the widget must need nothing inline.
function checkShop(answer) {
  const policy = answer.headers['content-security-policy'];
  assert.ok(policy, 'a policy');
  assert.ok(!policy.includes('unsafe'), policy);
  assert.match(answer.headers['cache-control'], /no-store/);
}
