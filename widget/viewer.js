// One picture as large as the window.  Outside the panel, so that Esc closes
// the one and not the other.
import { button, el, named } from './dom.js';
import { sorry } from './draw.js';
import { addressOf, download, labelOf } from './files.js';
import { icon } from './icons.js';
import { t } from './words.js';

// Nothing of it stays for who comes next.
export const viewer = el('dialog', { close: () => viewer.replaceChildren() });

// What is drawn already is not asked for again.
export async function enlarge(n, file, box) {
  const src = box.firstChild.src || await addressOf(n).catch(sorry);
  // Closed meanwhile, or somebody else's.
  if (!src || !box.offsetParent) return;
  viewer.ariaLabel = file.name;
  viewer.replaceChildren(el('p', labelOf(file)),
    button('ib', () => download(n, file), named(t('download')), icon('save')),
    button('ib', () => viewer.close(), named(t('shut')), icon('close')),
    el('img', { src, alt: file.name }));
  viewer.showModal();
}
