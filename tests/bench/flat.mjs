// That nothing gets dearer as the shop grows: worker CPU of an idle poll and
// of a send with 10 and with 90,000 messages in the conversation, and with 10
// and with a million conversations in the store; and a worker's memory after
// 1,000 and after 100,000 requests.  The two sides of a comparison are
// measured in turn, round by round; the medians are told.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { ask, freshKey } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import { check, median } from './bars.mjs';
import { childrenInOrder, indexOf, removeIndex } from './made.mjs';
import { asOwnerOf } from './generate.mjs';
import { cpuOf, memoryOf } from './processes.mjs';
import { endOf, fileOf, grow, strangers } from './records.mjs';
import { replay } from './wrk.mjs';

const kTalks = 48;
const kFew = 10;
const kMany = Number(process.env.BENCH_LONG ?? 90_000);
const kStore = Number(process.env.BENCH_STORE ?? 1_000_000);
const kRequests = Number(process.env.BENCH_REQUESTS ?? 100_000);
const kRounds = 9;
const kSends = 4;  // a round and conversation: a short one stays short
const kPolls = 12;
const kAtOnce = 4;
const kMost = 1.1;
const kWorkers = 2;
const kIndexMs = 1_200_000;

const path = (one, rest) =>
  `/support/api/conversation/${one.conversation}/${rest}`;

async function call(one, method, rest, json) {
  const answer = await ask(one.instance.origin, method, path(one, rest),
                           { token: one.token, json });
  assert.ok([200, 204].includes(answer.status), answer.text);
  return answer;
}

const poll = (one) => call(one, 'GET', `messages/?after=${one.cursor}`);

async function send(one) {
  const answer = await call(one, 'POST', 'send/', {
    text: 'Where is my order 1042?', key: freshKey(), after: one.cursor });
  one.cursor = answer.json.cursor;
}

// Conversations of `messages` messages, and where they end.
async function talks(instance, messages) {
  const all = [];
  for (let n = 0; n < kTalks; n++) {
    const one = new Customer(instance, { name: `Customer ${n}` });
    await one.create('Good day, when will my order arrive?');
    const file = fileOf(instance, one.conversation);
    const { by } = JSON.parse(readFileSync(file, 'utf8').split('\n')[0]);
    grow(instance, one.conversation, by, 2, messages + 1);
    one.bytes = statSync(file).size;
    one.cursor = endOf(instance, one.conversation);
    all.push(one);
  }
  return all;
}

// Worker CPU, microseconds a request.
async function cost(customers, act, times) {
  const [{ instance }] = customers;
  const workers = childrenInOrder(instance).slice(0, kWorkers);
  const before = cpuOf(workers);
  const queue = Array(times).fill(customers).flat();
  await Promise.all(Array.from({ length: kAtOnce }, async (_, at) => {
    for (let n = at; n < queue.length; n += kAtOnce) await act(queue[n]);
  }));
  return (cpuOf(workers) - before) / queue.length;
}

// Back to where it was, so that each round begins with the same files.
function cutBack(customers) {
  for (const one of customers) {
    truncateSync(fileOf(one.instance, one.conversation), one.bytes);
    one.cursor = endOf(one.instance, one.conversation);
  }
}

async function compare(what, few, many) {
  const found = { poll: [[], []], send: [[], []] };
  for (let round = -1; round < kRounds; round++) {  // the first one warms up
    for (const [side, customers] of [few, many].entries()) {
      const polled = await cost(customers, poll, kPolls);
      const sent = await cost(customers, send, kSends);
      cutBack(customers);
      if (round < 0) continue;
      found.poll[side].push(polled);
      found.send[side].push(sent);
    }
  }
  for (const [act, [of, to]] of Object.entries(found)) {
    const share = median(to) / median(of);
    check(`${act}, ${what}: worker CPU within 10 %`,
          `${median(of).toFixed(0)} and ${median(to).toFixed(0)} microseconds, ` +
          share.toFixed(2), share <= kMost);
  }
}

async function lengths() {
  const instance = await Instance.start({
    workers: kWorkers, accounts: false,
    set: ['max_conversation_bytes = 67108864'] });
  try {
    await compare(`${kFew} and ${kMany} messages in the conversation`,
                  await talks(instance, kFew), await talks(instance, kMany));
  } finally {
    await instance.stop();
  }
}

// A store so full that it is filled before supportd looks at it.
async function fullStore() {
  const first = await Instance.start({ accounts: false });
  await first.stop({ keep: true });
  asOwnerOf(first.data, () => strangers(first, kStore, 365));
  removeIndex(first);
  const instance = await Instance.start({
    workers: kWorkers, accounts: false, folder: first.folder });
  await eventually(() => existsSync(indexOf(instance)),
                   'the index knows them all', kIndexMs);
  return instance;
}

async function stores() {
  const small = await Instance.start({ workers: kWorkers, accounts: false });
  try {
    const large = await fullStore();
    try {
      await compare(`${kTalks} and ${kStore} conversations in the store`,
                    await talks(small, kFew), await talks(large, kFew));
    } finally {
      await large.stop();
    }
  } finally {
    await small.stop();
  }
}

// What the shop asks in an hour, mixed.
async function hour(instance) {
  const customers = await talks(instance, 60);
  const marta = await new User(instance, 'marta').signIn();
  const page = (at) => ({ method: 'GET', path: at,
                          headers: { Cookie: marta.cookie } });
  const header = (one) => ({ 'X-Support-Token': one.token });
  const asked = customers.flatMap((one) => [
    { method: 'GET', path: path(one, `messages/?after=${one.cursor}`),
      headers: header(one) },
    { method: 'GET', path: path(one, 'messages/'), headers: header(one) },
    { method: 'POST', path: path(one, 'send/'), headers: {
      ...header(one), 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'And my order?', key: '@KEY@',
                             after: one.cursor }) },
    page(`/support/conversation/${one.conversation}/`)]);
  return [...asked, page('/support/agent/dashboard/'),
          page('/support/conversations/?q=order')];
}

async function memory() {
  const instance = await Instance.start({ workers: kWorkers });
  try {
    const requests = await hour(instance);
    const workers = childrenInOrder(instance).slice(0, kWorkers);
    let done = 0;
    const until = async (count) => {
      while (done < count) {
        const told = await replay(instance, requests,
                                  { clients: kWorkers, seconds: 1 });
        assert.equal(told.broken, 0, JSON.stringify(told));
        done += told.requests;
      }
      return workers.map((pid) => memoryOf([pid]).rss);
    };
    const early = await until(1000 * kWorkers);
    const told = done;
    const late = await until(kRequests * kWorkers);
    for (const [n, mib] of late.entries()) {
      check(`memory of worker ${n + 1} after ${done} requests to both of them ` +
            `within 10 % of that after ${told}`,
            `${early[n].toFixed(1)} and ${mib.toFixed(1)} MiB`,
            mib <= early[n] * kMost);
    }
  } finally {
    await instance.stop();
  }
}

console.log('');
await lengths();
await stores();
await memory();
