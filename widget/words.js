// Sentences, dates and sizes in the language of the page.
import { SETTINGS } from './settings.js';
import { LANGUAGES, STRINGS } from './strings.js';

// What the script line asks for, else the page's language, else the first.
export const wanted = (SETTINGS.lang || document.documentElement.lang)
  .slice(0, 2).toLowerCase();
const words = { en: STRINGS, ...window.SupportChatWords };
export const LANGUAGE = words[wanted] ? wanted : 'en';
export const isToLearn = LANGUAGES.includes(wanted) && wanted !== LANGUAGE;
const PLURAL = new Intl.PluralRules(LANGUAGE);

// The browser knows whether 2 pm or 14:00 is meant.
const LOCALE = navigator.language?.startsWith(LANGUAGE)
  ? navigator.language : LANGUAGE;

export function t(name, values = {}) {
  const found = words[LANGUAGE][name] || STRINGS[name];
  const text = found[PLURAL.select(values.n || 0)] || found.other || found;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// The server's sentences are English.
export const reason = ({ message }) =>
  (LANGUAGE === 'en' ? message : '');

export const dated = (date, options) =>
  new Intl.DateTimeFormat(LOCALE, options).format(date);

export function dayName(date) {
  const [now, then] = [Date.now(), date].map((day) =>
    new Date(day).setHours(0, 0, 0, 0));
  const days = Math.round((now - then) / 864e5);
  if (days > 1) return dated(date, { dateStyle: 'full' });
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' })
    .format(-days, 'day');
}

// Intl would say "29B", and in German "1,2 Mio. B".
export function sized(bytes) {
  const at = (bytes >= 999.5) + (bytes >= 999500);
  const n = new Intl.NumberFormat(LOCALE, { notation: 'compact' });
  return n.format(bytes / 1000 ** at) + '\xa0' + ['B', 'kB', 'MB'][at];
}
