// When the server is asked what is new: one timer, one request at a time.
import { call, cut } from './api.js';
import { draw } from './draw.js';
import { settle } from './identity.js';
import { anythingStored } from './kept.js';
import { tell } from './news.js';
import { requeue } from './outbox.js';
import { state } from './state.js';
import { forget, isGone, listen, sure } from './talk.js';

export const QUIET_MS = 20000;     // between polls while closed
const HIDDEN_MS = 75000;
const LONGEST_MS = 60000;   // after errors
// Who has nothing on the page yet, nor may write, is told at once.
export const isLost = () => line.fails > (state.slot && state.config ? 2 : 0);

// until: no poll before then; held: nor if somebody wants one, as the server
// said so.
export const line = { timer: 0, busy: null, fails: 0, until: 0, held: 0 };

const spread = (ms) => ms * (0.8 + Math.random() * 0.4);

export const backOff = (fails, least) => Math.max(least,
  spread(Math.min(LONGEST_MS, 1500 * 2 ** fails)));

function pace() {
  const { open, config, kept, slot } = state;
  const wait = line.until - Date.now();
  const hidden = kept.id ? spread(HIDDEN_MS) : Infinity;
  if (document.hidden) return Math.max(wait, hidden);
  if (wait > 0) return wait;
  if (open && !(slot && config)) return 0;
  if (!kept.id) return Infinity;
  return open ? config.poll_ms || 3000 : spread(QUIET_MS);
}

// Longer than the tab that asked.
export const later = (ms = pace()) => ms * (1.5 + Math.random() / 10);

export function plan(ms = pace()) {
  clearTimeout(line.timer);
  if (ms < Infinity) line.timer = setTimeout(tick, ms);
}

// At once: what is under way may have been asleep with the page.
export function hurry() {
  line.busy?.abort();
  line.busy = null;
  line.until = line.held;
  plan(document.hidden ? pace() : line.held - Date.now());
}

async function tick() {
  const isWanted = state.open || state.kept.id ||
    (!state.slot && anythingStored());
  if (line.busy || !isWanted) return;
  const mine = line.busy = new AbortController();
  const more = await round(mine).then(reached, async (error) => {
    const known = await sure(error);
    if (mine === line.busy) missed(known);
  });
  if (mine !== line.busy) return;
  line.busy = null;
  plan(more ? 0 : pace());
}

async function round(stop) {
  if (!state.slot) await settle(stop);
  if (line.busy !== stop) throw cut();
  const more = state.kept.id && await listen(stop);
  if (state.open) state.config ??= await call('config/', null, { stop });
  return more;
}

function missed(error) {
  if (isGone(error)) return forget(error);
  if (error.status !== 429) line.fails += 1;
  const ms = backOff(line.fails, error.wait);
  const now = Date.now();
  const pause = { fails: line.fails, until: now + ms, held: now + error.wait,
    wait: Math.ceil(ms / 1000) };
  Object.assign(line, pause);
  tell({ pause });
  draw();
}

export function reached(more) {
  if (line.fails) requeue();
  line.fails = line.until = 0;
  draw();
  return more;
}
