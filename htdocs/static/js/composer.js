// The box of Conversation Detail in which staff write: its draft is safe in this
// browser, the customer sees that somebody types, Ctrl+Enter sends.
//
// Each tab keeps a draft of its own, named after the key of its form, so that
// two tabs do not wipe each other's.  A tab holds a lock of that name while it
// lives: a draft without a tab is brought back by the next one.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const typingMs = 3000;
  const reloadMs = 2000; // for the lock of this tab's page before
  const draftPrefix = "support-draft:"; // staff.js drops these at sign-out

  // ---- state -------------------------------------------------------------
  const own = window.supportPage;
  const byId = (id) => document.getElementById(id);
  const text = byId("text");
  const key = byId("key");
  const file = byId("file");
  const { conversation } = byId("main").dataset;
  const { local, session } = window.supportPage;
  const mine = `${draftPrefix}${document.body.dataset.login}:${conversation}:`;
  let typedAt = 0;

  // ---- drafts ------------------------------------------------------------
  const isNote = () => byId("m-note").checked;

  const keepDraft = () => {
    if (!text.value) byId("quick").value = "";
    const draft = {
      text: text.value, kind: isNote() ? "note" : "reply", key: key.value,
      quick: byId("quick").value, at: Date.now(),
    };
    try {
      session.setItem(mine, draft.key);
      if (draft.text) {
        local.setItem(mine + draft.key, JSON.stringify(draft));
      } else local.removeItem(mine + draft.key);
      byId("draft-saved").hidden = !draft.text;
    } catch {
      byId("draft-saved").hidden = true; // nothing may be stored here
    }
  };

  const drafts = () => Object.keys(local)
    .filter((name) => name.startsWith(mine))
    .map((name) => JSON.parse(local.getItem(name)))
    .sort((one, other) => other.at - one.at);

  // The key tells whether the draft became a message: then it is done with.
  const isSent = (draft) =>
    document.querySelector(`[data-key="${CSS.escape(draft.key)}"]`);

  // Holds the lock of this key for as long as the page lives; whether it could.
  const claim = (name, options) => new Promise((done) => {
    if (!navigator.locks) return done(true);
    navigator.locks.request(mine + name, options, (lock) => {
      done(Boolean(lock));
      return lock ? new Promise(() => {}) : null;
    }).catch(() => done(false));
  });

  const claimOwn = (name) =>
    claim(name, { signal: AbortSignal.timeout(reloadMs) });

  const show = (draft) => {
    text.value = draft.text;
    key.value = draft.key;
    byId("quick").value = draft.quick ?? "";
    if (draft.kind === "note") byId("m-note").checked = true;
    byId("draft-saved").hidden = false;
    text.dispatchEvent(new Event("draft"));
  };

  // This tab's draft before any other that no tab has.
  const bringDraft = async () => {
    const before = session.getItem(mine);
    const known = drafts();
    known.filter(isSent).forEach(
      (draft) => local.removeItem(mine + draft.key));
    if (text.value) { // the server kept it
      keepDraft();
      return claimOwn(key.value);
    }
    const left = known.filter((draft) => !isSent(draft));
    left.sort((one, other) =>
      (other.key === before) - (one.key === before));
    for (const draft of left) {
      const had = draft.key === before ? await claimOwn(draft.key)
        : await claim(draft.key, { ifAvailable: true });
      if (!had) continue;
      if (text.value) return; // somebody was quicker than the lock
      return show(draft);
    }
    claim(key.value, { ifAvailable: true });
  };

  const tellTyping = () => {
    if (isNote() || Date.now() - typedAt < typingMs) return;
    typedAt = Date.now();
    own.tell("typing", {});
  };

  // ---- the file ----------------------------------------------------------
  const showFile = () => {
    const chosen = file.files[0];
    const isTooLarge = chosen && chosen.size > Number(file.dataset.most);
    file.setCustomValidity(isTooLarge
      ? `This file is too large: at most ${file.dataset.mostWords} fit.` : "");
    if (isTooLarge) file.reportValidity();
    byId("drop-file").hidden = !chosen;
  };

  // A picture from the clipboard is attached; words go on into the box.
  const paste = (event) => {
    const { files } = event.clipboardData;
    if (files.length === 0 || isNote()) return;
    event.preventDefault();
    file.files = files;
    showFile();
  };

  const dropFile = () => {
    file.value = "";
    showFile();
    file.focus();
  };

  // ---- events ------------------------------------------------------------
  // Else Back brings the words under a new key, and their draft once more after
  // they were sent.
  byId("composer").autocomplete = "off";
  bringDraft().catch(() => {}); // nothing may be stored here
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
  byId("discard")?.addEventListener("click", () => {
    local.removeItem(mine + key.value);
  });
  text.addEventListener("paste", paste);
  file.addEventListener("change", showFile);
  byId("drop-file").addEventListener("click", dropFile);
})();
