// A sound for what staff say: off until somebody wants it, and one for all
// tabs.  What is kept is when it was last heard.
import { read, write } from './kept.js';

const SOUND = 'bookshop-sound';
const APART_MS = 3000;
let speaker;

export const isSounding = () => read(SOUND).rang >= 0;

export function toggleSound() {
  write(SOUND, isSounding() ? null : { rang: 0 });
}

export function ring() {
  const now = Date.now();
  if (!(now - read(SOUND).rang > APART_MS)) return;
  write(SOUND, { rang: now });
  play(now).catch(() => {});
}

// A browser may want a click on the page first: then it is too late.
async function play(then) {
  speaker ??= new AudioContext();
  if (speaker.state !== 'running') await speaker.resume();
  if (Date.now() - then < 1000) chime(speaker.currentTime);
}

function chime(at) {
  const tone = speaker.createOscillator();
  const loudness = speaker.createGain();
  tone.frequency.value = 880;
  loudness.gain.setValueAtTime(0.15, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
  tone.connect(loudness).connect(speaker.destination);
  tone.start(at);
  tone.stop(at + 0.5);
}
