// How many messages a second get to disk: eight widgets that send through
// httpd, against what the disk itself can do with appends and fdatasync, one
// after the other (appends.cc).  Each round measures the disk before and after
// the sends, so that what else the machine does hits both.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { run } from '../web/command.mjs';
import { Instance } from '../web/instance.mjs';
import { Customer } from '../web/people.mjs';
import { check, median } from './bars.mjs';
import { endOf } from './records.mjs';
import { wrk } from './wrk.mjs';

const kClients = 8;
const kRounds = 5;
const kSeconds = Number(process.env.SECONDS_A_RUN ?? 4);
const kShare = 0.5;

async function disk(instance, processes) {
  const { stdout } = await run(join(process.env.BUILD, 'bench-appends'),
    [instance.folder, String(processes), String(kSeconds / 2)]);
  return Number(stdout);
}

async function sends(customers) {
  const told = await Promise.all(customers.map((one) =>
    wrk(one.instance.origin, 'sends.lua', { clients: 1, seconds: kSeconds, env: {
      CURSOR: endOf(one.instance, one.conversation), TOKEN: one.token,
      TARGET: `/support/api/conversation/${one.conversation}/send/` } })));
  for (const one of told)
    assert.equal(one.refused + one.broken, 0, JSON.stringify(one));
  return told.reduce((sum, one) => sum + one.requests / one.seconds, 0);
}

async function round(instance, customers) {
  const before = await disk(instance, 1);
  const sent = await sends(customers);
  const after = await disk(instance, 1);
  const one = (before + after) / 2;
  return { sent, one, eight: await disk(instance, kClients), share: sent / one };
}

const instance = await Instance.start({ workers: kClients, accounts: false });
try {
  const customers = [];
  for (let n = 0; n < kClients; n++) {
    customers.push(new Customer(instance, { name: `Customer ${n}` }));
    await customers[n].create('Good day, when will my order arrive?');
  }
  await sends(customers);  // what is kept is kept from now on
  const rounds = [];
  for (let n = 0; n < kRounds; n++) rounds.push(await round(instance, customers));
  const of = (what) => median(rounds.map((one) => one[what]));
  console.log(`\nDurable writes a second, the median of ${kRounds} rounds`);
  console.log(`  ${kClients} clients through httpd    ${of('sent').toFixed(0)}`);
  console.log(`  the disk, one process      ${of('one').toFixed(0)}`);
  console.log(`  the disk, ${kClients} processes    ${of('eight').toFixed(0)}\n`);
  check(`at least ${kShare} of the disk's own appends with fdatasync`,
        of('share').toFixed(2), of('share') >= kShare);
} finally {
  await instance.stop();
}
