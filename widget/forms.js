// What is asked before a chat and after it is a file of its own, chat-forms.js,
// which few visitors need: loaded when one of the two is due.
import { call, of } from './api.js';
import { keepDraft } from './composer.js';
import { button, el, load } from './dom.js';
import { draw, notice, sorry } from './draw.js';
import { before, box, foot, rate } from './frame.js';
import { ICONS, icon } from './icons.js';
import { GUEST } from './kept.js';
import { hurry } from './line.js';
import { remove } from './outbox.js';
import { save, state } from './state.js';
import { STRINGS } from './strings.js';
import { t } from './words.js';

export const forms = { draw() {}, wrongs: () => [], answers: () => ({}) };

export function drawForms() {
  const { config, due, kept, slot } = state;
  const isNew = slot === GUEST && !kept.id && !kept.asked;
  const wanted = Object.entries(isNew && config?.ask || {})
    .filter(([name, how]) => name !== 'privacy' && how && how !== 'no');
  const isDue = config?.rating && due && due !== kept.skip;
  if (wanted[0] || isDue) fetchForms();
  forms.draw(wanted, isDue);
}

function fetchForms() {
  if (fetchForms.isBusy) return;
  fetchForms.isBusy = true;
  window.SupportChatForms = { ICONS, STRINGS, before, button, call, draw, el,
    foot, forms, hurry, icon, of, rate, save, sorry, state, t };
  load('forms').then(draw, () => {});
}

// The settings have changed, or a browser could not know.
export function askAgain(item, lack) {
  fetchForms.isBusy &&= !window.SupportChatForms;   // it may not have come
  Object.assign(state, { config: null, lack });
  save({ asked: null });
  if (item.text) {
    remove(item);
    box.value = [box.value, item.text].filter(Boolean).join('\n');
    keepDraft();
  }
  hurry();
  if (window.SupportChatForms) notice(t('lost'));
}
