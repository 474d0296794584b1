// The list of what was said, in the order of its numbers, unsent last.
import { build, eventWords, paint } from './bubbles.js';
import { tell } from './dom.js';
import { log } from './frame.js';
import { discard } from './outbox.js';
import { emit } from './page.js';
import { toEnd } from './scrolling.js';
import { isTalk, state, unread } from './state.js';
import { dayName } from './words.js';

export function lift(is) {
  state.entries = state.entries.filter((entry) => !is(entry) ||
    entry.node.remove());
}

export function take(list) {
  const known = unread();
  list.forEach(takeOne);
  regroup();
  const news = Math.max(0, unread() - known);
  if (!state.atEnd) state.fresh += news;
  return news;
}

function takeOne(record) {
  const { kind, n, key } = record;
  if (n > state.last) follow(record);
  if (!isTalk(record) && !eventWords(record)) return;
  const entry = state.entries.find((one) => one.n === n ||
    (one.item && one.key === key));
  if (entry?.kind !== kind) insert(record);
  else if (!entry.n) number(entry, record);
}

// Only the newest records tell the state; older pages do not.
function follow(record) {
  const { kind, n, t, from, name, status: now } = record;
  state.last = n;
  if (from === 'agent') state.answered ||= isTalk(record);
  else if (isTalk(record) && state.status === 'closed') state.answered = false;
  if (now === 'closed') state.due = state.answered && t;
  else if (now || from === 'customer') state.due = '';
  if (kind === 'assign' || (from === 'agent' && isTalk(record))) {
    state.agent = name;
  }
  if (from !== 'customer') state.theirs = n;
  else if (kind !== 'rating') state.status = 'open';
  if (kind === 'status') state.status = now;
}

export function addOwn(item) {
  const { key, text, at } = item;
  insert({ key, item, kind: 'message', text, from: 'customer',
    t: new Date(at).toISOString() });
  regroup();
  toEnd();
}

function insert(entry) {
  const { n, from, kind } = entry;
  build(entry);
  lift((one) => one.n === n && n);
  state.entries.push(entry);
  place(entry);
  if (n) emit('message', { n, from, kind });
}

function number(entry, record) {
  discard(entry.item);
  Object.assign(entry, record, { item: null });
  if (!state.outbox[0]) state.notice = '';
  place(entry);
}

// By number, unsent last.  A node that moved would be read out again.
function place(entry) {
  entry.time = new Date(entry.t);
  state.entries.sort((one, two) => (one.n || 1e9) - (two.n || 1e9));
  const next = state.entries[state.entries.indexOf(entry) + 1]?.node || null;
  const { node } = entry;
  if (node.parentNode && node.nextSibling === next) return;
  log.insertBefore(node, next);
}

export function regroup() {
  state.entries.forEach((entry, at, all) => dayLine(entry, all[at - 1]));
  state.entries.filter(isTalk).forEach(paint);
}

export function isRun(one, two) {
  return isTalk(one) && isTalk(two) && one.me === two.me &&
    two.day.hidden && one.name === two.name && two.time - one.time < 3e5;
}

function dayLine({ day, t, time }, prior) {
  day.hidden = prior?.time.toDateString() === time.toDateString();
  day.firstChild.dateTime = t;
  tell(day.firstChild, dayName(time));
}
