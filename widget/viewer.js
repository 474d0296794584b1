// One picture as large as the window.  Outside the panel, so that Esc closes
// the one and not the other.
import { addressOf, download } from './files.js';
import { button, el, named } from './dom.js';
import { sorry } from './draw.js';
import { icon } from './icons.js';
import { sized, t } from './words.js';

// Nothing of it stays for who comes next.
export const viewer = el('dialog', { close: () => viewer.replaceChildren(),
  click: ({ target }) => target === viewer && viewer.close() });

// What is drawn already is not asked for again.
export async function enlarge(n, file, drawn) {
  const { name, bytes } = file;
  try {
    const src = drawn || await addressOf(n);
    viewer.replaceChildren(el('p', `${name} · ${sized(bytes)}`),
      button('ib', () => download(n, file), named(t('download')),
        icon('save')),
      button('ib', () => viewer.close(), named(t('shut')), icon('close')),
      el('img', { src, alt: name }));
    viewer.ariaLabel = name;
    viewer.showModal();
  } catch (error) {
    sorry(error);
  }
}
