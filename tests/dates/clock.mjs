// Whether the clock that FAKETIME asks for is that of every process: this one,
// httpd, supportd and supportctl, as www-data when run by root.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer } from '../web/people.mjs';
import { Suite } from '../web/suite.mjs';

const kNear = 600_000;  // ms, for all that happens here on a busy machine
const wanted = Number(process.env.FAKETIME) * 1000;  // ms, added to the time
const near = (one, other) => assert.ok(Math.abs(one - other) < kNear,
  `${new Date(one).toISOString()} and ${new Date(other).toISOString()}`);

// File times stay the machine's.
function machinesTime() {
  const folder = mkdtempSync(join(tmpdir(), 'bookshop-support-clock-'));
  writeFileSync(join(folder, 'now'), '');
  const { mtimeMs } = statSync(join(folder, 'now'));
  rmSync(folder, { recursive: true });
  return mtimeMs;
}

async function services(suite, instance) {
  const files = (folder) => readdirSync(join(instance.data, folder));
  const day = (offset) => new Date(Date.now() - offset).toISOString()
    .slice(0, 10).replaceAll('-', '');
  // Midnight may have passed since.
  const isToday = (name) => [0, kNear].map(day).includes(name.slice(0, 8));

  await suite.test('httpd goes by the wanted clock', async () => {
    const { headers } = await ask(instance.origin, 'GET', '/support/healthz');
    near(Date.parse(headers.date), Date.now());
  });
  await suite.test('supportd goes by the wanted clock', async () => {
    const guest = new Customer(instance);
    await guest.create('What is the time?');
    near(Date.parse((await guest.history())[0].t), Date.now());
    assert.ok(isToday(guest.conversation), guest.conversation);
    for (const name of files('journal')) assert.ok(isToday(name), name);
  });
  await suite.test('supportctl goes by the wanted clock', async () => {
    await instance.ctl('user', 'add', 'tick', '--name', 'Tick');
    const lines = files('audit').filter(isToday).flatMap((name) =>
      readFileSync(join(instance.data, 'audit', name), 'utf8').split('\n'));
    const line = lines.find((one) => one.includes('user_created'));
    near(Date.parse(JSON.parse(line).ts), Date.now());
  });
}

const suite = new Suite('clock');
await suite.test('this process goes by the wanted clock', () =>
  near(Date.now(), machinesTime() + wanted));
const instance = await Instance.start({ accounts: false });
try {
  await services(suite, instance);
} finally {
  await instance.stop();
}
console.log(`clock: ${suite.passed} passed, ${suite.failed} failed, ` +
            `${suite.skipped} skipped`);
process.exitCode = suite.failed ? 1 : 0;
