// Keeps a staff page fresh.  Every page works without it: forms are sent by the
// browser, and what is drawn comes from the server.  A page's own script
// (conversation.js) joins in through window.supportPage.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const pollMs = 2000;
  const hiddenMs = 60000; // in a hidden tab
  const longestWaitMs = 60000; // after errors
  const agingMs = 30000; // waiting times are drawn anew at least this often
  const busyMs = 5000; // until a region that was in use is tried again
  const draftPrefix = "support-draft:";

  // ---- state -------------------------------------------------------------
  const main = document.querySelector("main");
  const poll = main?.dataset.poll;
  const byId = (id) => document.getElementById(id);

  let version = main?.dataset.version;
  let drawnAt = Date.now();
  let signedOut = false;

  // What a page's own script may replace: what it asks, drawing besides the
  // regions, and what it does after each look.
  const own = window.supportPage = {
    ask: (url, accept) => ask(url, accept),
    announce: (words) => announce(words),
    refresh: () => timer.run(),
    news: () => newsInLists(),
    drew() {},
    done() {},
  };

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

  const refresh = async () => {
    const changed = await own.news();
    if (signedOut) return;
    if (changed || Date.now() - drawnAt > agingMs) await redraw();
    own.done();
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
    own.drew(page);
    document.title = page.title;
    version = page.querySelector("main").dataset.version;
    // A region that was in use is drawn a little later.
    drawnAt = Date.now() - (skipped ? agingMs - busyMs : 0);
  };

  // ---- drawing -----------------------------------------------------------
  const announce = (words) => {
    byId("news").textContent = words;
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

  // ---- drafts ------------------------------------------------------------
  // composer.js keeps them; who signs out takes them along, from any page.
  const dropDrafts = () => {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(draftPrefix))
      .forEach((name) => localStorage.removeItem(name));
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

  byId("sign-out")?.addEventListener("submit", dropDrafts);
  if (poll) startRefreshing();
})();
