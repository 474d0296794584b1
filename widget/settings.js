// What the script line says, checked.
import { LANGUAGES } from './strings.js';

// Run once more for its words, it has no line of its own.
export const script = document.currentScript || window.SupportChat.line;
export const SUPPORT = new URL('../../', script.src);

export const SETTINGS = {
  side: setting('side', /^(left|right)$/),
  offset: setting('offset', /^[1-3]?\d{1,2}$/),
  color: setting('color', /^#([\da-f]{3}){1,2}$/i),
  title: setting('title', /^.{1,60}$/),
  lang: setting('lang', new RegExp(`^(${LANGUAGES.join('|')})\\b`, 'i')),
  url: setting('identity-url', /^(https?:\/\/|[/.?])\S*$/i),
  // A broken one is for the server to refuse: it makes nobody a guest.
  identity: setting('identity', /^[\w-]+\.[\w-]+\.[\w-]+$/, '?'),
};

function setting(name, shape, otherwise = '') {
  const text = script.getAttribute('data-' + name)?.trim() || '';
  if (!text || shape.test(text)) return text;
  console.warn(`chat-widget: data-${name} is not understood`);
  return otherwise;
}
