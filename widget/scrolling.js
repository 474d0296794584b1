// Where the reader is in the conversation.
import { give } from './dom.js';
import { draw } from './draw.js';
import { log, newer, scroll } from './frame.js';
import { state } from './state.js';
import { earlier, markRead } from './talk.js';

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  state.atEnd = true;
  state.fresh = 0;
  newer.hidden = true;
}

export function above(work) {
  const height = scroll.scrollHeight;
  state.atEnd = false;
  quietly(work);
  state.fresh = 0;
  draw();
  scroll.scrollTop += scroll.scrollHeight - height;
}

// History is no news and is not read out.
export function quietly(work) {
  give(log, { 'aria-live': 'off' });
  work();
  setTimeout(() => give(log, { 'aria-live': 'polite' }), 500);
}

export function scrolled() {
  if (!state.open) return;
  const { scrollHeight, scrollTop, clientHeight } = scroll;
  state.atEnd = scrollHeight - scrollTop - clientHeight < 40;
  if (state.atEnd) {
    toEnd();
    markRead();
  } else if (scrollTop < 60) earlier();
}
