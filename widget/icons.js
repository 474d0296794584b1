// The icons: paths in a box of 20, drawn with a stroke.
import { give } from './dom.js';

export const ICONS = {
  chat: 'M5 3h10q2 0 2 2v7q0 2-2 2H9l-4 3v-3q-2 0-2-2V5q0-2 2-2M7 7h6M7 10h4',
  book: 'M10 5Q8 4 3 4v10q5 0 7 2 2-2 7-2V4q-5 0-7 1v11',
  more: 'M5 10h0m5 0h0m5 0h0',
  back: 'm12 5-5 5 5 5',
  close: 'm5 5 10 10M15 5 5 15',
  clip: 'm16 10-6 6c-3 3-8-2-5-5l6-6c2-2 6 1 4 3l-6 6c-1 1-3 0-2-1l5-5',
  send: 'M5 10 3 4l14 6-14 6 2-6h6',
  down: 'm5 8 5 5 5-5',
  save: 'M10 3v10m4-4-4 4-4-4M4 16h12',
  file: 'M15 7v10H5V3h6l4 4h-4V3M7 10h6M7 13h4',
  waiting: 'M10 3a7 7 0 1 0 .1 0M10 6v4l3 2',
  sent: 'm4 10 4 4 8-9',
  seen: 'm1 10 4 4 8-9M10 13l1 1 8-9',
  failed: 'M10 3l8 13H2ZM10 8v4M10 14h0',
};

export function icon(name, more = '') {
  const [svg, path] = ['svg', 'path'].map((tag) =>
    document.createElementNS('http://www.w3.org/2000/svg', tag));
  svg.append(path);
  give(path, { d: ICONS[name] });
  give(svg, { class: 'i ' + more, viewBox: '0 0 20 20',
    'aria-hidden': 'true' });
  return svg;
}
