// What is seldom wanted: the list behind the three dots.
import { call, of } from './api.js';
import { button, el } from './dom.js';
import { draw, sorry } from './draw.js';
import { menu, needChat, soundEntry } from './frame.js';
import { isSounding } from './sound.js';
import { state } from './state.js';
import { t } from './words.js';

const KEEP_MS = 10000;    // how long a browser may take to fetch a blob

export function entry(name, work) {
  return button('entry', () => { shutMenu(); work(); draw(); }, t(name));
}

export function drawMenu() {
  for (const node of needChat) node.hidden = !state.kept.id;
  soundEntry.ariaPressed = String(isSounding());
}

export function shutMenu() {
  menu.open = false;
  menu.firstChild.focus();
}

// The focus has gone elsewhere: into the page, or to what was clicked on.
export function leftMenu({ relatedTarget }) {
  menu.open &&= menu.contains(relatedTarget);
}

export async function saveTranscript() {
  const { id } = state.kept;
  try {
    const text = await call(of('transcript/'), null, { isText: true });
    const href = URL.createObjectURL(new Blob([text]));
    el('a', { href, download: `chat-${id}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(href), KEEP_MS);
  } catch (error) {
    sorry(error);
  }
}
