// The page around us: its events, its body, its script.
import {
  brought, changed, keepDraft, picked, pressed, submit
} from './composer.js';
import { pictures } from './files.js';
import { box, chat, foot, host, panel, picker, scroll } from './frame.js';
import { become, enter } from './identity.js';
import { hurry, plan } from './line.js';
import { mark } from './mark.js';
import { attend, retire } from './news.js';
import { fit, focused, hide, modal, narrow } from './panel.js';
import { scrolled } from './scrolling.js';
import { SETTINGS } from './settings.js';
import { state } from './state.js';
import { connection, logOut, shared, turned } from './tabs.js';

const ending = new AbortController();

export function on(target, names, work) {
  for (const name of names.split(' ')) {
    target?.addEventListener(name, work, { signal: ending.signal });
  }
}

export function emit(name, detail) {
  host.dispatchEvent(new CustomEvent('supportchat:' + name,
    { detail, bubbles: true }));
}

// Beside the body: who swaps, counts, lays out or copies what is in it does
// not meet us.
export function settleIn() {
  chat.hidden = true;
  document.documentElement.append(host);
}

const watch = new MutationObserver(() => {
  if (!host.isConnected) settleIn();
  modal();
});

export function listenToAll() {
  attend();
  watch.observe(document.documentElement, { childList: true });
  on(foot, 'submit', submit);
  on(box, 'input', changed);
  on(panel, 'keydown', pressed);
  on(panel, 'paste drop', brought);
  on(panel, 'dragover', (event) => event.preventDefault());
  on(picker, 'change', picked);
  on(scroll, 'scroll', scrolled);
  on(document, 'visibilitychange', turned);
  on(document, 'focusin', focused);
  on(window, 'pagehide', leave);
  on(window, 'pageshow', ({ persisted }) => persisted && turned());
  on(window, 'online offline', connection);
  on(window, 'storage', shared);
  on(narrow, 'change', modal);
  on(window.visualViewport, 'resize scroll', fit);
}

// A token, or a function to ask, or nothing: then the URL, else a guest.
export function identify(who) {
  state.ask = who?.call && who;
  if (!state.ask && (who || !SETTINGS.url)) return become(who || '');
  state.identity = '';
  enter('');
  hurry();
}

export function reset() {
  logOut();
  hide();
  identify();
}

function leave() {
  keepDraft();
  retire();
}

export function destroy() {
  hide();
  leave();
  ending.abort();
  watch.disconnect();
  pictures.disconnect();
  enter('');
  hurry();
  plan();
  mark(0);
  host.remove();
  delete window.SupportChat;
}
