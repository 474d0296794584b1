// Warns staff ten minutes before their session ends, and renews it.  What the
// server tells is how many seconds are left; it is asked again before a
// warning, as another tab may have been in use, or this machine asleep.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const warnS = 600;
  const againMs = 30000; // after an error
  const page = "/support/agent/account/";

  // ---- state -------------------------------------------------------------
  const byId = (id) => document.getElementById(id);
  let timer = 0;

  // ---- talking to the server ---------------------------------------------
  // With X-Refresh it is a look, without it is activity.
  const ask = async (headers) => {
    try {
      const answer = await fetch(page, { headers, cache: "no-store" });
      if (answer.redirected) return show("You are signed out.", false);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const text = await answer.text();
      watch(new DOMParser().parseFromString(text, "text/html").body.dataset);
    } catch {
      lookIn(againMs);
    }
  };

  const lookIn = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(ask, ms, { "X-Refresh": "1" });
  };

  // ---- drawing -----------------------------------------------------------
  const show = (words, canStay) => {
    if (byId("ending-words").textContent !== words) {
      byId("ending-words").textContent = words;
    }
    byId("stay").hidden = !canStay;
    byId("ending").hidden = false;
  };

  const watch = ({ idleS, wholeS }) => {
    const isWhole = Number(wholeS) <= Number(idleS);
    const left = Math.min(idleS, wholeS);
    if (left > warnS) {
      byId("ending").hidden = true;
      return lookIn((left - warnS) * 1000);
    }
    show(isWhole
      ? "Your session ends within 10 minutes. Finish what you are writing, " +
        "then sign out and in again."
      : "You will be signed out within 10 minutes, as nothing was done here.",
    !isWhole);
    lookIn((left + 1) * 1000);
  };

  // ---- events ------------------------------------------------------------
  if (!document.body.dataset.wholeS) return;
  byId("stay").addEventListener("click", () => ask({}));
  watch(document.body.dataset);
})();
