// Who is writing: a customer whom the shop signed for, or a guest.
import { cut, refuse } from './api.js';
import { keepDraft } from './composer.js';
import { draw } from './draw.js';
import { before, box, log, past, queue } from './frame.js';
import { memory, read, recover, slotOf, unsent } from './kept.js';
import { hurry, line } from './line.js';
import { flush, restore } from './outbox.js';
import { narrow, show } from './panel.js';
import { SETTINGS } from './settings.js';
import { nothingSaid, state } from './state.js';
import { viewer } from './viewer.js';
import { t } from './words.js';

async function askIdentity() {
  try {
    if (state.ask) return await state.ask() || '';
    if (!SETTINGS.url) return '';
    const answer = await fetch(new URL(SETTINGS.url, document.baseURI),
      { credentials: 'same-origin', cache: 'no-store' });
    // What is no answer of the shop's page is no word that there is nobody.
    if ([204, 401, 403].includes(answer.status)) return '';
    const { identity } = await answer.json();
    if (!answer.ok || identity === undefined) throw 0;
    return identity || '';
  } catch {
    throw cut();
  }
}

// Not by an answer to what was asked before the last word of the page.
export async function settle(stop) {
  const identity = await askIdentity();
  if (line.busy === stop && !state.slot) become(identity);
}

// A new word of the shop, and for the same person only.
export async function renew() {
  const { slot } = state;
  const identity = await askIdentity();
  if (!identity) throw refuse(401, '', t('signIn'));
  if (slot === state.slot) become(identity);
  if (slot !== state.slot) throw cut();
}

export function become(identity) {
  state.identity = identity;
  enter(slotOf(identity));
}

// Nothing of the former person stays on the page.
export function enter(slot) {
  if (slot === state.slot) return;
  const carried = state.slot ? '' : box.value;
  keepDraft();
  for (const item of state.outbox) item.request?.abort();
  log.replaceChildren();
  queue.replaceChildren();
  past.replaceChildren();
  before.replaceChildren();
  viewer.close();
  delete memory[''];
  Object.assign(state, nothingSaid(), { slot, kept: read(slot), outbox: [],
    notice: '' });
  box.value = carried || state.kept.draft || '';
  if (carried) keepDraft();
  unsent(slot).forEach(restore);
  if (state.kept.open && !narrow.matches) show(true);
  hurry();
  draw();
  flush();
  if (slot) recover(slot).then((is) => is && again(slot), () => {});
}

// With what was lost from the record.
function again(slot) {
  if (slot !== state.slot || state.outbox[0]) return;
  if (box.value === (state.kept.draft || '')) box.value = '';
  state.slot = '';
  enter(slot);
}
