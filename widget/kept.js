// What this browser keeps between pages: one record a person (their token,
// conversation, draft and what is unsent), in localStorage, or in memory where
// that is denied or full.
import { SUPPORT } from './settings.js';

const PREFIX = `bookshop-chat ${SUPPORT.origin} `;
export const GUEST = PREFIX + 'guest';

// Stands for what was forgotten, until the spare has forgotten it as well.
const GONE = '{"at":1e15}';

const PATIENCE_MS = 5000;
export const memory = {};    // where storage is denied or full

export function read(slot) {
  if (slot in memory || !slot) return memory[slot] || {};
  try {
    return JSON.parse(localStorage.getItem(slot)) || {};
  } catch {
    return {};
  }
}

export function write(slot, record) {
  try {
    if (!slot || slot in memory) throw 0;
    if (!record && !(slot in localStorage)) return;
    const text = record ? JSON.stringify(record) : GONE;
    if (record || !spare) localStorage.setItem(slot, text);
    else localStorage.removeItem(slot);
    inSpare((all) => {
      if (record) return all.put(record, slot);
      all.delete(slot);
      if (localStorage[slot] === GONE) localStorage.removeItem(slot);
    });
  } catch {
    memory[slot] = record;
  }
}

// localStorage is on disk seconds later, this at once: for a browser that is
// killed meanwhile.  Kept open, so that to forget is one step, even for a page
// that is about to end.
let spare;

function inSpare(work, failed) {
  try {
    if (spare) {
      const all = spare.transaction(PREFIX, 'readwrite').objectStore(PREFIX);
      work(all);
      return all.transaction.commit();
    }
    const opening = indexedDB.open(PREFIX);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PREFIX);
    opening.onsuccess = () => {
      spare = opening.result;
      inSpare(work, failed);
    };
  } catch {
    failed?.();
  }
}

// As the last tab left it, which localStorage may tell late.
export const newest = (slot) => new Promise((done) => {
  const nothing = () => done({});
  setTimeout(nothing, PATIENCE_MS);
  inSpare((all) => {
    all.get(slot).onsuccess = ({ target }) => done(target.result || {});
  }, nothing);
});

// Once a page: was anything lost?  To open the spare is to make it: so asks
// first whether it is there.
export async function recover(slot) {
  const { at = 0 } = read(slot);
  const all = await indexedDB.databases();
  if (spare || !all.some(({ name }) => name === PREFIX)) return false;
  const record = await newest(slot);
  const { at: now = 0 } = read(slot);
  if (at === 1e15) write(slot, null);
  if (now !== at || !(record.at > at)) return false;
  localStorage.setItem(slot, JSON.stringify(record));
  return true;
}

export function anythingStored() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(PREFIX));
  } catch {
    return false;
  }
}

// As base64url; randomUUID would want HTTPS.
export function random(bytes) {
  const raw = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...raw))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

export function slotOf(identity) {
  if (!identity) return GUEST;
  try {
    const part = identity.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return PREFIX + 'sub ' + JSON.parse(atob(part)).sub;
  } catch {
    return PREFIX + 'sub';
  }
}
