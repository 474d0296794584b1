// The web tests: each suite with an instance of its own.  Names as arguments
// choose some: tests/web/run bad_input
import { explained, Suite } from './suite.mjs';

const all = ['first_run', 'run_ends', 'installing', 'weight', 'httpd',
             'access_matrix', 'bad_http', 'bad_messages', 'bad_identity',
             'snippets', 'bad_files', 'bad_forms', 'pace', 'pages', 'closing',
             'conversation', 'introduction', 'messages_page', 'audit', 'admin',
             'admin_pages', 'as_root', 'erasing', 'routing', 'statistics',
             'metrics', 'full_disk'];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;
const total = { passed: 0, failed: 0, skipped: 0 };

for (const name of chosen) {
  const suite = new Suite(name);
  try {
    await (await import(`./${name}.mjs`)).default(suite);
  } catch (error) {
    suite.failed += 1;
    console.log(`FAILED: ${name} broke off: ${explained(error)}`);
  }
  const { passed, failed, skipped } = suite;
  console.log(`  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  for (const key of Object.keys(total)) total[key] += suite[key];
}
console.log(`web: ${total.passed} passed, ${total.failed} failed, ` +
            `${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
