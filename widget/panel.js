// The panel: open, closed, and on a phone the whole page.
import { draw } from './draw.js';
import { box, host, launcher, panel, title } from './frame.js';
import { hurry, plan } from './line.js';
import { emit } from './page.js';
import { goHome } from './past.js';
import { toEnd } from './scrolling.js';
import { save, state } from './state.js';
import { markRead } from './talk.js';
import { viewer } from './viewer.js';

export function show(isQuiet) {
  if (state.open) return;
  Object.assign(state, { open: true, atEnd: true, fresh: 0 });
  flip();
  if (!isQuiet) focusBox();
  hurry();
  markRead();
  emit('open');
}

export function hide() {
  if (!state.open) return;
  const { activeElement } = host.shadowRoot;
  state.open = false;
  viewer.close();
  goHome();
  flip();
  if (activeElement) launcher.focus();
  plan();
  emit('close');
}

function flip() {
  panel.hidden = !state.open;
  launcher.hidden = state.open;
  launcher.ariaExpanded = String(state.open);
  if (state.open !== !!state.kept.open) save({});
  modal();
  draw();
}

// What has the focus on the page, and was scrolled there, is not to lie under
// the launcher.
export const focused = ({ target }) =>
  requestAnimationFrame(() => stepAside(target));

function stepAside(target) {
  launcher.classList.remove('aside');
  const [over, under] = [launcher, target].map((node) =>
    node.getBoundingClientRect());
  launcher.classList.toggle('aside', target !== host &&
    under.top >= over.top && under.bottom <= over.bottom &&
    under.left >= over.left && under.right <= over.right);
}

export function focusBox() {
  const isTouch = coarse.matches || !box.offsetParent;
  if (state.open) (isTouch ? title : box).focus();
}

// On a phone the panel is the page.
export function modal() {
  const isModal = state.open && narrow.matches;
  const { style } = document.documentElement;
  if (isModal || panel.ariaModal) {
    document.body?.toggleAttribute('inert', isModal);
    style.overflow = isModal ? 'hidden' : '';
  }
  panel.ariaModal = isModal || null;
  fit();
}

export function fit() {
  const view = window.visualViewport;
  const isOn = state.open && narrow.matches && view?.scale < 1.05;
  panel.style.setProperty('--high', isOn ? view.height + 'px' : '');
  panel.style.setProperty('--top', isOn ? view.offsetTop + 'px' : '');
  if (state.atEnd) toEnd();
}

export const narrow = matchMedia('(max-width: 480px)');
const coarse = matchMedia('(pointer: coarse)');
