// What is on its way to the server, in two lanes: a long upload must not hold
// up the words.
import { call, cut, of } from './api.js';
import { paint } from './bubbles.js';
import { create } from './create.js';
import { notice } from './draw.js';
import { addOwn, lift, regroup } from './entries.js';
import { addChip, paintChip, upload } from './files.js';
import { askAgain } from './forms.js';
import { GUEST, nameOf, write } from './kept.js';
import { backOff, plan, reached } from './line.js';
import { emit } from './page.js';
import { focusBox } from './panel.js';
import { save, state } from './state.js';
import { accept, forget, isGone, startNew, sure } from './talk.js';
import { reason, t } from './words.js';

const FRESH_MS = 600000;    // an unsent text still goes by itself
const FINAL = [400, 401, 403, 409, 413, 415, 422];   // for that message only

export function requeue() {
  for (const item of state.outbox) {
    set(item, item.cut ? 'waiting' : item.state);
  }
  flush();
}

// Not sent when the page went away; when old, only on a click.
export function restore(saved) {
  const item = put({ ...saved });
  if (Date.now() - item.at < FRESH_MS) return;
  set(item, 'failed');
  save({ first: null });
}

// Of the guest who has signed in meanwhile.  It may have come through, which
// the conversation tells: so it waits for a click.
export function adopt(saved) {
  write(nameOf(GUEST, saved), null);
  write(nameOf(state.slot, saved), saved);
  set(put({ ...saved }), 'failed');
}

// Each holds still until the server may be asked again.
const lanes = { text: {}, file: {} };

export function flush() {
  run('text');
  run('file');
}

async function run(name) {
  const lane = lanes[name];
  if (lane.busy) return;
  lane.busy = true;
  let item;
  do item = nextIn(name);
  while (item?.state === 'waiting' && await deliver(item));
  lane.busy = false;
}

// One that was cut holds up the lane.
const nextIn = (lane) => navigator.onLine && state.slot &&
  !(Date.now() < lanes[lane].until) &&
  state.outbox.find((item) => item[lane] &&
    (item.cut || item.state === 'waiting'));

async function deliver(item) {
  item.cut = false;
  set(item, 'sending');
  try {
    done(item, await post(item));
  } catch (error) {
    refused(item, await sure(error));
  }
  return !item.cut;
}

async function post(item) {
  while (!state.kept.id) {
    const answer = await create(item);
    if (answer?.key === item.key) return answer;
  }
  if (!isMine(item)) throw cut();
  const { kept: { id }, cursor } = state;
  const { text, key, file } = item;
  const answer = await (file ? upload(item, id) :
    call(of('send/'), { text, key, after: cursor || undefined }));
  // Somebody on the way says 200 too: not stored.
  if (!answer?.n) throw cut();
  return { ...answer, conversation: id, after: cursor || undefined };
}

function done(item, answer) {
  const isHere = isMine(item) && answer.conversation === state.kept.id;
  discard(item);
  plan();
  if (isHere) accept(answer, answer.after);
  lift((entry) => entry.item === item);
  reached();
  emit('send', { n: answer.n });
}

function refused(item, error) {
  if (!isMine(item)) return;
  item.cut = isGone(error) || !FINAL.includes(error.status);
  if (item.cut && !isGone(error)) return hold(item, error);
  set(item, 'failed');
  if (error.code === 'incomplete') return askAgain(item, error.field);
  if (item.cut) return forget(error);
  save({ first: null });
  state.full ||= error.code === 'conversation_full';
  notice(reason(error) || t('failedLong'));
}

// Again by itself, ever more seldom; a click or the line may come first.
function hold(item, { status, wait }) {
  const lane = lanes[item.file ? 'file' : 'text'];
  const isFailed = !wait && item.tries > 1;
  const n = Math.ceil(wait / 1000);
  lane.until = Date.now() + wait;
  clearTimeout(lane.timer);
  lane.timer = setTimeout(requeue, backOff(item.tries, wait + 20));
  item.tries += 1;
  set(item, isFailed ? 'failed' : 'waiting');
  if (wait) notice(t(status === 429 ? 'busy' : 'lostLong', { n }));
  else if (isFailed) notice(t('failedLong'));
}

export const isMine = (item) => state.outbox.includes(item);

export function put(item) {
  Object.assign(item, { slot: state.slot, state: 'waiting',
    tries: 0 });
  state.outbox.push(item);
  if (state.kept.was) save({ was: null });
  if (item.file) addChip(item);
  else addOwn(item);
  return item;
}

export function discard(item) {
  state.outbox = state.outbox.filter((one) => one.key !== item.key);
  write(nameOf(item.slot, item), null);
  item.chip?.remove();
  flush();
}

export function retry(item) {
  if (state.full) startNew();
  set(item, 'waiting');
  notice('');
  focusBox();
  flush();
}

export function remove(item) {
  item.request?.abort();
  if (state.kept.first?.key === item.key) save({ first: null });
  discard(item);
  lift((entry) => entry.item === item);
  regroup();
  notice('');
  focusBox();
}

function set(item, now) {
  item.state = now;
  if (item.chip) return paintChip(item);
  state.entries.filter((entry) => entry.item === item).forEach(paint);
}
