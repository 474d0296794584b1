// The customer's earlier conversations: their list, and a visit to one.
import { call } from './api.js';
import { button, el } from './dom.js';
import { draw, notice, sorry } from './draw.js';
import { past } from './frame.js';
import { unsent } from './kept.js';
import { focusBox } from './panel.js';
import { state } from './state.js';
import { go } from './talk.js';
import { dated, t } from './words.js';

export async function showPast() {
  const { slot } = state;
  state.isListed = true;
  past.replaceChildren();
  draw();
  focusBox();
  const answer = state.kept.token ?
    await call('conversations/').catch(sorry) : { conversations: [] };
  if (!answer || slot !== state.slot) return;
  const rows = answer.conversations.map(row);
  past.replaceChildren(...rows[0] ? rows : [el('li.entry', t('none'))]);
}

function row({ id, last, preview, status: now, rating, unread: n }) {
  const marks = [now === 'closed' && t(now),
    rating && t('rated', { n: rating }), n && t('unread', { n })];
  return el('li', button('entry', () => visit(id),
    { 'aria-current': String(id === state.kept.id) },
    el('b', { dir: 'auto' }, preview || t('chat')),
    el('time', { datetime: last },
      dated(new Date(last), { dateStyle: 'medium' })),
    el('span', marks.filter(Boolean).join(' · '))));
}

// What is unsent, in any tab, belongs to the present conversation.
function visit(id) {
  const { id: mine, read, was = { id: mine, read } } = state.kept;
  state.isListed = false;
  if (id === mine) draw();
  else if (state.outbox[0] || unsent(state.slot)[0]) notice(t('failedLong'));
  else go(id === was.id ? was : { id, was });
  focusBox();
}

export function goHome() {
  state.isListed = false;
  if (state.kept.was) go(state.kept.was);
  draw();
}

export function goBack() {
  if (state.kept.was && !state.isListed) return showPast();
  goHome();
  focusBox();
}
