// Storms, each with an instance of its own: what is killed or spoilt under load
// must lose and double nothing.  Each has a control, a program with a fault
// that the same storm has to find.
import { join } from 'node:path';
import { missing } from '../programs.mjs';
import { Suite } from '../web/suite.mjs';
import * as housekeeper from './killed_housekeeper.mjs';
import * as workers from './killed_workers.mjs';
import * as index from './spoilt_index.mjs';

const build = process.env.BUILD;
const kParts = {
  workers: [[build, workers.hold],
            [join(build, 'ack-before-write'), workers.mustLose]],
  housekeeper: [[build, housekeeper.hold],
                [join(build, 'journal-after-append'), housekeeper.mustLose]],
  index: [[build, index.hold]] };

// As a part of the fault matrix (tests/faults/run, which says "full"): what a
// storm has counted.
const isPart = process.argv.includes('full');
function tell({ control, row, what, ...counts }) {
  if (!isPart) return;
  const words = Object.entries(counts).map((pair) => pair.join('='));
  console.log(`${control ? 'control' : 'row'}=${row} ${words.join(' ')} ` +
              `what=${what}`);
}

async function withInstance(where, body) {
  // instance.mjs looks for the program when it is read.
  process.env.BUILD = where;
  const { Instance } = await import(`../web/instance.mjs?${where}`);
  const instance = await Instance.start({ workers: workers.kWorkers,
                                          clock: true });
  let held = false;
  try {
    held = await body(instance, Instance);
  } finally {
    process.env.BUILD = build;
    await instance.stop({ keep: !held });
    if (!held) console.log(`  what it left: ${instance.folder}`);
  }
}

const suite = new Suite('crash');
const asked = process.argv.slice(2).filter((word) => word !== 'full');
const why = missing('python3');
if (why) suite.skip('all of it', why);
const chosen = why ? [] : asked.length ? asked : Object.keys(kParts);
for (const part of chosen) {
  for (const [where, body] of kParts[part]) {
    const before = suite.failed;
    await suite.test(`${part}: ${body.name}`, () =>
      withInstance(where, async (instance) => {
        for (const one of await body(suite, instance) ?? []) tell(one);
        return suite.failed === before;
      }));
  }
}
console.log(`crash: ${suite.passed} passed, ${suite.failed} failed, ` +
            `${suite.skipped} skipped`);
process.exitCode = suite.failed ? 1 : 0;
