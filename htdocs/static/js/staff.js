// Keeps a staff page fresh.  Every page works without it: forms are sent by the
// browser, and what is drawn comes from the server.  A page's own script
// (conversation.js) joins in through window.supportPage; alerts.js hears of
// each look at the lists by the event "support:news".
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const lists = "/support/agent/api/conversations/";
  const pollMs = 2000;
  const calmMs = 10000; // between looks at the lists from another page
  const hiddenMs = 60000; // in a hidden tab
  const longestWaitMs = 60000; // after errors
  const agingMs = 30000; // waiting times are drawn anew at least this often
  const busyMs = 5000; // until a region that was in use is tried again
  const draftPrefix = "support-draft:";

  // ---- state -------------------------------------------------------------
  const main = document.querySelector("main");
  const poll = main?.dataset.poll;
  const isList = poll === lists;
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];

  let version = main?.dataset.version ?? "";
  let waiting = null; // how many; null: not known yet
  let drawnAt = Date.now();
  let listsAt = Date.now();
  let signedOut = false;

  // A browser that keeps nothing: then it lasts as long as the page.
  const inMemory = () => {
    const kept = new Map();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, value),
      removeItem: (name) => kept.delete(name),
    };
  };
  const storeOf = (name) => {
    try {
      return window[name] ?? inMemory();
    } catch {
      return inMemory(); // only to look at it is forbidden
    }
  };

  // What a page's own script may use, and what it may replace: what it asks,
  // drawing besides the regions, and what it does after each look.
  const own = window.supportPage = {
    local: storeOf("localStorage"),
    session: storeOf("sessionStorage"),
    ask: (url, accept) => ask(url, accept),
    announce: (words) => announce(words),
    refresh: () => timer.run(),
    news: async () => false,
    drew() {},
    done() {},
  };

  // ---- the one timer -----------------------------------------------------
  const timer = {
    id: 0,
    failures: 0,
    paused: false,
    wait() {
      const usual = poll ? pollMs : calmMs;
      const slow = Math.min(usual * 2 ** this.failures, longestWaitMs);
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
      if (byId("lost")) byId("lost").hidden = this.failures < 2 || signedOut;
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

  // A hidden tab looks at the lists alone, for the title and the alerts; it is
  // drawn when somebody looks at it again.
  const refresh = async () => {
    if (isList) await refreshList();
    else await refreshOther();
  };

  const refreshList = async () => {
    const news = await newsInLists();
    if (signedOut || document.hidden) return;
    if (news) announceChange(await redraw(), news);
    else if (Date.now() - drawnAt > agingMs) await redraw();
    own.done();
  };

  // It goes on when the lists cannot be read.
  const refreshOther = async () => {
    const isDue = document.hidden || Date.now() - listsAt >= calmMs;
    if (isDue) await newsInLists().catch(() => null);
    if (signedOut || document.hidden || !poll) return;
    const changed = await own.news();
    if (signedOut) return;
    if (changed || Date.now() - drawnAt > agingMs) await redraw();
    own.done();
  };

  // What the lists say if they changed, else null.
  const newsInLists = async () => {
    const shown = all("[data-here]").map((e) => e.dataset.here).join(",");
    const answer = await ask(`${lists}?version=${version}&here=${shown}`,
      "application/json");
    if (signedOut) return null;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const news = await answer.json();
    listsAt = Date.now();
    showNews(news);
    const isNew = String(news.version) !== version;
    if (!isList) version = String(news.version);
    return isNew ? news : null;
  };

  // The page itself, made anew by the server: its regions replace ours.  How
  // many conversations look different now.
  const redraw = async () => {
    const answer = await ask(location.href, "text/html");
    if (signedOut) return 0;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const page = new DOMParser().parseFromString(
      await answer.text(), "text/html");
    const before = stamps();
    const skipped = drawRegions(page);
    own.drew(page);
    document.title = page.title;
    showWaiting(waiting);
    if (isList) ({ version } = page.querySelector("main").dataset);
    // A region that was in use is drawn a little later.
    drawnAt = Date.now() - (skipped ? agingMs - busyMs : 0);
    const isNew = ([id, stamp]) => before.get(id) !== stamp;
    return [...stamps()].filter(isNew).length;
  };

  // ---- drawing -----------------------------------------------------------
  const announce = (words) => {
    if (byId("news")) byId("news").textContent = words;
  };

  // One sentence for however many rows.
  const announceChange = (count, news) => {
    if (signedOut) return;
    const { awaiting, unassigned } = news.counts;
    const what = count === 1 ? "1 conversation updated. "
      : count ? `${count} conversations updated. ` : "";
    announce(`${what}${awaiting} awaiting us, ${unassigned} unassigned.`);
  };

  const showSignedOut = () => {
    signedOut = true;
    // Whoever is signed out hears of no answer: no alert may go on for ever.
    document.dispatchEvent(new CustomEvent("support:paused", { detail: true }));
    if (byId("signed-out")) byId("signed-out").hidden = false;
  };

  const showWaiting = (count) => {
    if (count === null) return;
    const title = document.title.replace(/^\(\d+\) /, "");
    document.title = count ? `(${count}) ${title}` : title;
  };

  // What comes with every look, changed or not.
  const showNews = (news) => {
    waiting = news.counts.awaiting;
    showWaiting(waiting);
    for (const place of all("[data-here]")) {
      const words = news.here[place.dataset.here] ?? "";
      if (place.textContent !== words) place.textContent = words;
      place.hidden = !words;
    }
    const updated = byId("updated");
    if (updated) {
      updated.textContent = news.now.time;
      updated.dateTime = news.now.iso;
    }
    document.dispatchEvent(new CustomEvent("support:news", { detail: news }));
  };

  const isChanged = (control) => {
    if (control.type === "hidden") return false;
    if (control.options) {
      return [...control.options].some((o) => o.selected !== o.defaultSelected);
    }
    // One without a value has "on" for it.
    if (control.type === "checkbox" || control.type === "radio") {
      return control.checked !== control.defaultChecked;
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

  // What each row says it shows, by its conversation.
  const stamps = () => new Map(
    all("[data-row]").map((row) => [row.dataset.row, row.dataset.stamp]));

  const drawRegions = (page) => {
    const had = document.activeElement;
    const around = had?.closest("[data-refresh]");
    let skipped = false;
    for (const region of all("[data-refresh]")) {
      const name = CSS.escape(region.dataset.refresh);
      const fresh = page.querySelector(`[data-refresh="${name}"]`);
      if (!fresh) continue;
      if (isInUse(region)) skipped = true;
      else window.supportRedraw(region, fresh);
    }
    if (around && document.activeElement !== had) giveBackFocus(had, around);
    return skipped;
  };

  // To the same thing where it stands now, or to what it stood in.
  const giveBackFocus = (had, around) => {
    const same = had.id && byId(had.id);
    if (!same) around.tabIndex = -1;
    (same || around).focus({ preventScroll: true });
  };

  // ---- drafts ------------------------------------------------------------
  // composer.js keeps them; who signs out takes them along, from any page.
  const dropDrafts = () => {
    Object.keys(own.local)
      .filter((name) => name.startsWith(draftPrefix))
      .forEach((name) => own.local.removeItem(name));
  };

  // ---- events ------------------------------------------------------------
  const startPausing = (pause) => {
    if (byId("reload")) byId("reload").hidden = true;
    pause.hidden = false;
    pause.addEventListener("click", () => {
      timer.paused = !timer.paused;
      pause.setAttribute("aria-pressed", String(timer.paused));
      if (byId("paused")) byId("paused").hidden = !timer.paused;
      document.dispatchEvent(
        new CustomEvent("support:paused", { detail: timer.paused }));
      if (timer.paused) timer.next();
      else timer.run();
    });
  };

  const startRefreshing = () => {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) timer.next();
      else if (!timer.paused) timer.run();
    });
    timer.next();
  };

  byId("sign-out")?.addEventListener("submit", dropDrafts);
  if (byId("pause")) startPausing(byId("pause"));
  if ("staff" in document.body.dataset) startRefreshing();
})();
