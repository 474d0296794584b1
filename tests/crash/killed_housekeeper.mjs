// What brings the index up to the files is killed at any point, and so are the
// workers, between the line in the journal and the line in the file.  No sweep
// comes to the rescue, for that is only due after 6 hours: what the journal has
// not told is missing.  Afterwards the index has every acknowledged message
// once.  A program that writes the journal last has to lose some.
import assert from 'node:assert/strict';
import { fileOf } from '../bench/records.mjs';
import * as check from './check.mjs';
import { CatchUps } from './catch_ups.mjs';
import { Killer } from './killer.mjs';
import { Storm } from './writers.mjs';

const kRoundMs = 4000;
const kRounds = 3;        // at least
const kMostRounds = 12;   // on a slow machine, and of the control
const kKills = 20;
const kWriters = { writers: 8, sharing: [4, 2, 1, 1], ownEvery: 2, ownLength: 1 };

const build = process.env.BUILD;

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

// Messages as acknowledged, in the files and in an index.
function counts(instance, told, index) {
  const indexed = check.indexed(instance, index);
  const inFile = (one) => check.recordsIn(fileOf(instance, one.id))
    .filter((record) => record.k === 'message').length;
  const missing = told.filter(
    (one) => (indexed[one.id] ?? 0) < one.acknowledged.size);
  return {
    acknowledged: sum(told.map((one) => one.acknowledged.size)),
    in_files: sum(told.map(inFile)), in_index: sum(Object.values(indexed)),
    conversations: told.length, conversations_missing: missing.length };
}

// One round: writes, while the catch-up is killed and begun again, and workers
// are killed too.
async function round(instance, catchUps, killer, seen) {
  const writers = new Storm(instance.origin, kWriters);
  catchUps.stopped = false;
  const killing = catchUps.run();
  await writers.start();
  await killer.run(40, () => false, kRoundMs);
  await writers.stop();
  catchUps.stopped = true;
  await killing;
  assert.equal(writers.given_up, 0, 'a message never went through');
  seen.told.push(...writers.conversations);
  seen.retries += writers.retries;
}

// Rounds until `enough`, which is told the counts.
async function storm(instance, enough) {
  const catchUps = new CatchUps(instance, build, 'cache-of-storm');
  await catchUps.finish();  // sweeps the empty store, and never again
  const killer = new Killer(instance);
  const seen = { told: [], retries: 0, catchUps };
  for (let rounds = 1; ; rounds++) {
    await round(instance, catchUps, killer, seen);
    await catchUps.finish();
    const { index, kills, atWork } = catchUps;
    Object.assign(seen, counts(instance, seen.told, index), {
      catch_up_kills: kills, at_work: atWork,
      worker_kills: killer.kills('worker'),
      housekeeper_kills: killer.kills('housekeeper') });
    if (enough(seen, rounds)) break;
  }
  const { told, catchUps: _, ...figures } = seen;
  console.log(`  provoked by kills: ${JSON.stringify(figures)}`);
  return seen;
}

export async function hold(suite, instance) {
  const wasOne = (seen) => seen.at_work >= kKills &&
    seen.worker_kills >= kKills && seen.retries >= kKills / 2;
  const seen = await storm(instance, (now, rounds) =>
    rounds >= kRounds && wasOne(now) || rounds === kMostRounds);
  await suite.test('the catch-up and the workers were killed at work', () => {
    assert.ok(wasOne(seen), `${seen.at_work} kills at work, ` +
              `${seen.worker_kills} of workers, ${seen.retries} retries`);
  });
  await suite.test('all that was acknowledged is in files and index, once', () => {
    assert.equal(seen.conversations_missing, 0);
    assert.equal(seen.in_files, seen.acknowledged);
    assert.equal(seen.in_index, seen.acknowledged);
    const due = seen.told.map((one) => [one.id, one.acknowledged.size]).sort();
    assert.deepEqual(
      Object.entries(check.indexed(instance, seen.catchUps.index)).sort(), due);
  });
  await suite.test('each row is as an index built from nothing has it',
    async () => {
      const fresh = new CatchUps(instance, build, 'cache-built-anew');
      await fresh.finish();
      const due = check.contentsOf(fresh.index);
      assert.ok(due.length > seen.told.length);
      assert.deepEqual(check.contentsOf(seen.catchUps.index), due);
    });
  const kills = seen.catch_up_kills + seen.worker_kills +
                seen.housekeeper_kills;
  return [{ row: 11, cases: kills, kills, acknowledged: seen.acknowledged,
            lost: seen.conversations_missing,
            doubled: Math.max(0, seen.in_index - seen.acknowledged),
            reported: seen.retries, what: 'catch-up and workers killed' }];
}

export async function mustLose(suite, instance) {
  const seen = await storm(instance, ({ conversations_missing }, rounds) =>
    conversations_missing > 0 || rounds === kMostRounds);
  await suite.test('a program that writes the journal last is caught', () => {
    assert.equal(seen.in_files, seen.acknowledged, 'the files have all');
    assert.ok(seen.conversations_missing > 0,
              `nothing lost in ${seen.worker_kills} kills`);
  });
  return [{ control: true, row: 11, lost: seen.conversations_missing,
            doubled: 0, what: 'writes the journal last' }];
}
