// Files that are not what they say, and forms that are none.
import assert from 'node:assert/strict';
import { ask, freshKey, multipart, png } from './http.mjs';
import { Instance, kMonday } from './instance.mjs';
import { Customer } from './people.mjs';
import { refused } from './refused.mjs';

const html = '<!doctype html><script>alert(1)</script>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

// A PNG whose header says `width` x `height`; nothing else is looked at.
function pngOf(width, height) {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

// [what, name, declared type, bytes, status, code]
const uploads = [
  ['SVG', 'a.svg', 'image/svg+xml', svg, 415, 'bad_type'],
  ['SVG called PNG', 'a.png', 'image/png', svg, 415, 'bad_type'],
  ['HTML', 'a.html', 'text/html', html, 415, 'bad_type'],
  ['HTML called PNG', 'a.png', 'image/png', html, 415, 'bad_type'],
  ['HTML called PDF', 'a.pdf', 'application/pdf', html, 415, 'bad_type'],
  ['script', 'a.js', 'text/javascript', 'alert(1)', 415, 'bad_type'],
  ['PHP', 'a.php', 'application/x-php', '<?php 1;', 415, 'bad_type'],
  ['PHP with two ends', 'a.png.php', 'image/png', png, 415, 'bad_type'],
  ['.htaccess', '.htaccess', 'text/plain', 'Options All', 415, 'bad_type'],
  ['.htaccess behind a zero-width space', '\u200b.htaccess', 'text/plain',
   'Options All', 415, 'bad_type'],
  ['a name without an end', 'README', 'text/plain', 'hello', 415, 'bad_type'],
  ['a PNG declared as PDF', 'a.png', 'application/pdf', png, 415, 'bad_type'],
  ['a PNG called JPEG', 'a.jpg', 'image/jpeg', png, 415, 'bad_type'],
  ['a PNG behind a blank', 'a.png', 'image/png',
   Buffer.concat([Buffer.from(' '), png]), 415, 'bad_type'],
  ['an image of 49 Gpx', 'a.png', 'image/png', pngOf(70000, 700000),
   413, 'too_large'],
  ['an image without height', 'a.png', 'image/png', pngOf(10, 0),
   415, 'bad_type'],
  ['text that is no UTF-8', 'a.txt', 'text/plain', Buffer.from([65, 255, 66]),
   415, 'bad_type'],
  ['text with NUL', 'a.txt', 'text/plain', 'a\0b', 415, 'bad_type'],
  ['an empty file', 'a.txt', 'text/plain', '', 422, 'empty'],
  ['a byte too many', 'a.txt', 'text/plain', Buffer.alloc(10485761, 65),
   413, 'too_large'],
];

const names = ['../../../etc/cron.d/x.png', '..\\..\\x.png', '/etc/passwd.png',
               'a\u202egnp.exe.png', 'a\u200b.png', `${'a'.repeat(300)}.png`,
               '.png.', 'CON.png', 'a\u0085b.png', '%2e%2e%2fx.png',
               'a"; filename="b.png', "'; DROP TABLE x.png"];

async function contents(suite, instance, ana) {
  for (const [what, name, type, bytes, status, code] of uploads) {
    await suite.test(`uploading ${what}: ${status}`, () =>
      refused(instance, status, code,
              () => ana.tryUpload({ name, type, bytes })));
  }
  await suite.test('10 MiB to the byte are taken', async () => {
    const answer = await ana.tryUpload({
      name: 'a.txt', type: 'text/plain', bytes: Buffer.alloc(10485760, 65) });
    assert.equal(answer.status, 200, answer.text);
  });
}

// Refused, or taken under a name that means no place and no line.
async function fileNames(suite, instance, ana) {
  for (const name of names) {
    await suite.test(`a file called ${JSON.stringify(name)} means no path`,
      async () => {
        const answer = await ana.tryUpload({ name: name.replaceAll('"', '%22') });
        assert.ok([200, 415].includes(answer.status), answer.text);
        for (const path of Object.keys(instance.stored())) {
          if (!path.startsWith('files/')) continue;
          assert.match(path,
            /^files\/\d{4}\/\d\d\/\d\d\/[0-9A-Z-]{29}\/\d+-[0-9a-f]{64}$/);
        }
        if (answer.status !== 200) return;
        const { n } = answer.json;
        const { file } = (await ana.history()).find((one) => one.n === n);
        assert.doesNotMatch(file.name, /[/\\\p{Cc}\p{Cf}]|^\.|\.\./u);
        assert.ok([...file.name].length <= 120);
        const { url } = (await ana.call('GET',
          `/conversation/${ana.conversation}/file/${n}/`)).json;
        const out = await ask(instance.origin, 'GET', url);
        assert.equal(out.status, 200);
        assert.match(out.headers['content-disposition'], /^(inline|attachment);/);
        assert.equal(out.headers['x-content-type-options'], 'nosniff');
      });
  }
}

async function brokenForms(suite, instance, ana) {
  const path = `/conversation/${ana.conversation}/upload/`;
  const good = multipart([['key', freshKey()],
    ['file', { name: 'a.png', type: 'image/png', bytes: png }]]);
  const type = `multipart/form-data; boundary=${good.boundary}`;
  const sent = (contentType, body) => () => ana.call('POST', path, {
    headers: { 'content-type': contentType }, body });
  const whole = good.body.toString('latin1');
  const made = (parts) => {
    const { boundary, body } = multipart(parts);
    return sent(`multipart/form-data; boundary=${boundary}`, body);
  };
  const file = { name: 'a.png', type: 'image/png', bytes: png };
  const cases = [
    ['without a boundary', sent('multipart/form-data', good.body), 400],
    ['with another boundary',
     sent('multipart/form-data; boundary=other', good.body), 400],
    ['with a boundary of 300 letters',
     sent(`multipart/form-data; boundary=${'b'.repeat(300)}`, good.body), 400],
    ['without its end', sent(type, good.body.subarray(0, -8)), 400],
    ['cut in the file', sent(type, good.body.subarray(0, 260)), 400],
    ['cut in a head', sent(type, good.body.subarray(0, 60)), 400],
    ['that is empty', sent(type, ''), 400],
    ['without names', sent(type, Buffer.from(
      whole.replace('; name="key"', ''), 'latin1')), 400],
    ['with a head of 20 KiB', sent(type, Buffer.from(whole.replace(
      'Content-Type', `X-Long: ${'x'.repeat(20000)}\r\nContent-Type`),
      'latin1')), 400],
    ['with two files', made([['key', freshKey()], ['file', file],
                             ['file', file]]), 400],
    ['with 50 fields', made([...Array(50)].map((_, n) => [`f${n}`, 'x'])), 400],
    ['without a file', made([['key', freshKey()]]), 400],
    ['with the file under another name',
     made([['key', freshKey()], ['attachment', file]]), 400],
    ['without a key', made([['file', file]]), 400],
    ['with a path as key', made([['key', '../../../../x'], ['file', file]]), 400],
    ['with NUL in a field', made([['key', 'abc\0defgh'], ['file', file]]), 400],
  ];
  for (const [what, act, status] of cases) {
    await suite.test(`a multipart body ${what}: ${status}`, () =>
      refused(instance, status, 'bad_request', act));
  }
  await suite.test('a JSON body where a form is expected: 415', () =>
    refused(instance, 415, 'bad_type', () =>
      ana.call('POST', path, { json: { key: freshKey() } })));
  await suite.test('a gzip upload: 415', () =>
    refused(instance, 415, 'bad_type', () => ana.call('POST', path, {
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
      body: good.body })));
  await suite.test('nothing unfinished is left behind', () => {
    const left = Object.keys(instance.stored())
      .filter((name) => name.includes('incoming'));
    assert.deepEqual(left, []);
  });
}

async function links(suite, instance, ana, guest) {
  const n = await ana.upload();
  const { url } = (await ana.call('GET',
    `/conversation/${ana.conversation}/file/${n}/`)).json;
  const get = (path) => ask(instance.origin, 'GET', path);
  await suite.test('the signed link works without a token', async () => {
    assert.deepEqual((await get(url)).body, png);
  });
  const flip = (text) => text.slice(0, -2) + (text.at(-2) === 'A' ? 'B' : 'A') +
    text.at(-1);
  const guestFile = await guest.upload();
  const altered = {
    'with a changed signature': flip(url),
    'without a signature': url.split('?')[0],
    'with a later end': url.replace(/e=(\d+)/, (_, e) => `e=${Number(e) + 600}`),
    'for another number': url.replace(`/${n}?`, `/${n - 1}?`),
    'for another conversation':
      url.replace(`${ana.conversation}/${n}`, `${guest.conversation}/${guestFile}`),
    'with a path behind it': url.replace('?', '/../x?'),
    'of an absent conversation':
      url.replace(ana.conversation, '20200101-00000000000000000000'),
  };
  for (const [what, path] of Object.entries(altered)) {
    await suite.test(`a link ${what}: 404`, async () => {
      const answer = await get(path);
      assert.equal(answer.status, 404);
      assert.ok(!answer.body.includes(png));
    });
  }
  await suite.test('a link ends after two minutes', async () => {
    instance.holdClock(kMonday + 121_000);
    assert.equal((await get(url)).status, 404);
  });
}

export default async function (suite) {
  const instance = await Instance.start({ accounts: false, clock: kMonday });
  try {
    const ana = new Customer(instance, { identity: instance.identity() });
    await ana.create('Good day');
    const guest = new Customer(instance);
    await guest.create('Hello');
    await contents(suite, instance, ana);
    await fileNames(suite, instance, ana);
    await brokenForms(suite, instance, ana);
    await links(suite, instance, ana, guest);
    await suite.test('after all this every file and record is sound',
                     () => instance.ctl('verify'));
  } finally {
    await instance.stop();
  }
}
