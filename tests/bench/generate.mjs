// Makes a store without the program: so many conversations as valid files, in
// the same way every time.  README tells more.
//
//   node generate.mjs DIR [--conversations N] [--messages M] [--until TIME]
//                         [--days D] [--open N] [--pending N] [--seed S]
//
// DIR is a data directory that has no conversations yet, or none at all; as
// root, the files belong to DIR's owner.  Prints what it made as JSON.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { conversationFile, line, Lines } from './records.mjs';
import { Random, Shares } from './random.mjs';
import { talk } from './talk.mjs';
import { emailOf, kCommon, kRare, personName } from './words.mjs';

const kHour = 3_600_000;  // ms
const kRareTimes = 10;
const kLatest = 1000;  // so many are named in what generate() gives
const kBase32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const kAgents = ['marta', 'admin', 'zoe', 'lukasz', 'chiara', 'bjorn'];

// How much is asked in each hour of a UTC day, and on each day from Sunday on.
const kHours = [1, 1, 1, 1, 1, 2, 4, 8, 14, 20, 23, 22,
                18, 17, 20, 21, 20, 17, 14, 12, 11, 8, 4, 2];
const kWeekdays = [5, 13, 12, 12, 11, 11, 7];

// When conversations begin: more of them by day and in the week.
function hoursBefore(until, days) {
  const first = Math.floor(until / kHour) * kHour - days * 24 * kHour;
  const weights = Array.from({ length: days * 24 }, (_, hour) => {
    const day = new Date(first + hour * kHour);
    return kHours[day.getUTCHours()] * kWeekdays[day.getUTCDay()];
  });
  const shares = new Shares(weights);
  return (part) => {
    const { position, inside } = shares.at(part);
    return first + Math.floor((position + inside) * kHour);
  };
}

const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

// Somebody new, or one who was here before.
class Customers {
  constructor(seed) {
    this.random = new Random(seed, 7);
    this.all = [];
  }

  next() {
    const { random, all } = this;
    if (all.length && random.happens(0.4)) return random.of(all);
    const name = random.happens(0.08) ? '' : personName(random);
    const verified = name !== '' && random.happens(0.7);
    const customer = {
      key: random.letters('0123456789abcdef', 32), name, verified,
      email: verified || random.happens(0.3) ? emailOf(name, all.length) : '',
      conversations: [] };
    all.push(customer);
    return customer;
  }
}

class Maker {
  constructor(folder, wish) {
    Object.assign(this, { folder, wish });
    this.customers = new Customers(wish.seed);
    this.startOf = hoursBefore(wish.until, wish.days);
    this.lines = new Lines();
    this.folders = new Set();
    this.made = { conversations: 0, records: 0, messages: 0, bytes: 0, files: 0 };
    this.latest = [];
    this.rareEvery = Math.max(1, Math.floor(wish.conversations / kRareTimes));
  }

