// The icons: paths in a box of 20, drawn with a stroke.
import { give } from './dom.js';

export const ICONS = {
  chat: 'M5 3h10a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H9l-4 3v-3a2 2 0 0 1-2-2V5' +
    'a2 2 0 0 1 2-2ZM7 7h6M7 10h4',
  book: 'M10 5C8 4 6 4 2.5 4v10c3 0 6 0 7.5 2 1.5-2 4.5-2 7.5-2V4' +
    'C14 4 12 4 10 5v11',
  more: 'M4.5 10h0M10 10h0M15.5 10h0',
  back: 'm12 5-5 5 5 5',
  close: 'm5 5 10 10M15 5 5 15',
  clip: 'm16 9.5-6 6a3.5 3.5 0 0 1-5-5l6-6a2.5 2.5 0 0 1 3.5 3.5l-6 6' +
    'a1 1 0 0 1-1.5-1.5L12.5 7',
  send: 'M3 4l14 6-14 6 2-6ZM5 10h6',
  down: 'm5 7.5 5 5 5-5',
  save: 'M10 3v9M6 9l4 4 4-4M4 16h12',
  file: 'M5 3h6l4 4v10H5ZM11 3v4h4M7 10h6M7 13h4',
  waiting: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M10 6v4l3 2',
  sent: 'm4 10.5 4 4 8-9',
  seen: 'm1.5 10.5 4 4 7.5-9M10 13.5l1 1 7.5-9',
  failed: 'M10 3l8 13H2ZM10 8v4M10 14v.1',
};

export function icon(name, more = '') {
  const [svg, path] = ['svg', 'path'].map((tag) =>
    document.createElementNS('http://www.w3.org/2000/svg', tag));
  give(path, { d: ICONS[name] });
  give(svg, { class: 'i ' + more, viewBox: '0 0 20 20',
    'aria-hidden': 'true' });
  svg.append(path);
  return svg;
}
