// Support Messages: chooses all on a page, counts what is chosen, and leaves
// empty fields out of the URL.  The page works without it.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const boxes = () => [...document.querySelectorAll("#bulk [name=id]")];
  const every = () => byId("choose-all")?.querySelector("input");

  // ---- drawing -----------------------------------------------------------
  // Only when it is new: each change is looked at again.
  const say = (words) => {
    const place = byId("chosen");
    if (place.textContent !== words) place.textContent = words;
  };

  const draw = () => {
    if (!byId("bulk")) return;
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    byId("choose-all").hidden = false;
    every().checked = count > 0 && count === all.length;
    every().indeterminate = count > 0 && count < all.length;
    say(count ? `${count} chosen` : "None chosen");
  };

  // What a change did is told once; a reload shows the list alone.
  const dropResult = () => {
    const url = new URL(location.href);
    if (!url.searchParams.has("result")) return;
    url.searchParams.delete("result");
    history.replaceState(history.state, "", url);
  };

  // ---- events ------------------------------------------------------------
  document.addEventListener("change", ({ target }) => {
    if (target === every()) {
      for (const box of boxes()) box.checked = target.checked;
    }
    if (target.closest("#bulk")) draw();
  });

  // Back shows the form with its fields enabled.
  const emptyOnes = () =>
    [...byId("filters").elements].filter((e) => e.name && !e.value);
  byId("filters").addEventListener("submit", () => {
    for (const field of emptyOnes()) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const field of byId("filters").elements) field.disabled = false;
    draw();
  });

  // The list is drawn anew by staff.js.
  new MutationObserver(draw).observe(byId("list"), {
    subtree: true, childList: true, attributes: true,
    attributeFilter: ["hidden"],
  });

  dropResult();
  draw();
})();
