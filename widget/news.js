// The tabs of one person tell each other what the server said: who hears it
// waits longer with a question of their own than the one who asked, so that
// one asks for all.  Nobody is appointed, so nobody is missed: after a tab
// that is closed or asleep comes the next whose time is up.
import { draw } from './draw.js';
import { GUEST } from './kept.js';
import { later, line, plan, reached } from './line.js';
import { place, state } from './state.js';
import { accept } from './talk.js';

const TAKE_OVER_MS = 2500;
let channel;

// Where it is denied, every tab asks for itself.
export function attend() {
  try {
    channel ??= new BroadcastChannel(GUEST);
    channel.onmessage = ({ data }) => data.id === state.kept.id && hear(data);
  } catch {}
}

// A page with an open channel would not be kept for the way back to it.
export function retire() {
  tell({ bye: 1 });
  channel?.close();
  channel = null;
}

// {after} when asking, then {after, answer} or {pause}; {bye} when leaving.
export function tell(news) {
  channel?.postMessage({ id: state.kept.id, ...news });
}

function hear({ after, answer, pause, bye }) {
  if (bye) return document.hidden || plan(later(TAKE_OVER_MS));
  // What lies between we have to ask for.
  if (place(after) > place(state.cursor)) {
    return document.hidden || plan(line.until - Date.now());
  }
  if (answer !== undefined) {
    accept(answer, after, true);
    reached();
  }
  if (pause) {
    Object.assign(line, pause);
    draw();
  }
  plan(later());
}
