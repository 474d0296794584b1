// Keeps Conversation Detail fresh: what was said, who types, and what staff have
// seen.  Joins in staff.js, which asks, waits and draws the page's regions.
"use strict";

(() => {
  // ---- state -------------------------------------------------------------
  const own = window.supportPage;
  const byId = (id) => document.getElementById(id);
  const main = byId("main");
  const { poll, conversation } = main.dataset;
  const csrf = document.querySelector("meta[name=csrf-token]").content;

  let cursor = main.dataset.cursor;
  let seenUpto = 0;

  // ---- talking to the server ---------------------------------------------
  own.tell = (what, fields) =>
    fetch(`/support/agent/api/conversation/${conversation}/${what}/`, {
      method: "POST",
      headers: {
        "X-CSRF-Token": csrf,
        "X-Refresh": "1",
        Accept: "application/json",
        "Content-Type": "application/json",
      },
      body: JSON.stringify(fields),
    }).catch(() => null);

  // Whether the page has to be drawn anew.
  own.news = async () => {
    const url = `${poll}?after=${encodeURIComponent(cursor)}`;
    const answer = await own.ask(url, "application/json");
    if (answer.status === 204) return showTyping(false);
    if (answer.status === 409) return true;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const news = await answer.json();
    showTyping(news.typing);
    return news.cursor !== cursor;
  };

  const markSeen = () => {
    const upto = Number(main.dataset.unseen);
    if (document.hidden || !(upto > seenUpto)) return;
    seenUpto = upto;
    own.tell("seen", { upto });
  };

  // ---- drawing -----------------------------------------------------------
  const showTyping = (types) => {
    byId("typing").hidden = !types;
    return false;
  };

  // New ones are added at the end, changed ones (seen, removed) replaced; the
  // reader stays where they are unless that was the end.
  const drawMessages = (page) => {
    const log = byId("log");
    const atEnd = log.scrollTop > -40;
    const before = log.scrollHeight;
    for (const fresh of [...page.getElementById("messages").children]) {
      const old = byId(fresh.id);
      if (!old) byId("messages").append(fresh);
      else if (!old.isEqualNode(fresh)) old.replaceWith(fresh);
    }
    if (!atEnd) log.scrollTop -= log.scrollHeight - before;
  };

  // Every form that writes says how much was shown before it, also one that is
  // in use and was not drawn anew.
  const drawShown = (page) => {
    const { value } = page.querySelector("[name=shown]");
    for (const field of document.querySelectorAll("[name=shown]")) {
      field.value = value;
    }
  };

  own.drew = (page) => {
    drawMessages(page);
    drawShown(page);
    const fresh = page.getElementById("main").dataset;
    cursor = fresh.cursor;
    main.dataset.unseen = fresh.unseen ?? "";
  };

  own.done = markSeen;
  markSeen();
})();
