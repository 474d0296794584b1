// The nodes that stay as long as the widget does.
import { changed } from './composer.js';
import { button, el, named } from './dom.js';
import { appear } from './draw.js';
import { icon } from './icons.js';
import { hurry } from './line.js';
import {
  entry, leftMenu, saveTranscript
} from './menu.js';
import { focusBox, hide, show } from './panel.js';
import { goBack, showPast } from './past.js';
import { toEnd } from './scrolling.js';
import { script } from './settings.js';
import { toggleSound } from './sound.js';
import { earlier, startNew } from './talk.js';
import { viewer } from './viewer.js';
import { LANGUAGE, t } from './words.js';

export const badge = el('span.badge');

export const launcher = button('launch', () => show(),
  { 'aria-expanded': 'false', 'aria-controls': 'panel' }, icon('chat'),
  el('span', t('chat')), badge);

export const title = el('h2', { id: 'title', tabindex: '-1' });
export const dot = el('span.dot');
export const about = el('span');

export const book = icon('book', 'mark');

export const back = button('ib back', goBack, named(t('back')),
  icon('back'));

// Those that want a conversation.
export const needChat = [entry('fresh', startNew),
  entry('transcript', saveTranscript)];

export const soundEntry = entry('sound', toggleSound);

export const menu = el('details', { tabindex: '-1', focusout: leftMenu },
  el('summary.ib', named(t('menu')), icon('more', 'more')),
  el('div.menu', ...needChat, entry('past', showPast), soundEntry));

const head = el('div.head', book, back,
  el('div.who', title, el('p', dot, about)),
  menu,
  button('ib', hide, named(t('close')), icon('close')));

export const status = el('b');
export const statusMore = el('span');
export const tryNow = button('lb', hurry, t('tryNow'));
export const bar = el('div.bar', icon('failed'),
  el('p', { role: 'status' }, status, ' ', statusMore), tryNow);
export const helloBy = el('span.by');
export const helloText = el('div', { dir: 'auto' });

export const hello = el('div.hello m them first tail', helloBy,
  el('div.b', helloText), el('span.meta', t('automatic')));

export const older = button('lb older', earlier, t('older'));

export const log = el('div.log', { role: 'log', 'aria-live': 'polite' },
  named(t('messages')));

export const typingName = el('span');

export const typing = el('div.typing',
  el('span.dots', el('i'), el('i'), el('i')), typingName);

export const before = el('fieldset.before', { input: changed });
export const rate = el('form.rate', { input: toEnd });

export const scroll = el('div.scroll', { tabindex: '0', role: 'region' },
  { 'aria-labelledby': 'title' }, hello, older, log, typing,
  rate, before);

export const newerText = el('span');

export const newer = button('newer', () => { toEnd(); focusBox(); },
  icon('down', 's'), newerText);

export const againText = el('p');
export const again = el('div.again', againText,
  button('lb', startNew, t('fresh')));
export const queue = el('ul.queue');
export const picker = el('input', { type: 'file', multiple: '', hidden: '' });

export const box = el('textarea', { rows: '1', placeholder: t('write'),
  dir: 'auto' }, named(t('write')));

export const sendButton = el('button.ib send', named(t('send')),
  icon('send'));

export const clip = button('ib', () => picker.click(), named(t('attach')),
  icon('clip'));

export const foot = el('form.foot', { id: 'foot', novalidate: '' }, queue,
  el('div.row', clip, picker, box, sendButton));

export const talk = el('div.talk', scroll, newer, again, foot);
export const past = el('ul.past');

export const panel = el('section.panel', { id: 'panel', role: 'dialog',
  hidden: '', 'aria-labelledby': 'title' }, head, bar, talk,
  past);

// Hidden until its looks are there.
export const chat = el('div.chat', { lang: LANGUAGE,
  dir: document.dir || 'ltr', hidden: '' },
  launcher, panel, viewer);

export const sheet = el('link', { rel: 'stylesheet', load: appear,
  href: script.src.replace(/js(\/chat-widget\.)js/, 'css$1css') });

export const host = el('bookshop-chat');