  folderOf(file) {
    const folder = dirname(file);
    if (this.folders.has(folder)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.folders.add(folder);
  }

  // The latest are those that are not done with.
  statusOf(number, random) {
    const { conversations, open, pending } = this.wish;
    const undone = number - (conversations - open - pending);
    if (undone < 0) return 'closed';
    if (undone === 0) this.open = open;
    const isOpen = random.happens(this.open / (open + pending - undone));
    this.open -= isOpen ? 1 : 0;
    return isOpen ? 'open' : 'pending';
  }

  plan(number) {
    const { wish } = this;
    const random = new Random(wish.seed, number, 1);
    const started = this.startOf((number + random.part()) / wish.conversations);
    const status = this.statusOf(number, random);
    const isRare = number % this.rareEvery === this.rareEvery >> 1 &&
                   number < this.rareEvery * kRareTimes;
    const customer = this.customers.next();
    return [{
      number,
      id: `${dayOf(started)}-${random.letters(kBase32, 20)}`, started,
      until: wish.until, status, customer,
      key: random.letters(kBase32, 14).toLowerCase(),
      agents: kAgents, agent: random.of(kAgents),
      messages: random.between(Math.ceil(wish.messages / 2),
                               Math.floor(wish.messages * 3 / 2)),
      hasFile: random.happens(0.05), rare: isRare ? kRare : '',
      missed: status !== 'pending' &&
              random.happens(status === 'open' ? 0.25 : 0.01),
    }, random];
  }

  conversation(number) {
    const [plan, random] = this.plan(number);
    const { records, files } = talk(plan, random);
    const file = conversationFile(this.folder, plan.id);
    this.folderOf(file);
    this.lines.begin();
    for (const record of records) this.lines.add(record);
    writeFileSync(file, this.lines.bytes(), { mode: 0o600 });
    for (const one of files) this.file(plan.id, one);
    plan.customer.conversations.push(plan);
    if (number >= this.wish.conversations - kLatest) this.latest.push(plan.id);
    this.made.conversations += 1;
    this.made.records += records.length;
    this.made.bytes += this.lines.bytes().length;
    this.made.messages += records.filter(
      ({ k }) => k === 'message' || k === 'file').length;
  }

  file(id, { n, sha256, bytes }) {
    const file = join(this.folder, 'files', id.slice(0, 4), id.slice(4, 6),
                      id.slice(6, 8), id, `${n}-${sha256}`);
    mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
    writeFileSync(file, bytes, { mode: 0o640 });
    this.made.files += 1;
  }

  customer({ key, conversations }) {
    const file = join(this.folder, 'customers', key.slice(0, 2), `${key}.jsonl`);
    this.folderOf(file);
    writeFileSync(file, conversations.map((plan, at) => line({
      n: at + 1, t: new Date(plan.started).toISOString(), k: 'conversation',
      by: `c:${key}`, id: plan.key, conversation: plan.id })).join(''),
    { mode: 0o600 });
  }

  run() {
    for (let n = 0; n < this.wish.conversations; n++) this.conversation(n);
    for (const one of this.customers.all) this.customer(one);
    return { ...this.made, customers: this.customers.all.length,
             until: new Date(this.wish.until).toISOString(),
             open: this.wish.open, pending: this.wish.pending,
             rare: kRare, common: kCommon, latest: this.latest };
  }
}

// As the folder's owner, so that a supportd that is not root can go on from
// here.
export function asOwnerOf(folder, work) {
  const { uid, gid } = statSync(folder);
  if (process.geteuid() !== 0 || uid === 0) return work();
  process.setegid(gid);
  process.seteuid(uid);
  try {
    return work();
  } finally {
    process.seteuid(0);
    process.setegid(0);
  }
}

// wish: as the options, `until` in ms.
export function generate(folder, wish = {}) {
  const conversations = wish.conversations ?? 100_000;
  const full = { messages: 20, days: 365, seed: 1, until: Date.now(),
                 open: Math.min(200, Math.floor(conversations / 10)),
                 pending: Math.min(800, Math.floor(conversations * 4 / 10)),
                 ...wish, conversations };
  mkdirSync(folder, { recursive: true });
  return asOwnerOf(folder, () => {
    // An empty folder becomes a data directory.
    try {
      writeFileSync(join(folder, 'VERSION'), '{"schema":1}\n',
                    { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    return new Maker(folder, full).run();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = ['conversations', 'messages', 'until', 'days', 'open', 'pending',
                 'seed'];
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  if (positionals.length !== 1) {
    console.error('generate.mjs DIR [--conversations N] [--messages M] …');
    process.exit(64);
  }
  const wish = Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, name === 'until' ? Date.parse(value) : Number(value)]));
  const began = Date.now();
  const { latest, ...made } = generate(positionals[0], wish);
  console.log(JSON.stringify({ ...made, latest: latest.at(-1), seconds: (Date.now() - began) / 1000 }));
}
