// What is seldom wanted: the list behind the three dots.
import { call, of } from './api.js';
import { button, el } from './dom.js';
import { sorry } from './draw.js';
import { menu, menuButton, needChat, soundEntry } from './frame.js';
import { isSounding } from './sound.js';
import { state } from './state.js';
import { t } from './words.js';

const KEEP_MS = 10000;    // how long a browser may take to fetch a blob

export function entry(name, work) {
  return button('entry', () => { shutMenu(); work(); }, t(name));
}

function setMenu(isOpen) {
  menu.hidden = !isOpen;
  menuButton.ariaExpanded = String(isOpen);
}

export function turnMenu() {
  if (!menu.hidden) return shutMenu();
  for (const node of needChat) node.hidden = !state.kept.id;
  soundEntry.ariaPressed = String(isSounding());
  setMenu(true);
  menu.querySelector(':not([hidden])').focus();
}

export function shutMenu() {
  setMenu(false);
  menuButton.focus();
}

// The focus has gone elsewhere: into the page, or to what was clicked on.
export function leftMenu({ currentTarget, relatedTarget }) {
  if (!currentTarget.contains(relatedTarget)) setMenu(false);
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
