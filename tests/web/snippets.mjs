// The examples of bookshop-support(7), as the manual page shows them, run by
// the programs that they are for; the real server takes what they sign.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversations } from '../e2e/stored.mjs';
import { run } from './command.mjs';
import { missing } from '../programs.mjs';
import { ask } from './http.mjs';
import { freePort, Instance, top } from './instance.mjs';
import { Customer } from './people.mjs';
import { eventually } from './suite.mjs';

// Where each language finds its customer is the shop's; here: who comes with
// this cookie.
const kCookie = 'PHPSESSID=zoe';
const kZoe = { id: 42, name: 'Zoë Çelik', email: 'zoe@mail.example' };
const zoe = JSON.stringify(kZoe);

const kShops = {
  PHP: {
    files: ['support_identity.php', 'support-identity.php'],
    more: { 'sign-in.php': `<?php session_id("zoe"); session_start();
      $_SESSION["customer"] = json_decode('${zoe}', true);` },
    command: (port) => ['php', '-d', 'session.save_path=.', '-S',
                        `127.0.0.1:${port}`],
    page: '/support-identity.php', first: '/sign-in.php',
  },
  Python: {
    files: ['support_identity.py'],
    more: { 'shop.py': `import json, sys
from wsgiref.simple_server import make_server
from wsgiref.validate import validator
from support_identity import support_identity_page
def signed_in(environ):
    if environ.get("HTTP_COOKIE") == "${kCookie}": return json.loads('${zoe}')
page = support_identity_page(signed_in)
make_server("127.0.0.1", int(sys.argv[1]), validator(page)).serve_forever()` },
    command: (port) => ['python3', 'shop.py', port],
    page: '/support-identity',
  },
  Node: {
    files: ['support-identity.mjs'],
    more: { 'shop.mjs': `import { createServer } from 'node:http';
import { supportIdentityPage } from './support-identity.mjs';
const page = supportIdentityPage(({ headers }) =>
  headers.cookie === '${kCookie}' ? ${zoe} : null);
createServer(page).listen(process.argv[2], '127.0.0.1');` },
    command: (port) => ['node', 'shop.mjs', port],
    page: '/support-identity',
  },
};

// The manual as somebody reads and copies it.
async function manual() {
  const page = join(top, 'man', 'bookshop-support.7');
  const { stdout } = await run('mandoc', ['-Tascii', page]);
  return stdout.replace(/.\x08/g, '').split('\n');
}

// From the line that names the file to the end of what is set in so far.
function example(lines, file) {
  const from = lines.findIndex((line) =>
    /^ +(<\?php {2}\/\/|\/\/|#) /.test(line) && line.includes(` ${file}`));
  assert.ok(from > 0, `${file} is in the manual`);
  const depth = lines[from].search(/\S/);
  const rest = lines.slice(from + 1);
  const length = rest.findIndex((line, at) => line.trim() &&
    (line.search(/\S/) < depth || line.includes('<?php  //')) && at);
  return lines.slice(from, from + 1 + length)
    .map((line) => line.slice(depth)).join('\n');
}

function unpack(shop, lines, folder) {
  mkdirSync(folder);
  for (const file of shop.files) {
    writeFileSync(join(folder, file), example(lines, file));
  }
  for (const [file, text] of Object.entries(shop.more)) {
    writeFileSync(join(folder, file), text);
  }
}

// The program is among `running` before it answers: one that never does must
// be ended, too.
async function open(shop, folder, key, running) {
  const port = String(await freePort());
  const [program, ...words] = shop.command(port);
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(program, words, { cwd: folder,
    stdio: ['ignore', log, log], env: { ...process.env, SUPPORT_KEY: key } });
  running.push(child);
  closeSync(log);
  let end;
  child.on('error', (error) => { end = error.message; });
  child.on('exit', (status, signal) => { end = signal ?? `status ${status}`; });
  const origin = `http://127.0.0.1:${port}`;
  const answers = () => ask(origin, 'GET', shop.first ?? shop.page)
    .catch(() => null);
  await eventually(async () => end ?? answers(), `${program} answers`);
  assert.equal(end, undefined, `${shop.command(port).join(' ')} has ended: ` +
               readFileSync(join(folder, 'log'), 'utf8').slice(-2000));
  return origin;
}

async function isKnown(instance) {
  const identity = await instance.ctl('identity', 'sign', 'main',
                                      '--sub', 'someone');
  return (await new Customer(instance).tryCreate({ identity })).status === 200;
}

async function asks(suite, instance, language, shop, origin) {
  const page = (cookie) => ask(origin, 'GET', shop.page, { cookie });
  await suite.test(`${language}: a guest has no identity`, async () => {
    const answer = await page();
    assert.deepEqual(answer.json, { identity: null }, answer.text);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(answer.headers['content-type'], /^application\/json/);
  });
  await suite.test(`${language}: who is signed in is taken for verified`,
    async () => {
      const answer = await page(kCookie);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const { identity } = answer.json;
      const customer = new Customer(instance, { identity });
      const { conversation } = await customer.create('It is I');
      const { records: [opened] } = conversations(instance)
        .find(({ id }) => id === conversation);
      const { name, email, verified } = opened;
      assert.deepEqual({ name, email, verified },
        { name: kZoe.name, email: kZoe.email, verified: true });
    });
}

export default async function (suite) {
  const why = missing('mandoc');
  if (why) return suite.skip('the examples of the manual', why);
  const lines = await manual();
  const folder = mkdtempSync(join(tmpdir(), 'bookshop-support-snippets-'));
  const instance = await Instance.start({ accounts: false, workers: 2 });
  const running = [];
  try {
    const key = await instance.ctl('identity', 'key', 'main');
    process.kill(Number(instance.facts.supportd), 'SIGHUP');
    await eventually(() => isKnown(instance), 'the key is known');
    for (const [language, shop] of Object.entries(kShops)) {
      const absent = missing(shop.command(0)[0]);
      if (absent) {
        suite.skip(language, absent);
        continue;
      }
      const place = join(folder, language);
      unpack(shop, lines, place);
      const origin = await open(shop, place, key, running);
      await asks(suite, instance, language, shop, origin);
    }
  } finally {
    for (const child of running) child.kill();
    await instance.stop();
    rmSync(folder, { recursive: true });
  }
}
