// What is on its way to the server, in two lanes: a long upload must not hold
// up the words.
import { call, cut, of } from './api.js';
import { paint } from './bubbles.js';
import { create } from './create.js';
import { notice } from './draw.js';
import { addOwn, lift, regroup } from './entries.js';
import { addChip, paintChip, upload } from './files.js';
import { read } from './kept.js';
import { plan, reached } from './line.js';
import { emit } from './page.js';
import { focusBox } from './panel.js';
import { save, state } from './state.js';
import { accept, forget, isGone, startNew, sure } from './talk.js';
import { reason, t } from './words.js';

const FRESH_MS = 600000;    // an unsent text still goes by itself
const FINAL = [400, 403, 409, 413, 415, 422];   // for that message only

export function requeue() {
  for (const item of state.outbox) {
    set(item, item.cut ? 'waiting' : item.state);
  }
  flush();
}

// Not sent when the page went away; when old, only on a click.
export function restore(saved) {
  const item = put({ ...saved });
  if (Date.now() - item.at > FRESH_MS) set(item, 'failed');
}

const busy = {};

export function flush() {
  run('text');
  run('file');
}

async function run(lane) {
  if (busy[lane]) return;
  busy[lane] = true;
  let item;
  while ((item = nextIn(lane))?.state === 'waiting') await deliver(item);
  busy[lane] = false;
}

// One that was cut holds up the lane.
const nextIn = (lane) => navigator.onLine && state.slot &&
  !(Date.now() < run.until) &&
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
}

async function post(item) {
  while (!state.kept.id) {
    const isFirst = !create.busy;
    const answer = await create(item);
    if (isFirst && answer && item.text) return answer;
  }
  if (!isMine(item)) throw cut();
  const { kept: { id }, cursor } = state;
  const { text, key, file } = item;
  const answer = await (file ? upload(item, id) :
    call(of('send/'), { text, key, after: cursor || undefined }));
  // Somebody on the way says 200 too: not stored.
  if (!answer?.n) throw cut();
  return { ...answer, conversation: id };
}

function done(item, answer) {
  const isHere = isMine(item) && answer.conversation === state.kept.id;
  discard(item);
  plan();
  if (isHere) accept(answer);
  lift((entry) => entry.item === item);
  reached();
  emit('send', { n: answer.n });
}

function refused(item, error) {
  if (!isMine(item)) return;
  const { status, code, wait } = error;
  item.cut = !FINAL.includes(status);
  if (wait) return hold(item, wait);
  set(item, navigator.onLine || status ? 'failed' : 'waiting');
  if (isGone(error)) return forget(error);
  state.full ||= code === 'conversation_full';
  notice(reason(error) || t('failedLong'));
}

function hold(item, wait) {
  run.until = Date.now() + wait;
  set(item, 'waiting');
  notice(t('busy', { n: Math.ceil(wait / 1000) }));
  setTimeout(() => { notice(''); flush(); }, wait + 20);
}

export const isMine = (item) => state.outbox.includes(item);

// A shop's old script library may have made a text of the list.
export const listed = (out) => (Array.isArray(out) ? out : []);

export const outOf = (slot) => listed(read(slot).out);

export function put(item) {
  Object.assign(item, { slot: state.slot, state: 'waiting' });
  state.outbox.push(item);
  if (item.file) addChip(item);
  else addOwn(item);
  return item;
}

export function discard(item) {
  const isOther = (one) => one.key !== item.key;
  state.outbox = state.outbox.filter(isOther);
  const out = outOf(item.slot);
  if (!out.every(isOther)) save({ out: out.filter(isOther) }, item.slot);
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
