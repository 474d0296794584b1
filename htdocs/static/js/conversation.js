// Keeps Conversation Detail fresh: what was said, who else is there, and what
// staff have seen.  Joins in staff.js, which asks, waits and draws the page's
// regions.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const endPx = 40; // so near to its end, the log is at its end

  // ---- state -------------------------------------------------------------
  const own = window.supportPage;
  const byId = (id) => document.getElementById(id);
  const main = byId("main");
  const log = byId("log");
  const { poll, conversation } = main.dataset;
  const csrf = document.querySelector("meta[name=csrf-token]").content;

  let { cursor, people } = main.dataset;
  let seenUpto = 0;
  let unread = 0; // came in while the reader was further up

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

  // Whether the page has to be drawn anew.  Who says which people are shown
  // counts as viewing, so a hidden tab does not say it.
  own.news = async () => {
    const query = new URLSearchParams({ after: cursor });
    if (!document.hidden) query.set("people", people);
    const answer = await own.ask(`${poll}?${query}`, "application/json");
    if (answer.status === 204) return false;
    if (answer.status === 409) return true;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const news = await answer.json();
    showPeople(news);
    return news.cursor !== cursor;
  };

  const isAtEnd = () => log.scrollTop > -endPx;

  const markSeen = () => {
    const upto = Number(main.dataset.unseen);
    if (document.hidden || !isAtEnd() || !(upto > seenUpto)) return;
    seenUpto = upto;
    own.tell("seen", { upto });
  };

  // ---- drawing -----------------------------------------------------------
  const showPeople = (news) => {
    people = news.people;
    byId("typing").hidden = !news.typing;
    byId("people").hidden = !news.others;
    if (byId("others").textContent !== news.others) {
      byId("others").textContent = news.others;
    }
  };

  const showUnread = () => {
    byId("to-new").hidden = unread === 0;
    byId("new-count").textContent =
      unread === 1 ? "1 new message" : `${unread} new messages`;
  };

  // New ones are added at the end, changed ones (seen, removed) replaced; the
  // reader stays where they are unless that was the end.
  const drawMessages = (page) => {
    const atEnd = isAtEnd();
    const before = log.scrollHeight;
    for (const fresh of [...page.getElementById("messages").children]) {
      const old = byId(fresh.id);
      if (!old) {
        byId("messages").append(fresh);
        if (fresh.matches("article")) unread += 1;
      } else if (!old.isEqualNode(fresh)) old.replaceWith(fresh);
    }
    if (!atEnd) log.scrollTop -= log.scrollHeight - before;
    else unread = 0;
    showUnread();
  };

  // Every form that writes says how much was shown before it, also one that is
  // in use and was not drawn anew.
  const drawShown = (page) => {
    const { value } = page.querySelector("[name=shown]");
    for (const field of document.querySelectorAll("[name=shown]")) {
      field.value = value;
    }
    // A colleague's answer to what one is answering is told when it is sent.
    if (!byId("text").value) byId("read").value = value;
  };

  own.drew = (page) => {
    drawMessages(page);
    drawShown(page);
    const fresh = page.getElementById("main").dataset;
    cursor = fresh.cursor;
    main.dataset.unseen = fresh.unseen ?? "";
  };

  own.done = markSeen;

  // ---- events ------------------------------------------------------------
  // After a form that was not accepted the address is the form's, which nobody
  // can look at again.
  if (location.pathname !== main.dataset.page) {
    history.replaceState(null, "", main.dataset.page);
  }
  log.addEventListener("scroll", () => {
    if (!isAtEnd()) return;
    unread = 0;
    showUnread();
    markSeen();
  });
  byId("to-new").addEventListener("click", () => {
    log.scrollTop = 0;
    log.focus({ preventScroll: true });
  });
  byId("print").hidden = false;
  byId("print").addEventListener("click", () => print());
  markSeen();
})();
