// The browser tests: a real Chromium, a real httpd, real workers.  Names as
// arguments choose some: tests/e2e/run journey look
import { explained, Suite } from '../web/suite.mjs';
import { missing } from '../programs.mjs';
import { launch, program } from './browser.mjs';

// The longest first: two run at a time.
const all = ['faults', 'look', 'journey', 'views', 'forms', 'manners',
             'reading', 'files', 'embed', 'isolation', 'unnoticed',
             'no_script', 'identity', 'widget', 'tabs', 'polling', 'kept',
             'trouble',
             'not_ours', 'words', 'dashboard', 'session', 'messages', 'detail',
             'composer', 'quick', 'admin', 'statistics'];
// "full" is not a suite: it makes some of them repeat more.
const named = process.argv.slice(2).filter((word) => word !== 'full');
const chosen = named.length ? named : all;
const total = { passed: 0, failed: 0, skipped: 0 };
const why = missing(program);
if (why) {
  console.log(`skipped: e2e: all of it (${why})`);
  console.log('e2e: 0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
const browser = await launch();

// An exception in an event handler is a failure, but does not end the run.
// Ignored: a test stops intercepting requests while its handler still has one.
process.on('unhandledRejection', (error) => {
  if (/Route is already handled/.test(error?.message)) return;
  total.failed += 1;
  console.log(`FAILED: e2e: outside any test: ${explained(error)}`);
});

async function run(name) {
  const suite = new Suite(name);
  const began = Date.now();
  try {
    await (await import(`./${name}.mjs`)).default(suite, browser);
  } catch (error) {
    suite.failed += 1;
    console.log(`FAILED: ${name} broke off: ${explained(error)}`);
  }
  const { passed, failed, skipped } = suite;
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`  ${name}: ${passed} passed, ${failed} failed, ` +
              `${skipped} skipped (${seconds} s)`);
  for (const key of Object.keys(total)) total[key] += suite[key];
}

// Each has an instance of its own, and mostly waits.
async function lane() {
  while (chosen.length) await run(chosen.shift());
}

await Promise.all([lane(), lane()]);
await browser.close();
console.log(`e2e: ${total.passed} passed, ${total.failed} failed, ` +
            `${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
