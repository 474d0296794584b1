// What is now.
import { read, write } from './kept.js';

export const state = {
  slot: '',       // whose record, '' until we know
  kept: {},       // that record: at (when it was written), token, id, first,
                  // read, was, draft, typed (when), who, asked, skip, open
  identity: '',
  ask: null,
  config: null,
  open: false,
  outbox: [],     // not yet on the server, in order
  notice: '',     // the last refusal, until the next act
  ...nothingSaid(),
};

export function nothingSaid() {
  return { entries: [], cursor: '', before: null, seen: 0, told: 0, last: 0,
    theirs: 0, status: '', agent: '', typing: '', fresh: 0, atEnd: true,
    full: false, isListed: false, answered: false, due: '' };
}

// Reads again before it writes: another tab may have been here.
export function save(patch) {
  const { slot, open } = state;
  const record = { ...read(slot), open, ...patch, at: Date.now() };
  if ('draft' in patch) record.typed = record.at;
  for (const key in record) if (!record[key]) delete record[key];
  const worth = record.token || record.draft || record.first ||
    record.asked || Object.values(record.who || {}).some(Boolean);
  write(slot, worth && record);
  state.kept = worth ? record : {};
}

export const isTalk = (entry) => ['message', 'file'].includes(entry?.kind);

export const unread = () => state.entries.filter((entry) => isTalk(entry) &&
  !entry.me && entry.n > (state.kept.read || 0)).length;

// Of a cursor, in the conversation's file.
export const place = (cursor) => parseInt(cursor) || 0;

export const limits = () => state.config?.limits || {};
