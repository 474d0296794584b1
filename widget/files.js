// Files: sending them, and showing those that were sent.
import { call, of, parsed, refusal } from './api.js';
import { button, el, named, tell } from './dom.js';
import { notice } from './draw.js';
import { queue, scroll } from './frame.js';
import { icon } from './icons.js';
import { random } from './kept.js';
import { QUIET_MS } from './line.js';
import { flush, put, remove, retry } from './outbox.js';
import { SUPPORT } from './settings.js';
import { limits, state } from './state.js';
import { SIZE, t } from './words.js';

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
  notice('');
  for (const file of state.slot ? files : []) {
    const why = whyNot(file);
    if (why) notice(why);
    else put({ key: random(16), file });
  }
  flush();
}

function whyNot({ name, size }) {
  const { file_bytes: most, file_types: types } = limits();
  if (types && !types.includes(typeOf(name))) {
    return t('badType', { name, types: types.join(', ') });
  }
  return size > most ? t('tooLarge', { name, size: SIZE.format(most) }) : '';
}

const typeOf = (name) => name.split('.').pop().toLowerCase();

async function addressOf(n) {
  const { url } = await call(of(`file/${n}/`));
  return new URL(url, SUPPORT).href;
}

async function openFile(n, file) {
  try {
    const link = el('a', { href: await addressOf(n), target: '_blank',
      rel: 'noopener' });
    if (!file.image) link.download = file.name;
    link.click();
  } catch {
    notice(t('lost'));
  }
}

export function fileBox(n, file) {
  const { name, bytes, image } = file;
  const click = () => openFile(n, file);
  const size = SIZE.format(bytes);
  if (image) {
    return button('pic', click, named(t('file', { name })),
      frame(n, file), el('small', `${name} · ${size}`));
  }
  const words = `${typeOf(name).toUpperCase()}, ${size}`;
  return button('chip', click, named(t('file', { name }) + ', ' + words),
    icon('file'), el('span', el('b', name), el('small', words)),
    icon('save'));
}

function frame(n, { name, width, height }) {
  const node = el('span.box', el('img', { alt: name }));
  node.number = n;
  if (width && height) node.style.aspectRatio = `${width} / ${height}`;
  pictures.observe(node);
  return node;
}

async function showPicture(node) {
  pictures.unobserve(node);
  try {
    node.firstChild.src = await addressOf(node.number);
  } catch {
    setTimeout(() => pictures.observe(node), QUIET_MS);
  }
}

export function addChip(item) {
  const { name } = item.file;
  item.bar = el('progress', { max: '1', value: '0' },
    named(t('upload', { name })));
  item.words = el('small');
  item.again = button('lb', () => retry(item), t('retry'));
  item.chip = el('li.chip', icon('file'),
    el('span', el('b', name), item.bar, item.words), item.again, button('ib',
      () => remove(item), named(t('removeFile', { name })), icon('close')));
  queue.append(item.chip);
  paintChip(item);
}

export function paintChip({ chip, again: more, words, state: now }) {
  chip.classList.toggle('bad', now === 'failed');
  more.hidden = now !== 'failed';
  tell(words, t(now));
}

export const pictures = new IntersectionObserver((list) => {
  for (const one of list) if (one.isIntersecting) showPicture(one.target);
}, { root: scroll });
