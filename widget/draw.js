// What the parts that stay show now.
import { tell } from './dom.js';
import { regroup } from './entries.js';
import { drawForms } from './forms.js';
import {
  about, again, againText, badge, bar, box, chat, clip, dot, hello, helloBy,
  helloText, host, launcher, newer, newerText, older, sendButton, status,
  statusMore, title, tryNow, typing, typingName
} from './frame.js';
import { GUEST } from './kept.js';
import { isLost, line } from './line.js';
import { mark } from './mark.js';
import { drawMenu } from './menu.js';
import { emit } from './page.js';
import { focusBox } from './panel.js';
import { toEnd } from './scrolling.js';
import { SETTINGS } from './settings.js';
import { limits, state, unread } from './state.js';
import { drawView } from './views.js';
import { reason, t } from './words.js';

export function dress() {
  const { side, offset, color } = SETTINGS;
  chat.className += ' ' + side;
  if (offset) host.style.setProperty('--chat-gap', offset + 'px');
  if (color) host.style.setProperty('--chat-accent', color);
}

export function appear() {
  chat.hidden = false;
  if (state.atEnd) toEnd();
}

export function draw() {
  const { activeElement: at } = host.shadowRoot;
  const today = new Date().toDateString();
  if (draw.day !== today) regroup();   // "Today" may be yesterday now
  draw.day = today;
  drawLauncher();
  drawHead();
  drawBar();
  drawEdges();
  drawForms();
  drawMenu();
  drawView();
  // Whoever was in what has gone is led on.
  if (at && !at.offsetParent) focusBox();
  grow();
  if (state.atEnd) toEnd();
}

function drawLauncher() {
  const n = state.open ? 0 : unread();
  launcher.ariaLabel = t('open') + (n ? ', ' + t('unread', { n }) : '');
  badge.hidden = !n;
  tell(badge, String(n));
  mark(document.hidden ? unread() : 0);
  if (n !== draw.unread) emit('unread', { count: n });
  draw.unread = n;
}

function drawHead() {
  const shop = state.config?.shop;
  const now = presence();
  tell(title, state.isListed ? t('past') :
    SETTINGS.title || (shop ? t('title', { shop }) : t('chat')));
  tell(about, now && t(now, { name: state.agent }));
  dot.hidden = !now;
  dot.classList.toggle('off', !['here', 'online'].includes(now));
}

function presence() {
  if (!navigator.onLine) return 'offline';
  if (isLost()) return 'lost';
  if (state.status === 'closed') return 'closed';
  if (!state.config?.online) return state.config ? 'away' : '';
  return state.agent ? 'here' : 'online';
}

function drawBar() {
  const { onLine } = navigator;
  const [words, more = ''] = barWords().split('\n');
  bar.classList.toggle('on', words);
  bar.classList.toggle('bad', onLine && (isLost() || state.notice));
  tell(status, words);
  tell(statusMore, more);
  tryNow.hidden = !onLine || !isLost();
}

function barWords() {
  const { config, notice: said, slot } = state;
  if (!navigator.onLine) return t('offlineLong');
  if (isLost()) return t('lostLong', { n: line.wait });
  if (said || !config) return said;
  if (!config.guests && slot === GUEST) return t('signIn');
  return config.online ? '' : config.hours?.text || t('awayLong');
}

export function notice(words) {
  state.notice = words;
  draw();
}

export function sorry(error) {
  notice(reason(error) || t('lost'));
}

function drawEdges() {
  const { config, kept, cursor, before, typing: name, fresh, full } = state;
  hello.hidden = !config?.welcome || before !== null || kept.id && !cursor;
  tell(helloBy, config?.shop || t('chat'));
  tell(helloText, config?.welcome || '');
  older.hidden = !before;
  typing.hidden = !name;
  tell(typingName, t('typing', { name }));
  newer.hidden = !fresh;
  tell(newerText, t('unread', { n: fresh }));
  again.hidden = !full && state.status !== 'closed';
  tell(againText, t(full ? 'full' : 'reopen'));
  clip.hidden = limits().file_bytes === 0;
  sendButton.disabled = !state.slot || !box.value.trim();
}

function grow() {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.blockSize = 'auto';
  box.style.blockSize = box.scrollHeight + 2 + 'px';
}
