// Quick replies in the composer: "/" at the start of a line opens a list over
// it, Enter inserts.  The box stays a textarea, the list is told to readers by
// aria-activedescendant.  Nothing is ever sent from here.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const most = 50; // that are listed at once
  const asked = /^\/([^\n]{0,40})$/;

  // ---- state -------------------------------------------------------------
  const own = window.supportPage;
  const byId = (id) => document.getElementById(id);
  const text = byId("text");
  const pop = byId("quick-pop");
  const list = byId("quick-list");
  const { conversation } = byId("main").dataset;
  const url =
    `/support/agent/api/conversation/${conversation}/quick-replies/`;

  let replies = null; // a promise of all
  let shown = [];
  let active = -1;
  let closedAt = null; // the words at which it was closed by Escape

  // ---- talking to the server ---------------------------------------------
  const all = () => {
    replies ??= own.ask(url, "application/json")
      .then((answer) => answer.json())
      .then((answer) => answer.quick_replies)
      .catch(() => {
        replies = null; // asked again with the next letter
        return [];
      });
    return replies;
  };

  // ---- what was typed ----------------------------------------------------
  // The line up to the caret, if it asks for a quick reply.
  const wish = () => {
    const { value, selectionStart, selectionEnd } = text;
    if (selectionStart !== selectionEnd) return null;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const found = asked.exec(value.slice(start, selectionStart));
    return found && { start, end: selectionStart, words: found[1] };
  };

  const plain = (words) => words.normalize("NFD")
    .replace(/\p{M}/gu, "").toLowerCase();

  const fitting = (from, words) => {
    const wanted = plain(words);
    const begins = ({ shortcut }) => shortcut.startsWith(wanted);
    return from
      .filter((one) => begins(one) || plain(one.title).includes(wanted))
      .sort((one, other) => begins(other) - begins(one))
      .slice(0, most);
  };

  // ---- drawing -----------------------------------------------------------
  const part = (name, words) => {
    const element = document.createElement(name);
    element.textContent = words;
    return element;
  };

  const option = (reply, at) => {
    const row = document.createElement("div");
    row.id = `quick-${reply.id}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(part("b", reply.title), part("kbd", `/${reply.shortcut}`),
      part("span", reply.text.split("\n")[0]));
    row.addEventListener("pointerdown", (event) => event.preventDefault());
    row.addEventListener("click", () => insert(shown[at]));
    return row;
  };

  const choose = (at) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (at + shown.length) % shown.length;
    const row = list.children[active];
    row.setAttribute("aria-selected", "true");
    text.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  };

  const isOpen = () => !pop.hidden;

  const close = () => {
    pop.hidden = true;
    active = -1;
    text.removeAttribute("aria-activedescendant");
  };

  const open = (found) => {
    const wasOpen = isOpen();
    shown = found;
    list.replaceChildren(...shown.map(option));
    active = -1;
    pop.hidden = false;
    choose(0);
    if (!wasOpen) {
      own.announce(`${shown.length} quick ` +
        (shown.length === 1 ? "reply" : "replies"));
    }
  };

  const look = async () => {
    if (!wish()) {
      closedAt = null;
      return close();
    }
    const every = await all();
    const now = wish(); // it may have gone on meanwhile
    if (!now || now.words === closedAt) return close();
    closedAt = null;
    const found = fitting(every, now.words);
    if (found.length > 0) open(found);
    else close();
  };

  // ---- inserting ---------------------------------------------------------
  const note = (id) => {
    const used = byId("quick").value.split(" ").filter(Boolean);
    if (!used.includes(id)) byId("quick").value = [...used, id].join(" ");
  };

  const put = (reply, start, end) => {
    text.focus();
    text.setRangeText(reply.text, start, end, "end");
    note(reply.id);
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const insert = (reply) => {
    const now = wish();
    if (now) put(reply, now.start, now.end);
  };

  // The button does without the server what it does with it.
  const insertChosen = async (event) => {
    const id = byId("insert").value;
    event.preventDefault();
    const reply = (await all()).find((one) => one.id === id);
    if (!reply) return byId("insert").focus();
    byId("insert").value = "";
    put(reply, text.selectionStart, text.selectionEnd);
  };

  // ---- events ------------------------------------------------------------
  const keys = {
    ArrowDown: () => choose(active + 1),
    ArrowUp: () => choose(active - 1),
    Home: () => choose(0),
    End: () => choose(shown.length - 1),
    Enter: () => insert(shown[active]),
    Tab: () => insert(shown[active]),
    Escape: () => {
      closedAt = wish()?.words ?? null;
      close();
    },
  };

  if (!byId("insert")) return; // there are none
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Quick replies");
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", "quick-list");
  text.placeholder += `. Type / for quick replies.`;
  // Before composer.js: Ctrl+Enter in an open list does not send either.
  text.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!isOpen() || !act || event.isComposing) return;
    if (event.shiftKey && event.key !== "Enter") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, { capture: true });
  text.addEventListener("input", look);
  text.addEventListener("click", look);
  text.addEventListener("blur", close);
  byId("insert-quick").addEventListener("click", insertChosen);
})();
