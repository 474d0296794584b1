// The conversation as the server tells it.
import { call, cut, of } from './api.js';
import { draw, notice, sorry } from './draw.js';
import { lift, regroup, take } from './entries.js';
import { box } from './frame.js';
import { hurry, line } from './line.js';
import { tell } from './news.js';
import { focusBox } from './panel.js';
import { above, quietly } from './scrolling.js';
import { ring } from './sound.js';
import { nothingSaid, place, save, state } from './state.js';
import { t } from './words.js';

const TYPING_MS = 3000;

export async function listen(stop) {
  const { kept: { id }, cursor: after } = state;
  const query = after && '?after=' + after;
  tell({ after });
  try {
    const answer = await call(of('messages/', id) + query, null, { stop });
    if (line.busy !== stop) throw cut();
    accept(answer, after);
    return answer?.more;
  } catch (error) {
    if (error.code !== 'resync') throw error;
    resync();
  }
}

export async function earlier() {
  const { kept: { id }, before } = state;
  if (!before || earlier.busy) return;
  earlier.busy = true;
  const answer = await call(of(`messages/?before=${before}`)).catch(sorry);
  earlier.busy = false;
  if (!answer || id !== state.kept.id || before !== state.before) return;
  state.before = answer.before;
  above(() => take(answer.messages));
}

export const isGone = ({ status }) =>
  state.kept.id && [401, 404, 410].includes(status);

// A restore may be at work: gone is what is not listed.
export async function sure(error) {
  const { id } = state.kept;
  if (error.status !== 404 || !id) return error;
  const all = await call('conversations/').catch(() => {});
  return all?.conversations?.every((one) => one.id !== id) ? error : cut();
}

// The conversation is gone, or the token is; the text is not.
export function forget({ status }) {
  const { was } = state.kept;
  startNew();
  if (was) go(was);
  if (status === 401) save({ token: null });
  notice(t('gone'));
}

// `was` is the present conversation, as long as another is only visited.
export function go(where) {
  save({ id: null, read: null, was: null, ...where });
  clearTalk();
}

export function startNew() {
  go();
  state.notice = '';
  focusBox();
}

export function clearTalk() {
  lift((entry) => entry.n);
  Object.assign(state, nothingSaid(), { entries: state.entries });
  regroup();
  hurry();
  draw();
}

// What the server said, since `after` ('': all), to us or to another tab.
export function accept(answer, after, isHeard) {
  const { messages: list = [], cursor } = answer || {};
  if (!isHeard && !answer?.resync) {
    tell(after ? { after, answer } : { after: cursor });
  }
  if (!answer?.n) state.typing = answer?.typing || '';
  if (!answer) return;
  state.seen = Math.max(state.seen, answer.seen || 0);
  if (after === '') {
    quietly(() => { lift(({ n }) => n <= list.at(-1)?.n); take(list); });
  } else if (take(list) && !isHeard) ring();
  if (cursor && place(cursor) >= place(state.cursor)) state.cursor = cursor;
  if ('before' in answer) state.before = answer.before;
  state.status = answer.status || state.status;
  if (answer.resync) resync();
  draw();
  markRead();
}

function resync() {
  state.cursor = '';
  hurry();
}

export function markRead() {
  const { open, isListed, kept: { id }, atEnd, told, theirs } = state;
  if (!open || isListed || document.hidden || !atEnd) return;
  if (!id || theirs <= told) return;
  state.told = theirs;
  save({ read: theirs });
  call(of('seen/'), { upto: theirs }).catch(() => { state.told = 0; });
}

export function sayTyping() {
  const now = Date.now();
  if (!state.kept.id || !box.value.trim()) return;
  if (now - sayTyping.last < TYPING_MS) return;
  sayTyping.last = now;
  call(of('typing/'), {}).catch(() => {});
}
