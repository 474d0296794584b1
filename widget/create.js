// The first thing said opens a conversation: one, whoever asks.
import { call, cut } from './api.js';
import { renew } from './identity.js';
import { GUEST, newest, random, read, unsent, write } from './kept.js';
import { adopt, isMine } from './outbox.js';
import { save, state } from './state.js';

// Two tabs, or words and a file, must not open two conversations.
export function create(item) {
  create.busy ??= alone(() => createOnce(item))
    .finally(() => { create.busy = null; });
  return create.busy;
}

// Locks want HTTPS and storage; else the record has to do.
async function alone(work) {
  let begun;
  const once = () => begun = work();
  try {
    return await navigator.locks.request(state.slot, once);
  } catch (error) {
    if (begun) throw error;
    return work();
  }
}

async function createOnce(item) {
  const [{ token: theirs, id } = {}] = await newest(state.slot);
  if (!isMine(item)) throw cut();
  state.kept = read(state.slot);
  if (id && !state.kept.id) save({ token: theirs, id });
  if (state.kept.id) return null;
  const mine = state.kept.token;
  const guest = state.identity && !mine ? read(GUEST) : {};
  const token = mine || guest.token || random(32);
  const { text, file, key } = item;
  // What was cut may have opened it: only the same words find that again.
  const first = state.kept.first || { text, key: key + (file ? 'c' : '') };
  save(guest.token ? { first } : { token, first });
  const answer = await open(item, first, token);
  if (!isMine(item)) throw cut();
  save({ token: answer.token, id: answer.conversation, read: guest.read,
    first: null });
  if (!guest.token) return answer;
  write(GUEST, null);
  unsent(GUEST).forEach(adopt);
  return { ...answer, resync: true };
}

async function open(item, first, token, isSecond) {
  try {
    const answer = await call('conversation/create/', { ...first,
      ...state.kept.who, identity: state.identity || undefined,
      page: location.origin + location.pathname,
    }, { token });
    if (!answer?.conversation) throw cut();
    return { ...answer, token, key: first.key };
  } catch (error) {
    if (!isMine(item)) throw error;
    if (isSecond) throw error;
    if (error.code === 'identity_expired') await renew();
    else if (error.status !== 401 && error.status !== 410) throw error;
    else save({ token: token = random(32) });
    return open(item, first, token, true);
  }
}
