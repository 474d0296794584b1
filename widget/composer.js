// The box that is written in, and its draft.
import { notice } from './draw.js';
import { attach } from './files.js';
import { forms } from './forms.js';
import { box, menu, picker } from './frame.js';
import { random, nameOf, write } from './kept.js';
import { shutMenu } from './menu.js';
import { put, requeue } from './outbox.js';
import { focusBox, hide } from './panel.js';
import { limits, save, state } from './state.js';
import { sayTyping } from './talk.js';
import { t } from './words.js';

const DRAFT_MS = 400;

export function submit(event) {
  event.preventDefault();
  const text = box.value.trim();
  const { length: n } = [...text];
  const limit = limits().text;
  if (!text || !state.slot) return;
  if (n > limit) return notice(t('tooLong', { n, limit }));
  const [wrong] = forms.wrongs();
  if (wrong) return wrong.focus();
  box.value = '';
  const item = put({ key: random(16), text, at: Date.now() });
  const { key, at } = item;
  write(nameOf(item.slot, item), { key, text, at });
  const told = forms.answers();
  save({ ...told, ...(told.who && { asked: true }), draft: '' });
  changed();
  requeue();
}

export function changed() {
  clearTimeout(changed.timer);
  changed.timer = setTimeout(keepDraft, DRAFT_MS);
  notice('');
  sayTyping();
}

export function keepDraft() {
  clearTimeout(changed.timer);
  const told = forms.answers();
  const draft = box.value.trim() && box.value;
  if (told.who || draft !== (state.kept.draft || '')) save({ draft, ...told });
}

export function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === 'Escape') (menu.open ? shutMenu : hide)();
  if (event.key === 'Enter' && event.target === box && !event.shiftKey) {
    submit(event);
  }
}

export function brought(event) {
  const { files } = event.clipboardData || event.dataTransfer;
  if (!files.length) return;
  event.preventDefault();
  attach(files);
}

export function picked() {
  attach([...picker.files]);
  picker.value = '';
  focusBox();
}
