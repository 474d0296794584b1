// Stand-ins for what a test cannot hear or see: loudspeaker, desktop
// notifications, a window that nobody looks at.
//
// window.rings counts sounds, window.asked requests for permission,
// window.notified has what was shown, window.shown the last of them;
// look(false) hides the page.
export function stubs() {
  window.rings = 0;
  window.asked = 0;
  window.notified = [];
  const node = () => ({ connect: (next) => next, start() {}, stop() {},
    frequency: {}, gain: { setValueAtTime() {},
      exponentialRampToValueAtTime() {} } });
  window.AudioContext = class {
    state = 'running';
    currentTime = 0;
    destination = {};
    createGain() { return node(); }
    createOscillator() {
      const tone = node();
      // A sound may have two notes; the first begins at once.
      tone.start = (at) => { if (at === 0) window.rings += 1; };
      return tone;
    }
  };
  window.Notification = class extends EventTarget {
    static permission = 'default';
    static async requestPermission() {
      window.asked += 1;
      this.permission = 'granted';
      return 'granted';
    }
    constructor(title, { body }) {
      super();
      window.notified.push(`${title}: ${body}`);
      window.shown = this;
    }
  };
  let isLookedAt = true;
  Object.defineProperty(document, 'hidden', { get: () => !isLookedAt });
  document.hasFocus = () => isLookedAt;
  window.look = (looks) => {
    isLookedAt = looks;
    document.dispatchEvent(new Event('visibilitychange'));
  };
}
