// Makes a part of the page equal to a fresh copy of it and leaves alone what
// is equal already, so that focus, scroll and what is open stay where they are.
// What has an id is the same thing as long as its id is the same.
"use strict";

(() => {
  const isAlike = (old, fresh) =>
    old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName &&
    (old.id ?? "") === (fresh.id ?? "");

  const findAlike = (from, fresh) => {
    for (let node = from; node; node = node.nextSibling) {
      if (isAlike(node, fresh)) return node;
    }
    return null;
  };

  // Whether something is open is the reader's business; tabindex is given to
  // what took the focus over.
  const copyAttributes = (old, fresh) => {
    for (const { name } of [...old.attributes]) {
      if (!["open", "tabindex"].includes(name) && !fresh.hasAttribute(name)) {
        old.removeAttribute(name);
      }
    }
    for (const { name, value } of fresh.attributes) {
      if (name !== "open" && old.getAttribute(name) !== value) {
        old.setAttribute(name, value);
      }
    }
  };

  // First of all what is gone goes, so that what follows it need not move.
  const dropGone = (old, fresh) => {
    const ids = new Set([...fresh.children].map(({ id }) => id));
    for (const child of [...old.children]) {
      if (child.id && !ids.has(child.id)) child.remove();
    }
  };

  const redrawChildren = (old, fresh) => {
    dropGone(old, fresh);
    let place = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      const found = findAlike(place, wanted);
      if (!found) old.insertBefore(wanted, place);
      else if (found !== place) old.insertBefore(found, place);
      else place = place.nextSibling;
      if (found) redraw(found, wanted);
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  };

  const redraw = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = fresh.data;
      return;
    }
    copyAttributes(old, fresh);
    redrawChildren(old, fresh);
  };

  // `copy` may come from another document; it is used up.
  window.supportRedraw = (part, copy) =>
    redraw(part, document.adoptNode(copy));
})();
