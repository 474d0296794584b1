// Several tabs of one browser are one customer.
import { parsed } from './api.js';
import { keepDraft } from './composer.js';
import { draw } from './draw.js';
import { box } from './frame.js';
import { enter } from './identity.js';
import { read, unsent, nameOf, write } from './kept.js';
import { hurry, line, plan } from './line.js';
import { attend } from './news.js';
import { flush, requeue } from './outbox.js';
import { save, state } from './state.js';
import { clearTalk, markRead } from './talk.js';

export function turned() {
  draw();
  plan();
  if (document.hidden) return keepDraft();
  attend();
  catchUp(state.kept.draft);
  hurry();
  markRead();
  flush();
}

export function connection() {
  line.fails = 0;
  requeue();
  hurry();
  draw();
}

export function shared({ key, oldValue, newValue }) {
  if (key && key !== state.slot) return;
  const was = parsed(oldValue);
  if (!newValue && (was.token || !key)) return logOut();
  catchUp(was.draft);
}

// A tab that wrote without knowing our draft has not meant to take it away.
function catchUp(oldDraft) {
  const { id, draft, typed } = state.kept;
  state.kept = read(state.slot);
  if (state.kept.at && typed > (state.kept.typed || 0)) save({ draft });
  if (box.value === (oldDraft || '')) box.value = state.kept.draft || '';
  if (id !== state.kept.id) clearTalk();
  draw();
}

export function logOut() {
  const { slot } = state;
  box.value = '';
  for (const text of unsent(slot)) write(nameOf(slot, text), null);
  write(slot, null);
  Object.assign(state, { slot: '', kept: {} });
  enter(slot);
}
