// What is seldom wanted: the list behind the three dots.
import { call, of } from './api.js';
import { button, el } from './dom.js';
import { draw, sorry } from './draw.js';
import { menu, needChat, soundEntry } from './frame.js';
import { isSounding } from './sound.js';
import { state } from './state.js';
import { t } from './words.js';

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

export function saveTranscript() {
  const download = `chat-${state.kept.id}.txt`;
  call(of('transcript/'), null, { isText: true }).then((text) => el('a',
    { href: URL.createObjectURL(new Blob([text])), download }).click(), sorry);
}
