// The box of Conversation Detail in which staff write: its draft is safe in this
// browser, the customer sees that somebody types, Ctrl+Enter sends.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const typingMs = 3000;
  const draftPrefix = "support-draft:"; // staff.js drops these at sign-out

  // ---- state -------------------------------------------------------------
  const own = window.supportPage;
  const byId = (id) => document.getElementById(id);
  const text = byId("text");
  const { conversation } = byId("main").dataset;
  const draftName =
    `${draftPrefix}${document.body.dataset.login}:${conversation}`;
  let typedAt = 0;

  // ---- drafts ------------------------------------------------------------
  const isNote = () => byId("m-note").checked;

  const keepDraft = () => {
    const kind = isNote() ? "note" : "reply";
    const draft = { text: text.value, kind, key: byId("key").value };
    if (draft.text) localStorage.setItem(draftName, JSON.stringify(draft));
    else localStorage.removeItem(draftName);
    byId("draft-saved").hidden = !draft.text;
  };

  // The key tells whether the draft became a message: then it is done with.
  const bringDraft = () => {
    const draft = JSON.parse(localStorage.getItem(draftName) ?? "null");
    if (!draft) return;
    const key = CSS.escape(draft.key);
    if (document.querySelector(`[data-key="${key}"]`)) {
      localStorage.removeItem(draftName);
      return;
    }
    text.value = draft.text;
    byId("key").value = draft.key;
    if (draft.kind === "note") byId("m-note").checked = true;
    byId("draft-saved").hidden = false;
  };

  const tellTyping = () => {
    if (isNote() || Date.now() - typedAt < typingMs) return;
    typedAt = Date.now();
    own.tell("typing", {});
  };

  // ---- events ------------------------------------------------------------
  bringDraft();
  text.addEventListener("input", () => {
    keepDraft();
    tellTyping();
  });
  for (const id of ["m-reply", "m-note"]) {
    byId(id).addEventListener("change", keepDraft);
  }
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    byId("composer").requestSubmit(byId(isNote() ? "save-note" : "send"));
  });
})();
