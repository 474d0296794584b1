// Workers are killed under load.  Afterwards every acknowledged message is
// there exactly once and in order, whoever is asked.  Then the same with a
// program that acknowledges first: if that loses nothing, this test is blind.
import assert from 'node:assert/strict';
import { User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';
import * as check from './check.mjs';
import { Killer, isFull } from './killer.mjs';
import { Storm } from './writers.mjs';

const kKills = isFull ? 200 : 50;
const kAcknowledged = isFull ? 5000 : 1500;
const kHousekeepers = isFull ? 5 : 3;
const kRetries = kKills / 10;
const kDeadlineMs = 600_000;  // of the storm, which ends when it was one
export const kWorkers = 24;  // so many that each is killed old enough

async function storm(instance, { interval, enough, deadline }) {
  const began = Date.now();
  const writers = new Storm(instance.origin);
  const killer = new Killer(instance);
  await writers.start();
  const survived = await killer.run(
    interval, () => enough(killer, writers), deadline);
  await writers.stop();
  const figures = {
    seconds: Math.round((Date.now() - began) / 1000), kills: killer.kills(),
    housekeepers: killer.kills('housekeeper'), hangups: killer.hangups(),
    acknowledged: writers.acknowledged, retries: writers.retries,
    conversations: writers.conversations.length, statuses: writers.statuses,
    given_up: writers.given_up };
  console.log(`  provoked by kills: ${JSON.stringify(figures)}`);
  return { ...figures, survived, told: writers.conversations };
}

export async function hold(suite, instance) {
  const seen = await storm(instance, {
    interval: 200, deadline: kDeadlineMs,
    enough: (killer, writers) => killer.kills() >= kKills + 5 &&
      killer.kills('housekeeper') >= kHousekeepers && killer.hangups() >= 2 &&
      writers.acknowledged >= kAcknowledged && writers.retries >= kRetries });
  const { told } = seen;
  const each = async (what) => { for (const one of told) await what(one); };

  await suite.test('it was a storm', () => {
    assert.ok(seen.kills >= kKills, `${seen.kills} kills`);
    assert.ok(seen.acknowledged >= kAcknowledged, `${seen.acknowledged} told`);
    assert.ok(seen.housekeepers >= kHousekeepers && seen.hangups >= 2);
    assert.ok(seen.retries >= kRetries, 'the kills hit nobody at work');
    assert.equal(seen.given_up, 0, 'a message never went through');
    assert.ok(seen.survived, 'the master has ended');
  });
  await suite.test('every acknowledged message is in its file, once, unbroken',
    () => each((one) => check.fileHoldsWhatWasTold(instance, one)));
  await suite.test('there is no conversation that nobody was told of', () => {
    assert.deepEqual(check.idsStored(instance).sort(),
                     told.map((one) => one.id).sort());
  });
  await suite.test('one writer\'s messages stand in the order of sending',
    () => each(check.ordersAreKept));
  await suite.test('a poll from the beginning shows the same',
    () => each((one) => check.pollShowsWhatWasTold(instance, one)));
  await suite.test('scrolling back shows the same', () => each(
    (one) => check.historyShowsWhatWasTold(instance, one)));
  await suite.test('the index agrees', async () => {
    const due = Object.fromEntries(
      told.map((one) => [one.id, one.acknowledged.size]));
    const settled = () => JSON.stringify(Object.entries(check.indexed(instance)))
      === JSON.stringify(Object.entries(due).sort());
    await eventually(settled, 'the index has caught up').catch(
      () => assert.deepEqual(check.indexed(instance), due));
    const marta = await new User(instance, 'marta').signIn();
    const list = await marta.call('GET', '/support/agent/api/conversations/');
    assert.equal(list.json.counts.open, told.length);
  });
  await suite.test('verify finds nothing', () => instance.ctl('verify'));
  return [{ row: 2, cases: seen.kills, kills: seen.kills,
            acknowledged: seen.acknowledged,
            lost: told.flatMap((one) => check.lost(instance, one)).length,
            doubled: told.reduce(
              (sum, one) => sum + check.doubled(instance, one), 0),
            reported: seen.retries,
            what: 'workers, housekeeper and HUP under load behind httpd' }];
}

export async function mustLose(suite, instance) {
  let missing = 0;
  const { told, kills } = await storm(instance, {
    interval: 120, deadline: kDeadlineMs,
    enough: (killer) => killer.kills() >= 3 * kWorkers });
  await suite.test('a program that acknowledges before it writes is caught', () => {
    missing = told.flatMap((one) => check.lost(instance, one)).length;
    console.log(`  provoked: ${missing} messages lost in ${kills} kills by the ` +
                'control, which acknowledges before it writes');
    // Each worker holds one back anyway; more than that the kills have lost.
    assert.ok(missing > kWorkers, `${missing} lost in ${kills} kills`);
  });
  return [{ control: true, row: 2, lost: missing, doubled: 0,
            what: 'acknowledges before it writes, behind httpd' }];
}
