// Tells an agent who looks elsewhere that somebody waits: a sound, repeated
// until everybody has an answer, and a desktop notification.  Both are off
// until they are switched on here, by this agent in this browser.
"use strict";

(() => {
  // ---- settings ----------------------------------------------------------
  const againMs = 20000;
  const calmMs = 2000; // between two sounds, from whichever tab
  const tickMs = 1000;
  const notes = [880, 1174.7]; // Hz
  const noteS = 0.16;

  // ---- state -------------------------------------------------------------
  const byId = (id) => document.getElementById(id);
  const { login } = document.body.dataset;
  const { local } = window.supportPage;
  const name = `support-alerts:${login}`;
  const rangName = `support-rang:${login}`; // when any tab last did

  let choice = { sound: false, notify: false, text: false };
  let speaker = null;
  let waiting = 0;
  let newest = ""; // when the latest message came that was told about
  let paused = false;

  const read = () => {
    try {
      choice = { ...choice, ...JSON.parse(local.getItem(name)) };
    } catch {
      local.removeItem(name);
    }
  };

  const choose = (change) => {
    choice = { ...choice, ...change };
    local.setItem(name, JSON.stringify(choice));
    draw();
  };

  // ---- sound -------------------------------------------------------------
  const makeSpeaker = () => {
    speaker ??= new AudioContext();
    return speaker;
  };

  const playNote = (at, hertz) => {
    const tone = speaker.createOscillator();
    const loudness = speaker.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.2, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + noteS);
    tone.connect(loudness).connect(speaker.destination);
    tone.start(at);
    tone.stop(at + noteS);
  };

  const play = async () => {
    const sounding = makeSpeaker();
    // A browser may want a click on each page before it lets it sound.
    if (sounding.state === "suspended") await sounding.resume();
    notes.forEach((hertz, i) =>
      playNote(sounding.currentTime + i * noteS, hertz));
  };

  const ring = () => {
    local.setItem(rangName, String(Date.now()));
    play().catch(() => null);
  };

  const sinceRing = () =>
    Date.now() - Number(local.getItem(rangName) ?? 0);

  const ringAgain = () => {
    if (!choice.sound || paused || waiting === 0) return;
    if (sinceRing() >= againMs) ring();
  };

  // ---- notifications -----------------------------------------------------
  const mayNotify = () =>
    "Notification" in window && Notification.permission === "granted";

  const notify = (row) => {
    const body = choice.text ? row.preview : "Open it to read the message.";
    const shown = new Notification(`New message from ${row.name}`,
      { body, tag: row.id });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(row.url);
    });
  };

  const switchNotifications = async () => {
    if (choice.notify && mayNotify()) return choose({ notify: false });
    const answer = await Notification.requestPermission();
    choose({ notify: answer === "granted" });
  };

  // ---- news --------------------------------------------------------------
  // When this page was asked for, by the server's clock: what is older was on
  // it.
  const begin = (now) =>
    new Date(Date.parse(now.iso) - performance.now()).toISOString();

  const hear = ({ counts, latest, now }) => {
    waiting = counts.awaiting;
    newest ||= begin(now);
    const news = (latest ?? []).filter(({ last }) => last > newest);
    newest = news.reduce((most, { last }) => last > most ? last : most, newest);
    if (news.length && choice.sound && sinceRing() >= calmMs) ring();
    const looksHere = !document.hidden && document.hasFocus();
    if (choice.notify && mayNotify() && !looksHere) news.forEach(notify);
  };

  // ---- drawing -----------------------------------------------------------
  const words = () => {
    if (!("Notification" in window)) return "Notifications: not in this browser";
    if (Notification.permission === "denied") {
      return "Notifications are blocked by the browser";
    }
    return choice.notify && mayNotify() ? "Notifications are on"
      : "Enable notifications";
  };

  const draw = () => {
    if (!byId("alerts")) return;
    const isOn = choice.notify && mayNotify();
    byId("sound").setAttribute("aria-pressed", String(choice.sound));
    byId("notify").setAttribute("aria-pressed", String(isOn));
    byId("notify-words").textContent = words();
    byId("notify").disabled = !("Notification" in window) ||
      Notification.permission === "denied";
    byId("notify-text").checked = choice.text;
    byId("alerts-state").textContent =
      choice.sound || isOn ? "Alerts on" : "Alerts off";
  };

  // ---- events ------------------------------------------------------------
  const startBox = () => {
    byId("alerts").hidden = false;
    byId("sound").addEventListener("click", () => {
      choose({ sound: !choice.sound });
      if (choice.sound) ring();
    });
    byId("notify").addEventListener("click", switchNotifications);
    byId("notify-text").addEventListener("change", (event) =>
      choose({ text: event.target.checked }));
  };

  // A box that opened over the page goes when somebody turns elsewhere.
  const leaveBox = (event) => {
    const box = byId("alerts");
    if (!box?.open) return;
    const isEscape = event.type === "keydown" && event.key === "Escape";
    if (isEscape) byId("alerts-state").parentElement.focus();
    if (isEscape || (event.type === "pointerdown" &&
        !box.contains(event.target))) box.open = false;
  };

  read();
  draw();
  if (byId("alerts")) startBox();
  document.addEventListener("pointerdown", leaveBox);
  document.addEventListener("keydown", leaveBox);
  document.addEventListener("support:news", ({ detail }) => hear(detail));
  document.addEventListener("support:paused", ({ detail }) => {
    paused = detail;
  });
  window.addEventListener("storage", ({ key }) => {
    if (key !== name) return;
    read();
    draw();
  });
  setInterval(ringAgain, tickMs);
})();
