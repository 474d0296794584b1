// One request and its answer, or what it was refused for.
import { SUPPORT } from './settings.js';
import { state } from './state.js';

const GIVE_UP_MS = 20000;

export const refuse = (status, code, message, wait = 0, field = '') =>
  Object.assign(new Error(message), { status, code, wait, field });

export const cut = () => refuse(0);

export function parsed(text) {
  try {
    return JSON.parse(text) || {};
  } catch {
    return {};
  }
}

// Somebody on the way, without a code of ours, has not refused anything.
export function refusal(status, text, after) {
  const { code, message, field } = parsed(text).error || {};
  return refuse(code ? status : 0, code, message, after * 1000 || 0, field);
}

// GET without a body, POST with one; null for "nothing new".
export async function call(path, body,
                           { token = state.kept.token, stop, isText } = {}) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers['X-Support-Token'] = token;
  const patience = AbortSignal.timeout(GIVE_UP_MS);
  try {
    const answer = await fetch(new URL('api/' + path, SUPPORT), {
      method: body ? 'POST' : 'GET', body: body && JSON.stringify(body),
      headers, credentials: 'omit', cache: 'no-store',
      signal: stop ? AbortSignal.any([stop.signal, patience]) : patience,
    });
    const text = await answer.text();
    if (answer.ok) return isText ? text : text ? JSON.parse(text) : null;
    throw refusal(answer.status, text, answer.headers.get('Retry-After'));
  } catch (error) {
    throw 'wait' in error ? error : cut();
  }
}

export const of = (what, id = state.kept.id) => `conversation/${id}/${what}`;
