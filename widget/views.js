// One at a time is in the panel: the conversation, a form or a list.
import { back, book, box, panel, past, talk } from './frame.js';
import { isLost } from './line.js';
import { state } from './state.js';

export function drawView() {
  talk.hidden = state.isListed;
  past.hidden = !state.isListed;
  back.hidden = !state.isListed && !state.kept.was;
  book.toggleAttribute('hidden', !back.hidden);
  panel.classList.toggle('bare', isBare());
}

// Nothing to read yet, and nothing comes.
const isBare = () => isLost() && navigator.onLine && !state.config &&
  !state.entries.length && !box.value;
