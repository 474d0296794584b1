// Files: sending them, and showing those that were sent.
import { call, of, parsed, refusal } from './api.js';
import { button, el, named, tell } from './dom.js';
import { notice, sorry } from './draw.js';
import { queue, scroll } from './frame.js';
import { icon } from './icons.js';
import { random } from './kept.js';
import { QUIET_MS } from './line.js';
import { flush, put, remove, retry } from './outbox.js';
import { SUPPORT } from './settings.js';
import { limits, state } from './state.js';
import { enlarge } from './viewer.js';
import { sized, t } from './words.js';

export function upload(item, id) {
  const form = new FormData();
  form.append('key', item.key);
  if (state.cursor) form.append('after', state.cursor);
  form.append('file', item.file, item.file.name);
  return new Promise((resolve, reject) => {
    const request = item.request = new XMLHttpRequest();
    request.open('POST', new URL('api/' + of('upload/', id), SUPPORT));
    request.setRequestHeader('X-Support-Token', state.kept.token);
    request.upload.onprogress = ({ loaded, total }) => {
      item.bar.value = loaded / total;
    };
    request.onloadend = () => {
      const { status, responseText: text } = request;
      if (status === 200) return resolve(parsed(text));
      reject(refusal(status, text, request.getResponseHeader('Retry-After')));
    };
    request.send(form);
  });
}

export function attach(files) {
  const refused = [];
  for (const file of state.slot ? files : []) {
    const why = whyNot(file);
    if (why) refused.push(why);
    else put({ key: random(16), file });
  }
  notice(refused.join(' '));
  flush();
}

function whyNot({ name, size }) {
  const { file_bytes: most, file_types: types } = limits();
  if (types && !types.includes(typeOf(name))) {
    return t('badType', { name, types: types.join(', ') });
  }
  if (!size) return t('empty', { name });
  return size > most ? t('tooLarge', { name, size: sized(most) }) : '';
}

const typeOf = (name) => name.split('.').pop().toLowerCase();

export async function addressOf(n) {
  const { url } = await call(of(`file/${n}/`));
  return new URL(url, SUPPORT).href;
}

export const download = (n, { name }) => addressOf(n).then((href) =>
  el('a', { href, target: '_blank', rel: 'noopener', download: name })
    .click(), sorry);

export const labelOf = ({ name, bytes }) => name + ' · ' + sized(bytes);

export function fileBox(n, file) {
  const { name, bytes, image } = file;
  const open = named(t('file', { name }));
  if (image) {
    const box = frame(n, file);
    return button('pic', () => enlarge(n, file, box), open,
      { title: name }, box, el('small', labelOf(file)));
  }
  const words = typeOf(name).toUpperCase() + ', ' + sized(bytes);
  return button('chip', () => download(n, file), open, icon('file'),
    el('span', el('b', name), el('small', words)), icon('save'));
}

function frame(n, { name, width, height }) {
  const picture = el('img', { alt: name, error: missed });
  const node = el('span.box', picture);
  const seen = () => pictures.observe(node);
  // An address lives for two minutes; a slow line may need another.
  function missed() {
    picture.removeAttribute('src');
    setTimeout(seen, QUIET_MS);
  }
  node.load = () => addressOf(n).then((src) => { picture.src = src; }, missed);
  if (height) node.style.setProperty('--ratio', width / height);
  seen();
  return node;
}

export function addChip(item) {
  const { name } = item.file;
  item.bar = el('progress', { value: '0' }, named(t('upload', { name })));
  item.words = el('small');
  item.again = button('lb', () => retry(item), t('retry'));
  const view = icon('file');
  item.chip = el('li.chip', view,
    el('span', el('b', name), item.bar, item.words), item.again, button('ib',
      () => remove(item), named(t('removeFile', { name })), icon('close')));
  paintChip(item);
  queue.append(item.chip);
  thumbnail(item.file, view);
}

// A bitmap: a blob: URL would need the leave of the shop's policy.  One after
// the other: twelve photographs at once do not fit into a phone.
function thumbnail(file, view) {
  thumbnail.last = Promise.resolve(thumbnail.last).then(() =>
    createImageBitmap(file, { resizeHeight: 96 })).then((bitmap) => {
    const canvas = el('canvas');
    canvas.getContext('bitmaprenderer').transferFromImageBitmap(bitmap);
    view.replaceWith(canvas);
  }).catch(() => {});
}

export function paintChip({ chip, again: more, words, state: now }) {
  chip.classList.toggle('bad', now === 'failed');
  more.hidden = now !== 'failed';
  tell(words, t(now));
}

export const pictures = new IntersectionObserver((list) => {
  for (const { isIntersecting, target } of list) {
    if (!isIntersecting) continue;
    target.load();
    pictures.unobserve(target);
  }
}, { root: scroll });
