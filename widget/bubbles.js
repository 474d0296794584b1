// One message, file or event as a node of the log.
import { button, el } from './dom.js';
import { isRun } from './entries.js';
import { fileBox } from './files.js';
import { ICONS, icon } from './icons.js';
import { remove, retry } from './outbox.js';
import { isTalk, state } from './state.js';
import { dated, t } from './words.js';

// One entry is one node of the log, its day included.
export function build(entry) {
  entry.me = entry.from === 'customer';
  entry.day = el('div.day', { 'aria-live': 'off' }, el('time'));
  entry.body = isTalk(entry) ? talk(entry) : el('p.sys', eventWords(entry));
  entry.node = el('div.e', entry.day, entry.body);
}

export function eventWords({ kind, name, from, status: now, value }) {
  if (kind === 'rating') return t('rated', { n: value }) + '. ' + t('thanks');
  if (kind === 'removed') return t('erased');
  if (kind === 'assign') return name && t('joined', { name });
  if (now !== 'closed') return '';
  return name && from === 'agent' ? t('closedBy', { name }) : t('closed');
}

function talk(entry) {
  const { kind, name, text, n, file, me } = entry;
  entry.meta = el('span.meta', { 'aria-live': 'off' });
  return el(me ? 'div.m me' : 'div.m them',
    el('span.by', me ? t('you') : name || t('chat')),
    kind === 'file' ? fileBox(n, file) :
      el('div.b', el('div', { dir: 'auto' }, ...linked(text))), entry.meta);
}

// Without the full stop after it, with brackets in it.
const LINK = new RegExp('\\b(https?://|mailto:)(\\([^\\s()]*\\)|' +
  '[^\\s()<>"])*(\\([^\\s()]*\\)|[^\\s()<>".,;:!?\'\\]}*_~”’»…])',
'gi');

function linked(text) {
  const parts = [];
  let from = 0;
  for (const { 0: href, index } of text.matchAll(LINK)) {
    if (!URL.canParse(href)) continue;
    parts.push(text.slice(from, index), el('a', { href, target: '_blank',
      rel: 'noopener nofollow ugc' }, href));
    from = index + href.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export function paint(entry) {
  const { entries, seen } = state;
  const { body: { classList }, item, me, n } = entry;
  const at = entries.indexOf(entry);
  const now = item ? item.state : me ? n <= seen ? 'seen' : 'sent' : '';
  const key = now === 'waiting' && !navigator.onLine ? 'cut' : now;
  const prior = entries[at - 1];
  const next = entries[at + 1];
  const follows = areTiles(prior, entry);
  const leads = areTiles(entry, next);
  const right = entry.isRight = follows && !prior.isRight;
  const is = { first: !isRun(prior, entry), tail: !isRun(entry, next),
    bad: now === 'failed', wait: item, tile: follows || leads,
    right, wide: follows && !leads && !right };
  for (const name in is) classList.toggle(name, !!is[name]);
  if (entry.mark === key + n) return;
  entry.mark = key + n;
  entry.meta.replaceChildren(...metaOf(entry, now, key));
}

// Pictures of one run stand two in a row; a last one alone has its row.
const areTiles = (...pair) => isRun(...pair) &&
  pair.every(({ file }) => file?.image);

function metaOf({ item, t: datetime, time }, now, key) {
  const parts = item ? [] : [el('time', { datetime,
    title: dated(time, { dateStyle: 'full', timeStyle: 'short' }) },
  dated(time, { timeStyle: 'short' }))];
  if (now && !item) parts.push('·');
  if (now) parts.push(icon(ICONS[now] ? now : 'waiting', 's'), t(key));
  if (now === 'failed') {
    parts.push(button('lb', () => retry(item), t('retry')),
      button('lb', () => remove(item), t('remove')));
  }
  return parts;
}
