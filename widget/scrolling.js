// Where the reader is in the conversation.
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
  log.ariaLive = 'off';
  work();
  setTimeout(() => { log.ariaLive = 'polite'; }, 500);
}

export function scrolled() {
  if (!state.open) return;
  const { scrollHeight, scrollTop, clientHeight } = scroll;
  state.atEnd = scrollHeight - scrollTop - clientHeight < 40;
  if (!state.atEnd) return scrollTop < 60 ? earlier() : undefined;
  toEnd();
  markRead();
}
