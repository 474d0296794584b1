// Making nodes.  Text is a text node, always.
import { script } from './settings.js';

// el('p.by', {attributes}, kids…): a function is a listener.
export function el(name, ...parts) {
  const [tag, kind] = name.split('.');
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  for (const part of parts) {
    if (typeof part === 'string' || part.nodeType) node.append(part);
    else give(node, part);
  }
  return node;
}

export function give(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value.call) node.addEventListener(name, value);
    else node.setAttribute(name, value);
  }
}

export const button = (kind, click, ...parts) =>
  el('button.' + kind, { type: 'button', click }, ...parts);

export const named = (name) => ({ 'aria-label': name });

export function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Another file of ours.  A script node would need the leave of trusted types;
// what follows the # has it run for each widget, and a failure tried again.
export const load = (name) =>
  import(script.src.replace('widget.js', `${name}.js#${performance.now()}`));
