// Keeps a staff page fresh and a reply's draft safe.  Every page works without
// it: forms are sent by the browser, and what is drawn comes from the server.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const pollMs = 2000;
  const hiddenMs = 60000; // in a hidden tab
  const longestWaitMs = 60000; // after errors
  const agingMs = 30000; // waiting times are drawn anew at least this often
  const busyMs = 5000; // until a region that was in use is tried again
  const typingMs = 3000;
  const draftPrefix = "support-draft:";

  // ---- state -------------------------------------------------------------
  const main = document.querySelector("main");
  const poll = main?.dataset.poll;
  const conversation = main?.dataset.conversation;
  const login = document.body.dataset.login;
  const byId = (id) => document.getElementById(id);
  const csrf = document.querySelector("meta[name=csrf-token]")?.content ?? "";

  let cursor = main?.dataset.cursor;
  let version = main?.dataset.version;
  let drawnAt = Date.now();
  let seenUpto = 0;
  let typedAt = 0;
  let signedOut = false;

  // ---- the one timer -----------------------------------------------------
  const timer = {
    id: 0,
    failures: 0,
    paused: false,
    wait() {
      const slow = Math.min(pollMs * 2 ** this.failures, longestWaitMs);
      const jitter = this.failures ? Math.random() * slow * 0.5 : 0;
      return document.hidden ? hiddenMs : slow + jitter;
    },
    next() {
      clearTimeout(this.id);
      if (this.paused || signedOut) return;
      this.id = setTimeout(() => this.run(), this.wait());
    },
    async run() {
      clearTimeout(this.id);
      try {
        await refresh();
        this.failures = 0;
      } catch {
        this.failures += 1;
      }
      byId("lost").hidden = this.failures < 2 || signedOut;
      this.next();
    },
  };

  // ---- talking to the server ---------------------------------------------
  const ask = async (url, accept) => {
    const answer = await fetch(url, {
      headers: { "X-Refresh": "1", Accept: accept },
      cache: "no-store",
    });
    if (answer.status === 401 || answer.redirected) showSignedOut();
    return answer;
  };

  const tell = (what, fields) =>
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

  const refresh = async () => {
    const changed = conversation ? await newsHere() : await newsInLists();
    if (signedOut) return;
    if (changed || Date.now() - drawnAt > agingMs) await redraw();
    if (conversation) markSeen();
  };

  const newsHere = async () => {
    const url = `${poll}?after=${encodeURIComponent(cursor)}`;
    const answer = await ask(url, "application/json");
    if (answer.status === 204) return showTyping(false);
    if (answer.status === 409) return true;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const news = await answer.json();
    showTyping(news.typing);
    return news.cursor !== cursor;
  };

  const newsInLists = async () => {
    const answer = await ask(poll, "application/json");
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const news = await answer.json();
    if (String(news.version) === version) return false;
    announce(`${news.counts.awaiting} awaiting us, ` +
      `${news.counts.unassigned} unassigned`);
    return true;
  };

  // The page itself, made anew by the server: its regions replace ours.
  const redraw = async () => {
    const answer = await ask(location.href, "text/html");
    if (signedOut) return;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const page = new DOMParser().parseFromString(
      await answer.text(), "text/html");
    const skipped = drawRegions(page);
    drawMessages(page);
    document.title = page.title;
    const fresh = page.querySelector("main").dataset;
    cursor = fresh.cursor;
    version = fresh.version;
    main.dataset.unseen = fresh.unseen ?? "";
    // A region that was in use is drawn a little later.
    drawnAt = Date.now() - (skipped ? agingMs - busyMs : 0);
  };

  const markSeen = () => {
    const upto = Number(main.dataset.unseen);
    if (document.hidden || !(upto > seenUpto)) return;
    seenUpto = upto;
    tell("seen", { upto });
  };

  // ---- drawing -----------------------------------------------------------
  const announce = (words) => {
    byId("news").textContent = words;
  };

  const showTyping = (types) => {
    byId("typing").hidden = !types;
    return false;
  };

  const showSignedOut = () => {
    signedOut = true;
    byId("signed-out").hidden = false;
  };

  const isChanged = (control) => {
    if (control.type === "hidden") return false;
    if (control.options) {
      return [...control.options].some((o) => o.selected !== o.defaultSelected);
    }
    return control.value !== control.defaultValue;
  };

  // Somebody types, chooses or marks something in it: leave it alone.
  const isInUse = (region) => {
    const controls = [...region.querySelectorAll("input, select, textarea")];
    if (controls.includes(document.activeElement)) return true;
    if (controls.some(isChanged)) return true;
    const selection = getSelection();
    return !selection.isCollapsed && selection.rangeCount > 0 &&
      selection.getRangeAt(0).intersectsNode(region);
  };

  const swap = (region, fresh) => {
    const focused = region.contains(document.activeElement) &&
      document.activeElement.id;
    const scrolled = [...region.querySelectorAll(".scroll")]
      .map((e) => e.scrollLeft);
    region.replaceChildren(...fresh.childNodes);
    region.querySelectorAll(".scroll").forEach((e, i) => {
      e.scrollLeft = scrolled[i] ?? 0;
    });
    if (!focused) return;
    region.tabIndex = -1; // for when what had the focus is gone
    (byId(focused) ?? region).focus({ preventScroll: true });
  };

  const drawRegions = (page) => {
    let skipped = false;
    for (const region of document.querySelectorAll("[data-refresh]")) {
      const name = CSS.escape(region.dataset.refresh);
      const fresh = page.querySelector(`[data-refresh="${name}"]`);
      if (!fresh) continue;
      if (isInUse(region)) skipped = true;
      else swap(region, fresh);
    }
    return skipped;
  };

  // New ones are added at the end, changed ones (seen, removed) replaced; the
  // reader stays where they are unless that was the end.
  const drawMessages = (page) => {
    const list = byId("messages");
    if (!list) return;
    const log = byId("log");
    const atEnd = log.scrollTop > -40;
    const before = log.scrollHeight;
    for (const fresh of [...page.getElementById("messages").children]) {
      const old = byId(fresh.id);
      if (!old) list.append(fresh);
      else if (!old.isEqualNode(fresh)) old.replaceWith(fresh);
    }
    if (!atEnd) log.scrollTop -= log.scrollHeight - before;
    drawShown(page);
  };

  // Every form that may close says how much was shown before it, also one
  // that is in use and was not drawn anew.
  const drawShown = (page) => {
    const { value } = page.querySelector("[name=shown]");
    for (const field of document.querySelectorAll("[name=shown]")) {
      field.value = value;
    }
  };

  // ---- drafts ------------------------------------------------------------
  const draftName = `${draftPrefix}${login}:${conversation}`;

  const keepDraft = () => {
    const text = byId("text").value;
    const kind = byId("m-note").checked ? "note" : "reply";
    const draft = { text, kind, key: byId("key").value };
    if (text) localStorage.setItem(draftName, JSON.stringify(draft));
    else localStorage.removeItem(draftName);
    byId("draft-saved").hidden = !text;
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
    byId("text").value = draft.text;
    byId("key").value = draft.key;
    if (draft.kind === "note") byId("m-note").checked = true;
    byId("draft-saved").hidden = false;
  };

  const dropDrafts = () => {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(draftPrefix))
      .forEach((name) => localStorage.removeItem(name));
  };

  const tellTyping = () => {
    if (byId("m-note").checked || Date.now() - typedAt < typingMs) return;
    typedAt = Date.now();
    tell("typing", {});
  };

  // ---- events ------------------------------------------------------------
  const startRefreshing = () => {
    const pause = byId("pause");
    pause.hidden = false;
    pause.addEventListener("click", () => {
      timer.paused = !timer.paused;
      pause.setAttribute("aria-pressed", String(timer.paused));
      if (timer.paused) timer.next();
      else timer.run();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) timer.next();
      else if (!timer.paused) timer.run();
    });
    timer.next();
  };

  const startComposer = () => {
    bringDraft();
    byId("text").addEventListener("input", () => {
      keepDraft();
      tellTyping();
    });
    for (const id of ["m-reply", "m-note"]) {
      byId(id).addEventListener("change", keepDraft);
    }
    byId("text").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const note = byId("m-note").checked;
      byId("composer").requestSubmit(byId(note ? "save-note" : "send"));
    });
    markSeen();
  };

  byId("sign-out")?.addEventListener("submit", dropDrafts);
  if (conversation) startComposer();
  if (poll) startRefreshing();
})();
