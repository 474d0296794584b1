// A full store: how long the index takes to be built and to catch up, and how
// long a staff page takes through httpd while customers go on writing.  Ends
// with 1 where a promise is not kept.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { Asked } from './asked.mjs';
import { check } from './bars.mjs';
import { asOwnerOf, kAgents } from './generate.mjs';
import { childrenInOrder, indexBytes, indexOf, startWithStore } from './made.mjs';
import { memoryOf, peakOf } from './processes.mjs';
import { fileOf, line } from './records.mjs';
import { rowsOfFull } from './rows_full.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const kConversations = number('BENCH_CONVERSATIONS', 100_000);
const kMessages = number('BENCH_MESSAGES', 20);
const kAsks = number('BENCH_ASKS', 60);  // of each page
const kNews = 10_000;
const kMostCatchUpMs = 1000;
const kMostP95Ms = 100;
const kWorkers = 4;
const kMiB = 1 << 20;

const kRebuild = 900_000;  // ms; then something is wrong

async function rebuild(instance, made) {
  const housekeeper = childrenInOrder(instance)[kWorkers];
  // The file keeps its inode, and its time of birth, when it gets its name.
  await eventually(() => existsSync(indexOf(instance)), 'the index is built',
                   kRebuild);
  const seconds = (Date.now() - statSync(indexOf(instance)).birthtimeMs) / 1000;
  console.log(`rebuild      ${seconds.toFixed(1)} s: ` +
    `${Math.round(made.messages / seconds)} messages/s, ` +
    `${Math.round(made.records / seconds)} records/s; ` +
    `index ${(indexBytes(instance) / kMiB).toFixed(0)} MiB for ` +
    `${(made.bytes / kMiB).toFixed(0)} MiB of records; the housekeeper took ` +
    `at most ${peakOf(housekeeper).toFixed(0)} MiB`);
}

// The same again while the program serves, as a sysadmin asks for it.
async function reindex(instance) {
  const told = JSON.parse(await instance.ctl('reindex', '--json'));
  console.log(`reindex      ${(told.milliseconds / 1000).toFixed(1)} s: ` +
    `${told.messages} messages, ${told.messages_per_second} messages/s, ` +
    `at most ${(told.peak_memory_bytes / kMiB).toFixed(0)} MiB`);
}

// The last number and the customer of a conversation.
function endOf(file) {
  const records = readFileSync(file, 'utf8').trimEnd().split('\n').map(JSON.parse);
  return { n: records.at(-1).n, by: records[0].by };
}

// Written as the program writes: the journal first, then the file.
function write(instance, ids) {
  const t = new Date().toISOString();
  const journal = join(instance.data, 'journal',
                       `${t.slice(0, 10).replaceAll('-', '')}.log`);
  const each = Math.ceil(kNews / ids.length);
  for (const id of ids) {
    const file = fileOf(instance, id);
    const { n, by } = endOf(file);
    for (let more = 1; more <= each; more++) {
      appendFileSync(journal, `${id}\n`);
      appendFileSync(file, line({ n: n + more, t, k: 'message', by,
        id: `catch-up-${more}`, text: `And what of my parcel, part ${more}?` }));
    }
  }
}

async function catchUp(instance, asked, ids) {
  const housekeeper = childrenInOrder(instance)[kWorkers];
  const before = await asked.messagesOf(ids);
  // Stands still meanwhile, so that all of it is new at once.
  process.kill(housekeeper, 'SIGSTOP');
  try {
    asOwnerOf(instance.data, () => write(instance, ids));
  } finally {
    process.kill(housekeeper, 'SIGCONT');
  }
  const began = performance.now();
  const due = before + Math.ceil(kNews / ids.length) * ids.length;
  let last;
  while ((last = await asked.messagesOf(ids)) < due &&
         performance.now() - began < 60_000) { /* asks again at once */ }
  const took = performance.now() - began;
  assert.equal(last, due, 'the index has each of them once');
  check(`caught up with ${kNews} new messages in ${ids.length} conversations ` +
        `within ${kMostCatchUpMs} ms`, `${took.toFixed(0)} ms`,
        took <= kMostCatchUpMs);
}

const of = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];

// One after the other, each time another page, so that none has the machine
// at its best hour; each agent in turn.
async function askAll(rows, staff) {
  for (let n = 0; n < kAsks + 3; n++) {
    for (const row of rows) {
      const began = performance.now();
      const answer = await staff[n % staff.length].call('GET', row.path);
      const took = performance.now() - began;
      if (n === 0 || answer.status !== 200) row.judge(answer);
      if (n >= 3) row.times.push(took);
    }
  }
}

function tell(rows) {
  console.log(`\nThrough httpd, ${kAsks} times each, ms` + ' '.repeat(8) +
              'median      p95      max      KiB');
  for (const row of rows) {
    row.times.sort((a, b) => a - b);
    const figures = [of(row.times, 0.5), of(row.times, 0.95), row.times.at(-1),
                     row.bytes / 1024];
    console.log(row.name.padEnd(36) +
      figures.map((figure) => figure.toFixed(1).padStart(9)).join(''));
  }
  console.log('');
  for (const row of rows.filter((one) => one.promised)) {
    const p95 = of(row.times, 0.95);
    check(`${row.name}: p95 under ${kMostP95Ms} ms`,
          row.fault ?? `${p95.toFixed(1)} ms`, !row.fault && p95 < kMostP95Ms);
  }
}

// The shop goes on: what a worker remembers of the lists gets old each time.
function writing(instance) {
  let isOver = false;
  const done = (async () => {
    const customer = new Customer(instance, { name: 'Bench' });
    await customer.create('Good day');
    while (!isOver) {
      await customer.send('Where is my parcel?');
      await new Promise((soon) => setTimeout(soon, 500));
    }
  })();
  done.catch(() => {});  // told by the one that waits for it
  return async () => { isOver = true; await done; };
}

async function pages(instance, made) {
  const staff = [];
  for (const login of kAgents) staff.push(await new User(instance, login).signIn());
  const rows = rowsOfFull(made);
  const stop = writing(instance);
  try {
    await askAll(rows, staff);
  } finally {
    await stop();
  }
  tell(rows);
  const workers = childrenInOrder(instance).slice(0, kWorkers);
  console.log('\nworkers      ' + workers.map((pid) => {
    const { rss, pss } = memoryOf([pid]);
    return `${rss.toFixed(1)} MiB RSS (${pss.toFixed(1)} PSS)`;
  }).join(', '));
}

const began = Date.now();
const { instance, made } = await startWithStore(
  { conversations: kConversations, messages: kMessages }, { workers: kWorkers });
try {
  console.log(`\nA store of ${made.conversations} conversations, ` +
    `${made.messages} messages, ${made.records} records, made in ` +
    `${((Date.now() - began) / 1000).toFixed(0)} s`);
  await rebuild(instance, made);
  await reindex(instance);
  const asked = new Asked(indexOf(instance));
  try {
    await catchUp(instance, asked, made.latest.slice(-1000));
  } finally {
    asked.end();
  }
  await pages(instance, made);
} finally {
  await instance.stop();
}
