// What this browser keeps between pages: one record a person (their token,
// conversation and draft) and one for each text that is unsent, in
// localStorage, or in memory where that is denied or full.
import { SUPPORT } from './settings.js';

const PREFIX = `bookshop-chat ${SUPPORT.origin} `;
export const GUEST = PREFIX + 'guest';
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
    if (!record && !spare && !(slot in localStorage)) return;
    if (record) localStorage.setItem(slot, JSON.stringify(record));
    else localStorage.removeItem(slot);
    sessionStorage[PREFIX] = Date.now();
    inSpare((all) =>
      (record ? all.put(record, slot) : all.delete(below(slot))));
  } catch {
    memory[slot] = record;
  }
}

// localStorage is on disk seconds later, this at once: for a browser that is
// killed meanwhile.  Kept open, so that to forget is one step, even for a page
// that is about to end.
let spare;

// A person's record and then those of their texts.
const below = (slot) => IDBKeyRange.bound(slot, slot + '\n~');

function inSpare(work, failed) {
  try {
    if (spare) {
      const all = spare.transaction(PREFIX, 'readwrite').objectStore(PREFIX);
      work(all);
      return all.transaction.commit();
    }
    const opening = indexedDB.open(PREFIX);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PREFIX);
    opening.onerror = failed;
    opening.onsuccess = () => {
      spare = opening.result;
      inSpare(work, failed);
    };
  } catch {
    failed?.();
  }
}

// As the last tab left them, which localStorage may tell late.
export const newest = (slot) => new Promise((done) => {
  const nothing = () => done([]);
  setTimeout(nothing, PATIENCE_MS);
  inSpare((all) => {
    all.getAll(below(slot)).onsuccess = ({ target }) => done(target.result);
  }, nothing);
});

// Once a page: was anything lost?  Not what this tab knew: the shop may have
// cleared it.  To open the spare is to make it: so asks first whether it is
// there.
export async function recover(slot) {
  const all = await indexedDB.databases();
  if (spare || !all.some(({ name }) => name === PREFIX)) return false;
  const known = sessionStorage[PREFIX] || 0;
  const lost = (await newest(slot)).filter((record) => record.at > known &&
    !(read(nameOf(slot, record)).at >= record.at));
  sessionStorage[PREFIX] = Date.now();
  for (const record of lost) {
    localStorage.setItem(nameOf(slot, record), JSON.stringify(record));
  }
  if (!lost[0] && !anythingStored()) write(slot, null);
  return lost[0];
}

function stored() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

export const anythingStored = () =>
  stored().some((name) => name.startsWith(PREFIX));

// Each text of its own: of one list, tabs that write at once would lose.
export const nameOf = (slot, { key }) => slot + (key ? '\n' + key : '');

export const unsent = (slot) => [...stored(), ...Object.keys(memory)]
  .filter((name) => name.startsWith(slot + '\n'))
  .map(read).filter(({ key }) => key).sort((one, two) => one.at - two.at);

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
