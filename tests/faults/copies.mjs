// Copies that are begun in the middle of a storm of sends, creates, uploads
// and removals, by plain cp, tar and rsync and by supportctl backup: what had
// been acknowledged before must be whole in each, and verify must find no
// damage.  Controls: a copy from which a line or a file was taken.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, renameSync,
  statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { generate } from '../bench/generate.mjs';
import { conversationFile } from '../bench/records.mjs';
import { recordsIn } from '../crash/check.mjs';
import { Storm } from '../crash/writers.mjs';
import { run } from '../web/command.mjs';
import { Instance } from '../web/instance.mjs';
import { missing as missingPrograms, skipPart } from '../programs.mjs';
import { Customer } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const full = process.argv[2] === 'full';
const kRounds = full ? 6 : 2;
const kMade = full ? 1000 : 100;  // conversations that are only copied
const kRestMs = 100;  // of those who attach
const kSlack = 4000;  // ms; verify's and a little more
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// Commands for remover.py, one after the other.
class Remover {
  constructor() {
    this.child = spawn('python3', [join(here, 'remover.py')],
                       { stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = [];
    createInterface(this.child.stdout).on('line', () => this.waiting.shift()());
    this.child.on('exit', (status) => {
      for (const done of this.waiting) done(new Error(`remover: ${status}`));
    });
  }
  async ask(wish) {
    const done = new Promise((answer) => this.waiting.push(answer));
    this.child.stdin.write(`${JSON.stringify(wish)}\n`);
    const error = await done;
    if (error) throw error;
  }
  stop() { this.child.stdin.end(); }
}

const filesOf = (data, id) =>
  join(data, 'files', id.slice(0, 4), id.slice(4, 6), id.slice(6, 8), id);

// Customers who attach, and a sysadmin who takes away some of it.
class Attaching {
  constructor(instance) {
    Object.assign(this, { instance, stopped: false, removed: 0, kept: [] });
    this.remover = new Remover();
  }

  async attach(customer) {
    const bytes = randomBytes(5_000 + Math.random() * 20_000).toString('hex');
    const answer = await customer.tryUpload(
      { name: 'note.txt', type: 'text/plain', bytes: Buffer.from(bytes) });
    assert.equal(answer.status, 200, answer.text);
    return { n: answer.json.n, sha256: sha256(bytes), isRemoved: false };
  }

  async one(turn) {
    const customer = new Customer(this.instance);
    const told = { files: [], isRemoved: false };
    told.n = (await customer.create(`Here is one, ${turn}`)).n;
    told.id = customer.conversation;
    for (let files = 0; files < 3; files++)
      told.files.push(await this.attach(customer));
    this.kept.push(told);
    if (turn % 2 === 1) await this.remove(this.kept[turn - 1], turn);
  }

  // Noted before it is done: nobody is promised what is about to go.
  async remove(told, turn) {
    const { data } = this.instance;
    const log = conversationFile(data, told.id);
    const files = filesOf(data, told.id);
    this.removed += 1;
    if (turn % 4 === 1) {
      const [file] = told.files;
      file.isRemoved = true;
      await this.remover.ask({ what: 'file', log, n: file.n,
                               file: join(files, `${file.n}-${file.sha256}`) });
      return;
    }
    told.isRemoved = true;
    const customer = recordsIn(log)[0].by.slice(2);
    await this.remover.ask({ what: 'conversation', log, files, id: told.id,
      list: join(data, 'customers', customer.slice(0, 2), `${customer}.jsonl`) });
  }

  async run() {
    for (let turn = 0; !this.stopped; turn++) {
      await this.one(turn);
      await new Promise((soon) => setTimeout(soon, kRestMs));
    }
    this.remover.stop();
  }
}

// What the storm had been told when a copy began; what goes while it is made
// is in none of the promises.
function promises(storm, attaching) {
  return {
    said: storm.conversations.map(
      ({ id, acknowledged }) => [id, [...acknowledged.keys()]]),
    attached: attaching.kept.filter((told) => !told.isRemoved).map((told) => ({
      told, files: told.files.filter((file) => !file.isRemoved) })) };
}

const numbersAreWhole = (records) =>
  records.every((record, at) => record.n === at + 1);

// How much of it the copy has not, or has twice.
function missing(data, { said, attached }) {
  const seen = { acknowledged: 0, lost: 0, doubled: 0 };
  const records = (id) => {
    try { return recordsIn(conversationFile(data, id)); } catch { return []; }
  };
  for (const [id, keys] of said) {
    const there = records(id);
    const known = there.filter(({ k }) => k === 'message').map((one) => one.id);
    const kept = new Set(known);
    seen.acknowledged += keys.length;
    seen.lost += keys.filter((key) => !kept.has(key)).length;
    seen.doubled += known.length - kept.size;
    if (!numbersAreWhole(there)) seen.lost += 1;
  }
  for (const { told, files } of attached) {
    const there = records(told.id);
    for (const file of files) {
      seen.acknowledged += 1;
      const record = there.find(({ n }) => n === file.n);
      const name = join(filesOf(data, told.id), `${file.n}-${file.sha256}`);
      let bytes;
      try { bytes = readFileSync(name); } catch { bytes = ''; }
      if (record?.sha256 !== file.sha256 || sha256(bytes) !== file.sha256)
        seen.lost += 1;
    }
  }
  return seen;
}

// Statuses that tell of files which changed or vanished meanwhile.
async function tool(allowed, command, ...words) {
  try {
    return await run(command, words);
  } catch (error) {
    if (!allowed.includes(error.status)) throw error;
    return error;
  }
}

const kWays = {
  async cp({ data }, folder) {
    await tool([1], 'cp', '-a', data, folder);
  },
  async tar({ folder: from }, folder) {
    await tool([1], 'tar', '-C', from, '-cf', join(folder, 'copy.tar'), 'data');
    await run('tar', ['-C', folder, '-xpf', join(folder, 'copy.tar')]);
  },
  async rsync({ data }, folder) {
    await tool([24], 'rsync', '-a', `${data}/`, join(folder, 'data'));
  },
  async backup(instance, folder) {
    const backups = join(instance.folder, 'backups');
    const made = await instance.ctl('backup', backups, '--keep', '2');
    await instance.ctl('restore', made, join(folder, 'data'));
  } };

// As the service, which runs supportctl here.
function giveTo(instance, folder) {
  const { uid, gid } = statSync(instance.data);
  chownSync(folder, uid, gid);
}

function ownFolder(instance) {
  const folder = mkdtempSync(join(instance.folder, 'copy-'));
  giveTo(instance, folder);
  return folder;
}

// What verify says of a copy that began then.
async function verify(instance, data, began) {
  const time = new Date(began).toISOString();
  const text = await instance.ctl(
    'verify', '--data', data, '--began', time, '--json').catch((error) => {
    if (!error.stdout) throw error;
    return error.stdout;
  });
  const found = JSON.parse(text);
  return { ...found, damage: found.findings.filter(
    ({ weight }) => weight === 'damage') };
}

// Taken out between the copy of a record and that of its file: nobody but
// supportctl backup can know.
const wasTakenMeanwhile = (attaching, { message, file }) =>
  attaching.kept.some((told) => (told.isRemoved && file.includes(told.id)) ||
    told.files.some((one) => one.isRemoved && message.includes(one.sha256)));

async function copyOnce(instance, way, storm, attaching) {
  const folder = ownFolder(instance);
  const promised = promises(storm, attaching);
  const began = Date.now();
  await kWays[way](instance, folder);
  // Without what went meanwhile; later removals do not matter to this copy.
  promised.attached = promised.attached.filter(({ told }) => !told.isRemoved)
    .map(({ told, files }) =>
      ({ told, files: files.filter((file) => !file.isRemoved) }));
  return { way, folder, data: join(folder, 'data'), promised, began };
}

// When the storm is over: it would only grow meanwhile.
async function judge(instance, copy, attaching) {
  const { way, data, promised, began } = copy;
  const seen = missing(data, promised);
  const found = await verify(instance, data, began);
  const damage = found.damage.filter(
    (one) => way === 'backup' || !wasTakenMeanwhile(attaching, one));
  for (const { file, line, message } of damage.slice(0, 5))
    console.log(`  ${way}: ${file}:${line}: ${message}`);
  return { ...copy, ...seen, damage: damage.length, notes: found.notes };
}

function print(way, copies) {
  const sum = (what) => copies.reduce((all, one) => all + one[what], 0);
  console.log(`row=10 cases=${copies.length} kills=0 ` +
    `acknowledged=${sum('acknowledged')} lost=${sum('lost') + sum('damage')} ` +
    `doubled=${sum('doubled')} reported=${sum('notes')} what=${way}-under-load`);
}

// A line that was acknowledged, or a file, is taken from a copy.
async function controls(instance, copy) {
  const [id] = copy.promised.said.find(([, keys]) => keys.length > 3);
  const log = conversationFile(copy.data, id);
  const lines = readFileSync(log, 'utf8').split('\n');
  writeFileSync(log, [...lines.slice(0, 2), ...lines.slice(3)].join('\n'));
  const one = { lost: missing(copy.data, copy.promised).lost,
                ...await verify(instance, copy.data, copy.began) };
  assert.ok(one.damaged > 0, 'verify does not see a line that is missing');
  console.log(`control=10 lost=${one.lost} doubled=0 what=line-taken-from-copy`);
  writeFileSync(log, lines.join('\n'));

  const { told, files } = copy.promised.attached.find(
    (some) => some.files.length > 0);
  const [file] = files;
  unlinkSync(join(filesOf(copy.data, told.id), `${file.n}-${file.sha256}`));
  // A record may be written some seconds after its time; of a file that was
  // attached just before the copy, verify could not tell otherwise.
  const two = { lost: missing(copy.data, copy.promised).lost,
                ...await verify(instance, copy.data, copy.began + kSlack) };
  assert.ok(two.damage.some(({ message }) => message.includes(file.sha256)),
            'verify does not see a file that is missing');
  console.log(`control=10 lost=${two.lost} doubled=0 what=file-taken-from-copy`);
}

// The copy takes the place of the store while the program runs: a widget that
// had seen more is told to read anew, and can go on.
async function inPlaceOf(instance, copy, customer, cursor) {
  renameSync(instance.data, `${instance.data}.before`);
  renameSync(copy.data, instance.data);
  const path = `/conversation/${customer.conversation}/messages/`;
  const answer = await customer.call('GET', `${path}?after=${cursor}`);
  assert.deepEqual([answer.status, answer.code], [409, 'resync']);
  assert.equal((await customer.history()).length, 1);
  await customer.send('And on it goes');
  assert.equal((await customer.history()).length, 2);
}

async function main(instance) {
  mkdirSync(join(instance.folder, 'backups'));
  giveTo(instance, join(instance.folder, 'backups'));
  generate(instance.data, { conversations: kMade, messages: 20 });
  const widget = new Customer(instance);
  await widget.create('Good day');
  const storm = new Storm(instance.origin, { writers: 4, sharing: [2, 1, 1],
                                             ownEvery: 10, ownLength: 3 });
  const attaching = new Attaching(instance);
  await storm.start();
  const attached = attaching.run();
  attached.catch(() => {});
  await eventually(() => attaching.removed > 2 && storm.acknowledged > 100,
                   'it is a storm');
  const made = [];
  for (let round = 0; round < kRounds; round++) {
    for (const way of Object.keys(kWays))
      made.push(await copyOnce(instance, way, storm, attaching));
  }
  attaching.stopped = true;
  await Promise.all([storm.stop(), attached]);
  const copies = {};
  for (const copy of made)
    (copies[copy.way] ??= []).push(await judge(instance, copy, attaching));
  for (const way of Object.keys(kWays)) print(way, copies[way]);
  await controls(instance, copies.cp.at(-1));
  const { cursor } = await widget.send('Seen, and not in the copy');
  await inPlaceOf(instance, copies.backup.at(-1), widget, cursor);
  console.log(`row=10 cases=1 acknowledged=1 lost=0 doubled=0 reported=1 ` +
              'what=restored-in-place-of-a-running-one');
}

skipPart('copies', missingPrograms('python3', 'rsync', 'tar'));
const instance = await Instance.start({ accounts: false });
let held = false;
try {
  await main(instance);
  held = true;
} finally {
  await instance.stop({ keep: !held });
  if (!held) console.log(`  what it left: ${instance.folder}`);
}
