// Keys for those who work with the keyboard; "?" lists them.  None is taken
// while somebody types, and those of a single letter can be switched off.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const lists = "/support/agent/api/conversations/";
  const dashboard = "/support/agent/dashboard/";

  // ---- state -------------------------------------------------------------
  const byId = (id) => document.getElementById(id);
  const { login } = document.body.dataset;
  const { local } = window.supportPage;
  const singleName = `support-single-keys:${login}`;
  const conversation = byId("main")?.dataset.conversation;
  const dialog = byId("keys-dialog");

  const usesSingle = () => local.getItem(singleName) !== "off";

  // ---- where to go -------------------------------------------------------
  const rows = () => [...document.querySelectorAll('main a[id^="c-"]')];

  const focusRow = (step) => {
    const links = rows();
    const row = document.activeElement.closest("[data-row], tr");
    const here = links.findIndex((link) => link === document.activeElement ||
      row?.contains(link));
    const next = here < 0 ? 0
      : Math.min(Math.max(here + step, 0), links.length - 1);
    links[next]?.focus();
  };

  // The address of the conversation that awaits us before or after this one;
  // nothing when no other does.
  const neighbour = async (step) => {
    const answer = await fetch(lists, {
      headers: { "X-Refresh": "1", Accept: "application/json" },
      cache: "no-store",
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { open } = await answer.json();
    const others = open.filter(({ id, awaiting }) =>
      awaiting || id === conversation);
    const here = others.findIndex(({ id }) => id === conversation);
    const count = others.length;
    if (count - (here < 0 ? 0 : 1) < 1) return null;
    const at = here < 0 && step < 0 ? 0 : here;
    return others[(at + step + count) % count].url;
  };

  const goToNeighbour = async (step) => {
    const url = await neighbour(step);
    if (url) location.assign(url);
    else window.supportPage.announce("No other conversation awaits us.");
  };

  // ---- what the keys do --------------------------------------------------
  const move = (step) => {
    if (conversation) goToNeighbour(step).catch(() => null);
    else focusRow(step);
  };

  const close = () => byId("close")?.click();

  // Where it cannot be closed the form is sent once more, with the same key:
  // its page says why.
  const closeAndGo = async () => {
    const button = byId("close");
    if (!button) return;
    const { form } = button;
    try {
      const next = await neighbour(1);
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      location.assign(next ?? dashboard);
    } catch {
      form.requestSubmit(button);
    }
  };

  const search = () =>
    document.querySelector("main input[type=search], main #q")?.focus();

  const help = () => dialog.showModal();

  const withAlt = { j: () => move(1), k: () => move(-1), e: close,
    l: () => byId("text")?.focus() };
  const single = { "/": search, "?": help };

  // ---- events ------------------------------------------------------------
  const isTyping = ({ target, isComposing }) => isComposing ||
    target.isContentEditable || target.matches?.("textarea, select") ||
    target.matches?.("input:not([type=checkbox], [type=radio], [type=button])");

  // With Alt some keyboards give another letter.
  const letterOf = ({ key, code }) =>
    /^[a-z]$/i.test(key) ? key.toLowerCase() : code.slice(-1).toLowerCase();

  const actOf = (event) => {
    if (event.metaKey || event.getModifierState("AltGraph")) return null;
    if (event.altKey && event.ctrlKey) {
      return letterOf(event) === "e" ? closeAndGo : null;
    }
    if (event.altKey) return withAlt[letterOf(event)];
    return event.ctrlKey || !usesSingle() ? null : single[event.key];
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || dialog.open) return;
    const act = isTyping(event) ? null : actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  byId("shortcuts").hidden = false;
  byId("keys").addEventListener("click", help);
  byId("single-keys").checked = usesSingle();
  byId("single-keys").addEventListener("change", ({ target }) =>
    local.setItem(singleName, target.checked ? "on" : "off"));
})();
