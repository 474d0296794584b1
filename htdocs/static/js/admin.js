// The Admin Panel: what was made can be copied with one click.
"use strict";

(() => {
  const say = (button, words) => {
    const before = button.dataset.words ?? button.textContent;
    button.dataset.words = before;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 2000);
  };

  // Where the clipboard is closed to us, the text is selected at least.
  const copy = async (button) => {
    const box = document.getElementById(button.dataset.copy);
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      say(button, "Copied");
    } catch {
      say(button, "Press Ctrl+C");
    }
  };

  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
