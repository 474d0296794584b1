#!/usr/bin/env node
// A full disk under load: eight writers go on for 20 seconds ("full": for ten
// minutes) while there is no room, repeating what was refused as the widget
// does; then there is room again.  What was acknowledged is there once, no
// process was restarted, and the log has a bounded number of lines about it
// beside the one of each request.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../bench/processes.mjs';
import { runSync } from '../web/command.mjs';
import { fill, smallDisk } from '../web/full_disk.mjs';
import { freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { kPatience } from '../web/suite.mjs';

const kWriters = 8;
const kSeconds = process.argv[2] === 'full' ? 600 : 20;  // at least
const kRefused = 100;  // sends at least, before there is room again
// 4 workers and the housekeeper, each a line about each thing that fails; told
// again after ten minutes.
const kMostLines = 60 * Math.ceil((kSeconds + 60) / 600);

let failed = 0;
function expect(holds, sentence) {
  if (holds) return;
  failed += 1;
  console.log(`FAILED: full disk: ${sentence}`);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Says "<name> 1", "<name> 2", …, each until it is acknowledged.
class Writer {
  constructor(instance, name) {
    Object.assign(this, { name, said: [], answers: {}, number: 0 });
    this.customer = new Customer(instance);
  }

  async say(isOver) {
    const text = `${this.name} ${++this.number} `.padEnd(400, '.');
    const key = freshKey();
    do {
      const { status } = await this.customer.trySend(text, { key });
      this.answers[status] = (this.answers[status] ?? 0) + 1;
      if (status === 200) return this.said.push(text);
      await pause(50);
    } while (!isOver());
    this.left = { text, key };
    return 0;
  }

  // Once more, what was not acknowledged when the time was over.
  async finish() {
    if (!this.left) return;
    const { text, key } = this.left;
    const { status } = await this.customer.trySend(text, { key });
    expect(status === 200, `with room again ${this.name} got ${status}`);
    if (status === 200) this.said.push(text);
  }

  async check() {
    const there = (await this.customer.history())
      .filter((one) => one.kind === 'message').map((one) => one.text);
    const count = (text) => there.filter((one) => one === text).length;
    return { lost: this.said.filter((text) => count(text) === 0).length,
             doubled: this.said.filter((text) => count(text) > 1).length };
  }
}

const processes = (instance) => {
  const master = Number(
    readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
  return childrenOf(master).sort((a, b) => a - b).join(' ');
};

// Lines about anything but requests.
const troubles = (instance) => instance.log('supportd').split('\n')
  .filter((line) => line && !line.includes(' event=request '));

// Others who do not write conversations: staff read, a guest tries to begin.
async function bystanders(instance, staff, isOver) {
  const seen = {};
  while (!isOver()) {
    const read = await staff.call('GET', '/support/agent/dashboard/');
    const begun = await new Customer(instance).tryCreate({ text: 'hello' });
    seen[`read ${read.status}`] = (seen[`read ${read.status}`] ?? 0) + 1;
    seen[`begin ${begun.status}`] = (seen[`begin ${begun.status}`] ?? 0) + 1;
    await pause(100);
  }
  return seen;
}

const added = (all) => all.reduce((sum, one) => {
  for (const [status, count] of Object.entries(one.answers))
    sum[status] = (sum[status] ?? 0) + count;
  return sum;
}, {});

async function underLoad(instance, writers, staff) {
  const end = Date.now() + kSeconds * 1000;
  const isOver = () => Date.now() > end &&
    ((added(writers)[507] ?? 0) > kRefused || Date.now() > end + kPatience);
  const load = writers.map(async (writer) => {
    while (!isOver()) await writer.say(isOver);
  });
  return (await Promise.all(
    [bystanders(instance, staff, isOver), ...load]))[0];
}

async function trial(instance, disk) {
  const filler = join(disk.data, 'filler');
  const writers = [...Array(kWriters).keys()]
    .map((n) => new Writer(instance, `writer-${n}`));
  for (const writer of writers) await writer.customer.create('before');
  const staff = await new User(instance, 'marta').signIn();
  const before = processes(instance);
  const quiet = troubles(instance).length;

  writeFileSync(filler, '');
  fill(filler);
  const seen = await underLoad(instance, writers, staff);
  const lines = troubles(instance).slice(quiet);
  rmSync(filler);
  const answers = added(writers);
  for (const writer of writers) {
    await writer.finish();
    await writer.say(() => true);
  }
  const found = await Promise.all(writers.map((writer) => writer.check()));
  const sum = (name) => found.reduce((all, one) => all + one[name], 0);
  const refused = answers[507] ?? 0;
  console.log(`  provoked by a full disk: ${JSON.stringify(answers)}, ` +
    `${JSON.stringify(seen)}, ${lines.length} lines of the log about it`);
  console.log(`row=6 cases=${kWriters} kills=0 ` +
    `acknowledged=${writers.reduce((all, one) => all + one.said.length, 0)} ` +
    `lost=${sum('lost')} doubled=${sum('doubled')} reported=${refused} ` +
    'what=a full disk under load, then room again');

  expect(refused > kRefused, `${refused} sends were refused: the disk was not full`);
  expect(Object.keys(answers).every((one) => ['200', '507'].includes(one)),
         `a send is answered 200 or 507: ${JSON.stringify(answers)}`);
  expect(Object.keys(seen).every((one) => /^(read 200|begin (507|200))$/
    .test(one)), `staff read all the time: ${JSON.stringify(seen)}`);
  expect(processes(instance) === before, 'a process was restarted');
  expect(lines.length > 0, 'the log says nothing of it');
  expect(lines.length <= kMostLines,
         `${lines.length} lines of the log:\n${lines.slice(-5).join('\n')}`);
  await instance.ctl('verify').catch((error) =>
    expect(false, error.message));
}

// The count of what is not in the log comes when a process ends.
function checkCounts(instance) {
  const left = troubles(instance).filter((line) =>
    /suppressed=\d+/.test(line) && /request_failed/.test(line));
  const count = left.reduce((sum, line) =>
    sum + Number(/suppressed=(\d+)/.exec(line)[1]), 0);
  expect(count > 100, `the log counts ${count} lines left out`);
}

const disk = process.getuid() === 0
  ? smallDisk() : { why: 'only root may mount a small file system' };
if (!disk.folder) {
  console.log(`skipped: full disk (${disk.why})`);
} else {
  let instance;
  try {
    instance = await Instance.start({ folder: disk.folder, workers: 4 });
    await trial(instance, disk);
  } finally {
    if (instance) await instance.stop({ keep: true });
    if (instance) checkCounts(instance);
    runSync('umount', [disk.data]);
    rmSync(disk.folder, { recursive: true, force: true });
  }
}
process.exitCode = failed ? 1 : 0;
