// What this browser keeps between pages: one record a person (their token,
// conversation, draft and what is unsent), in localStorage, or in memory where
// that is denied or full.
import { SUPPORT } from './settings.js';

const PREFIX = `bookshop-chat ${SUPPORT.origin} `;
export const GUEST = PREFIX + 'guest';
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
    if (record) localStorage.setItem(slot, JSON.stringify(record));
    else localStorage.removeItem(slot);
  } catch {
    memory[slot] = record;
  }
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
