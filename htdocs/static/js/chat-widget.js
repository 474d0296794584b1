// The chat in the corner of every page of a shop, in a shadow root.  It asks
// the server for nothing until it is used or a conversation exists, and stores
// nothing until something is typed.  Text becomes text nodes, never markup.
(() => {
  'use strict';

  const script = document.currentScript;

  // A swapped body runs the line again, perhaps for someone else.
  if (window.SupportChat) {
    window.SupportChat.identify(script.dataset.identity);
    return;
  }

  // ---- Settings

  const SUPPORT = new URL('../../', script.src);
  const QUIET_MS = 20000;     // between polls while closed
  const GIVE_UP_MS = 20000;
  const LONGEST_MS = 60000;   // after errors
  const DRAFT_MS = 400;
  const TYPING_MS = 3000;
  const PASS_MS = 5000;
  const FRESH_MS = 600000;    // an unsent text still goes by itself
  const FINAL = [400, 403, 409, 413, 415, 422];   // for that message only

  const SETTINGS = {
    side: setting('side', /^(left|right)$/),
    offset: setting('offset', /^[1-3]?\d{1,2}$/),
    color: setting('color', /^#([\da-f]{3}){1,2}$/i),
    title: setting('title', /^.{1,60}$/),
    url: setting('identity-url', /^(https?:\/\/|[/.?])\S*$/i),
    identity: setting('identity', /^[\w-]+\.[\w-]+\.[\w-]*$/),
  };

  function setting(name, shape) {
    const text = script.getAttribute('data-' + name)?.trim() || '';
    if (!text || shape.test(text)) return text;
    console.warn(`chat-widget: data-${name} is not understood`);
    return '';
  }

  // ---- Strings

  const STRINGS = {
    en: {
      chat: 'Chat',
      open: 'Open chat',
      unread: { one: '{n} new message', other: '{n} new messages' },
      close: 'Close chat',
      title: '{shop} support',
      messages: 'Messages',
      write: 'Write a message',
      attach: 'Attach files',
      send: 'Send',
      you: 'You',
      automatic: 'Automatic reply',
      online: 'We are online',
      away: 'We are away',
      here: '{name} is here',
      offline: 'No connection',
      offlineLong: 'You are offline. Messages are sent when the connection ' +
        'is back.',
      lost: 'Not reachable',
      lostLong: 'The chat cannot be reached. We try again in {n} s.',
      tryNow: 'Try now',
      awayLong: 'Nobody is here now. Write to us: we answer when we are back.',
      signIn: 'Please sign in to the shop to write to us.',
      sending: 'Sending',
      waiting: 'Waiting',
      cut: 'Waiting for connection',
      sent: 'Sent',
      seen: 'Seen',
      failed: 'Not sent',
      failedLong: 'Not sent. Your message is kept here.',
      retry: 'Retry',
      remove: 'Delete',
      removeFile: 'Remove {name}',
      busy: 'A little too fast. We send it in {n} s.',
      tooLong: 'This message is too long: {n} characters of {limit}.',
      tooLarge: '{name} is too large: at most {size}.',
      badType: '{name} cannot be sent: only {types}.',
      upload: 'Uploading {name}',
      gone: 'This chat is no longer there. Write to start a new chat.',
      full: 'This chat is full.',
      reopen: 'Write to open this chat again.',
      fresh: 'Start a new chat',
      older: 'Show earlier messages',
      joined: '{name} has joined the chat',
      closed: 'Chat closed',
      closedBy: '{name} closed this chat',
      erased: 'A message was removed',
      typing: '{name} is typing',
      file: 'Open {name}',
    },
  };
  const page = document.documentElement.lang.slice(0, 2);
  const LANGUAGE = STRINGS[page] ? page : 'en';
  const WORDS = { ...STRINGS.en, ...STRINGS[LANGUAGE] };
  const PLURAL = new Intl.PluralRules(LANGUAGE);
  // The browser knows whether 2 pm or 14:00 is meant.
  const LOCALE = navigator.language?.startsWith(LANGUAGE)
    ? navigator.language : LANGUAGE;

  function t(name, values = {}) {
    const found = WORDS[name];
    const text = found[PLURAL.select(values.n || 0)] || found.other || found;
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  const dated = (date, options) =>
    new Intl.DateTimeFormat(LOCALE, options).format(date);

  function dayName(date) {
    const [now, then] = [Date.now(), date].map((day) =>
      new Date(day).setHours(0, 0, 0, 0));
    const days = Math.round((now - then) / 864e5);
    if (days > 1) return dated(date, { dateStyle: 'full' });
    return new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' })
      .format(-days, 'day');
  }

  const SIZE = new Intl.NumberFormat(LOCALE, { notation: 'compact',
    style: 'unit', unit: 'byte', unitDisplay: 'narrow' });

  // ---- State

  const PREFIX = `bookshop-chat ${SUPPORT.origin} `;
  const GUEST = PREFIX + 'guest';

  const state = {
    slot: '',       // whose record, '' until we know
    kept: {},       // that record: token, id, read, draft, open, out
    identity: '',
    ask: null,
    config: null,
    open: false,
    outbox: [],     // not yet on the server, in order
    notice: '',     // the last refusal, until the next act
    ...nothingSaid(),
  };

  function nothingSaid() {
    return { entries: [], cursor: '', before: null, seen: 0, told: 0, last: 0,
      theirs: 0, status: '', agent: '', typing: '', fresh: 0, atEnd: true,
      full: false };
  }

  const memory = {};    // where storage is denied or full

  function read(slot) {
    if (slot in memory || !slot) return memory[slot] || {};
    try {
      return JSON.parse(localStorage.getItem(slot)) || {};
    } catch {
      return {};
    }
  }

  function write(slot, record) {
    try {
      if (!slot || slot in memory) throw 0;
      if (record) localStorage.setItem(slot, JSON.stringify(record));
      else localStorage.removeItem(slot);
    } catch {
      memory[slot] = record;
    }
  }

  // Reads again before it writes: another tab may have been here.
  function save(patch, slot = state.slot) {
    const record = { ...read(slot), open: state.open, ...patch };
    for (const key in record) if (!record[key]) delete record[key];
    if (!record.out?.length) delete record.out;
    const worth = record.token || record.draft || record.out;
    write(slot, worth && record);
    if (slot === state.slot) state.kept = worth ? record : {};
  }

  function anythingStored() {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith(PREFIX));
    } catch {
      return false;
    }
  }

  // As base64url; randomUUID would want HTTPS.
  function random(bytes) {
    const raw = crypto.getRandomValues(new Uint8Array(bytes));
    return btoa(String.fromCharCode(...raw))
      .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  }

  function slotOf(identity) {
    if (!identity) return GUEST;
    try {
      const part = identity.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
      return PREFIX + 'sub ' + JSON.parse(atob(part)).sub;
    } catch {
      return PREFIX + 'sub';
    }
  }

  const isLost = () => line.fails > (state.config ? 2 : 0);

  const isTalk = ({ kind }) => kind === 'message' || kind === 'file';

  const isTheirs = ({ record }) => isTalk(record) &&
    record.from !== 'customer';

  const unread = () => state.entries.filter((entry) => isTheirs(entry) &&
    entry.n > (state.kept.read || 0)).length;

  // ---- Talking to the server

  const refuse = (status, code, message, wait = 0) =>
    Object.assign(new Error(message), { status, code, wait });

  const cut = () => refuse(0);

  // A page of the web server says nothing.
  function parsed(text) {
    try {
      return JSON.parse(text) || {};
    } catch {
      return {};
    }
  }

  function refusal(status, text, after) {
    const { code, message } = parsed(text).error || {};
    return refuse(status, code, message, after * 1000 || 0);
  }

  // GET without a body, POST with one; null for "nothing new".
  async function call(path, body, { token = state.kept.token, stop } = {}) {
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
      if (answer.ok) return text ? JSON.parse(text) : null;
      throw refusal(answer.status, text, answer.headers.get('Retry-After'));
    } catch (error) {
      throw error.status ? error : cut();
    }
  }

  const of = (what, id = state.kept.id) => `conversation/${id}/${what}`;

  // -- listening: one timer, one request at a time

  const line = { timer: 0, busy: null, fails: 0, until: 0 };

  const spread = (ms) => ms * (0.8 + Math.random() * 0.4);

  function pace() {
    const { open, config, kept, slot } = state;
    if (document.hidden) return Infinity;
    if (line.until > Date.now()) return line.until - Date.now();
    if (open && !(slot && config)) return 0;
    if (!kept.id) return Infinity;
    return open ? config.poll_ms || 3000 : spread(QUIET_MS);
  }

  function plan(ms = pace()) {
    clearTimeout(line.timer);
    if (ms < Infinity) line.timer = setTimeout(tick, ms);
  }

  // At once: what is under way may have been asleep with the page.
  function hurry() {
    line.busy?.abort();
    line.busy = null;
    line.until = 0;
    plan(document.hidden ? Infinity : 0);
  }

  async function tick() {
    const isWanted = state.open || state.kept.id ||
      (!state.slot && anythingStored());
    if (line.busy || !isWanted) return;
    const mine = line.busy = new AbortController();
    const more = await round(mine).then(reached, async (error) => {
      const known = await sure(error);
      if (mine === line.busy) missed(known);
    });
    if (mine !== line.busy) return;
    line.busy = null;
    plan(more ? 0 : pace());
  }

  async function round(stop) {
    if (!state.slot) await settle();
    if (line.busy !== stop) throw cut();
    const more = state.kept.id && await listen(stop);
    if (state.open) state.config ??= await call('config/', null, { stop });
    return more;
  }

  async function listen(stop) {
    const { kept: { id }, cursor } = state;
    const after = cursor ? '?after=' + cursor : '';
    try {
      const answer = await call(of('messages/', id) + after, null, { stop });
      if (line.busy !== stop) throw cut();
      state.typing = answer?.typing || '';
      if (answer) accept(answer, !after);
      return answer?.more;
    } catch (error) {
      if (error.code !== 'resync') throw error;
      resync();
    }
  }

  function missed(error) {
    if (isGone(error)) return forget(error);
    if (error.status !== 429) line.fails += 1;
    const wait = Math.min(LONGEST_MS, 1500 * 2 ** line.fails);
    const ms = Math.max(error.wait, spread(wait));
    line.until = Date.now() + ms;
    line.wait = Math.ceil(ms / 1000);
    draw();
  }

  function reached(more) {
    if (line.fails) requeue();
    line.fails = line.until = 0;
    draw();
    return more;
  }

  function requeue() {
    for (const item of state.outbox) {
      set(item, item.cut ? 'waiting' : item.state);
    }
    flush();
  }

  async function earlier() {
    const { kept: { id }, before } = state;
    if (!before || earlier.busy) return;
    earlier.busy = true;
    try {
      const answer = await call(of(`messages/?before=${before}`));
      if (id !== state.kept.id || before !== state.before) return;
      state.before = answer.before;
      above(() => take(answer.messages));
    } catch (error) {
      notice(error.message || t('lost'));
    } finally {
      earlier.busy = false;
    }
  }

  const isGone = ({ status }) =>
    state.kept.id && [401, 404, 410].includes(status);

  // A restore may be at work: gone is what is not listed.
  async function sure(error) {
    const { id } = state.kept;
    if (error.status !== 404 || !id) return error;
    const all = await call('conversations/').catch(() => {});
    return all?.conversations?.every((one) => one.id !== id) ? error : cut();
  }

  // The conversation is gone, or the token is; the text is not.
  function forget({ status }) {
    startNew();
    if (status === 401) save({ token: null });
    notice(t('gone'));
  }

  function startNew() {
    leave();
    save({ id: null, read: null });
    clearTalk();
    state.notice = '';
    focusBox();
  }

  function clearTalk() {
    lift((entry) => entry.n);
    Object.assign(state, nothingSaid(), { entries: state.entries });
    regroup();
    hurry();
    draw();
  }

  function accept(answer, whole) {
    const { messages: list = [], cursor } = answer;
    const last = list.at(-1)?.n;
    state.seen = Math.max(state.seen, answer.seen || 0);
    if (whole) quietly(() => { lift(({ n }) => n <= last); take(list); });
    else take(list);
    const isOld = parseInt(cursor) < parseInt(state.cursor);
    if (cursor && !isOld) state.cursor = cursor;
    if ('before' in answer) state.before = answer.before;
    state.status = answer.status || state.status;
    if (answer.resync) resync();
    draw();
    markRead();
  }

  function resync() {
    state.cursor = '';
    hurry();
  }

  function markRead() {
    const { open, kept: { id }, atEnd, told, theirs } = state;
    if (!open || document.hidden || !atEnd || !id || theirs <= told) return;
    state.told = theirs;
    save({ read: theirs });
    call(of('seen/'), { upto: theirs }).catch(() => { state.told = 0; });
  }

  function sayTyping() {
    const now = Date.now();
    if (!state.kept.id || !box.value.trim()) return;
    if (now - sayTyping.last < TYPING_MS) return;
    sayTyping.last = now;
    call(of('typing/'), {}).catch(() => {});
  }

  // -- who it is

  async function askIdentity() {
    try {
      if (state.ask) return await state.ask() || '';
      if (!SETTINGS.url) return '';
      const answer = await fetch(new URL(SETTINGS.url, document.baseURI),
        { credentials: 'same-origin', cache: 'no-store' });
      if ([204, 401, 403, 404].includes(answer.status)) return '';
      const text = (await answer.text()).trim();
      if (!answer.ok) throw 0;
      return text[0] === '{' ? JSON.parse(text).identity || '' : text;
    } catch {
      throw cut();
    }
  }

  async function settle() {
    const identity = await askIdentity();
    if (!state.slot) become(identity);
  }

  // A new word of the shop, and for the same person only.
  async function renew() {
    const { slot } = state;
    const identity = await askIdentity();
    if (!identity) throw refuse(401, '', t('signIn'));
    if (slot === state.slot) become(identity);
    if (slot !== state.slot) throw cut();
  }

  function become(identity) {
    state.identity = identity;
    enter(slotOf(identity));
  }

  // Nothing of the former person stays on the page.
  function enter(slot) {
    if (slot === state.slot) return;
    const carried = state.slot ? '' : box.value;
    keepDraft();
    for (const item of state.outbox) item.request?.abort();
    log.replaceChildren();
    queue.replaceChildren();
    delete memory[''];
    Object.assign(state, nothingSaid(), { slot, kept: read(slot), outbox: [],
      notice: '' });
    box.value = carried || state.kept.draft || '';
    if (carried) keepDraft();
    listed(state.kept.out).forEach(restore);
    if (state.kept.open && !narrow.matches) show(true);
    hurry();
    draw();
    flush();
  }

  // Not sent when the page went away; when old, only on a click.
  function restore(saved) {
    const item = put({ ...saved });
    if (Date.now() - item.at > FRESH_MS) set(item, 'failed');
  }

  // -- sending, in two lanes: a long upload must not hold up the words

  const busy = {};

  function flush() {
    run('text');
    run('file');
  }

  async function run(lane) {
    if (busy[lane]) return;
    busy[lane] = true;
    let item;
    while ((item = nextIn(lane))?.state === 'waiting') await deliver(item);
    busy[lane] = false;
  }

  // One that was cut holds up the lane.
  const nextIn = (lane) => navigator.onLine && state.slot &&
    !(Date.now() < run.until) &&
    state.outbox.find((item) => item[lane] &&
      (item.cut || item.state === 'waiting'));

  async function deliver(item) {
    item.cut = false;
    set(item, 'sending');
    try {
      done(item, await post(item));
    } catch (error) {
      refused(item, await sure(error));
    }
  }

  async function post(item) {
    while (!state.kept.id) {
      const isFirst = !create.busy;
      const answer = await create(item);
      if (isFirst && answer && item.text) return answer;
    }
    if (!isMine(item)) throw cut();
    const { kept: { id }, cursor } = state;
    const { text, key, file } = item;
    const answer = await (file ? upload(item, id) :
      call(of('send/'), { text, key, after: cursor || undefined }));
    // Somebody on the way says 200 too: not stored.
    if (!answer?.n) throw cut();
    return { ...answer, conversation: id };
  }

  // Two tabs, or words and a file, must not open two conversations.
  function create(item) {
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

  // What a tab stored reaches another late, the names of its locks at once.
  function pass(record) {
    navigator.locks?.request(state.slot + JSON.stringify(record), () =>
      new Promise((free) => { setTimeout(pass.free = free, PASS_MS); }))
      .catch(() => {});
  }

  // Nobody is led back to this conversation.
  function leave() {
    pass.left = state.kept.id;
    pass.free?.();
  }

  async function passed() {
    const { slot } = state;
    const locks = await navigator.locks?.query().catch(() => {});
    const lock = locks?.held.find(({ name }) => name.startsWith(slot + '{'));
    return lock && JSON.parse(lock.name.slice(slot.length));
  }

  async function createOnce(item) {
    const news = await passed();
    if (!isMine(item)) throw cut();
    state.kept = read(state.slot);
    if (news && news.id !== pass.left && !state.kept.id) save(news);
    if (state.kept.id) return null;
    const mine = state.kept.token;
    const guest = state.identity && !mine ? read(GUEST) : {};
    const token = mine || guest.token || random(32);
    if (!guest.token) save({ token });
    const answer = await open(item, token);
    if (!isMine(item)) throw cut();
    const begun = { token: answer.token, id: answer.conversation };
    save({ ...begun, read: guest.read });
    pass(begun);
    if (!guest.token) return answer;
    write(GUEST, null);
    return { ...answer, resync: true };
  }

  async function open(item, token, isSecond) {
    try {
      const answer = await call('conversation/create/', {
        text: item.text, key: item.key + (item.file ? 'c' : ''),
        identity: state.identity || undefined,
        page: location.origin + location.pathname,
      }, { token });
      if (!answer?.conversation) throw cut();
      return { ...answer, token };
    } catch (error) {
      if (isSecond || !isMine(item)) throw error;
      if (error.code === 'identity_expired') await renew();
      else if (error.status !== 401 && error.status !== 410) throw error;
      else save({ token: token = random(32) });
      return open(item, token, true);
    }
  }

  function upload(item, id) {
    const form = new FormData();
    form.append('key', item.key);
    if (state.cursor) form.append('after', state.cursor);
    form.append('file', item.file, item.file.name);
    return new Promise((resolve, reject) => {
      const request = item.request = new XMLHttpRequest();
      request.open('POST', new URL('api/' + of('upload/', id), SUPPORT));
      request.setRequestHeader('X-Support-Token', state.kept.token);
      request.upload.onprogress = ({ loaded, total }) => {
        item.bar.value = loaded / total;
      };
      request.onloadend = () => {
        const { status, responseText: text } = request;
        if (status === 200) return resolve(parsed(text));
        reject(refusal(status, text, request.getResponseHeader('Retry-After')));
      };
      request.send(form);
    });
  }

  function done(item, answer) {
    const isHere = isMine(item) && answer.conversation === state.kept.id;
    discard(item);
    plan();
    if (isHere) accept(answer);
    lift((entry) => entry.item === item);
    reached();
    emit('send', { n: answer.n });
  }

  function refused(item, error) {
    if (!isMine(item)) return;
    const { status, code, wait, message } = error;
    item.cut = !FINAL.includes(status);
    if (wait) return hold(item, wait);
    set(item, navigator.onLine || status ? 'failed' : 'waiting');
    if (isGone(error)) return forget(error);
    state.full ||= code === 'conversation_full';
    notice(message || t('failedLong'));
  }

  function hold(item, wait) {
    run.until = Date.now() + wait;
    set(item, 'waiting');
    notice(t('busy', { n: Math.ceil(wait / 1000) }));
    setTimeout(() => { notice(''); flush(); }, wait + 20);
  }

  const isMine = (item) => state.outbox.includes(item);

  // A shop's old script library may have made a text of the list.
  const listed = (out) => (Array.isArray(out) ? out : []);
  const outOf = (slot) => listed(read(slot).out);

  function put(item) {
    Object.assign(item, { slot: state.slot, state: 'waiting' });
    state.outbox.push(item);
    if (item.file) addChip(item);
    else addOwn(item);
    return item;
  }

  function discard(item) {
    const isOther = (one) => one.key !== item.key;
    state.outbox = state.outbox.filter(isOther);
    const out = outOf(item.slot);
    if (!out.every(isOther)) save({ out: out.filter(isOther) }, item.slot);
    item.chip?.remove();
    flush();
  }

  function retry(item) {
    if (state.full) startNew();
    set(item, 'waiting');
    notice('');
    focusBox();
    flush();
  }

  function remove(item) {
    item.request?.abort();
    discard(item);
    lift((entry) => entry.item === item);
    regroup();
    notice('');
    focusBox();
  }

  function set(item, now) {
    item.state = now;
    if (item.chip) return paintChip(item);
    state.entries.filter((entry) => entry.item === item).forEach(paint);
  }

  function attach(files) {
    notice('');
    for (const file of state.slot ? files : []) {
      const why = whyNot(file);
      if (why) notice(why);
      else put({ key: random(16), file });
    }
    flush();
  }

  function whyNot({ name, size }) {
    const { file_bytes: most, file_types: types } = limits();
    if (types && !types.includes(typeOf(name))) {
      return t('badType', { name, types: types.join(', ') });
    }
    return size > most ? t('tooLarge', { name, size: SIZE.format(most) }) : '';
  }

  const limits = () => state.config?.limits || {};

  const typeOf = (name) => name.split('.').pop().toLowerCase();

  async function addressOf(n) {
    const { url } = await call(of(`file/${n}/`));
    return new URL(url, SUPPORT).href;
  }

  async function openFile(n, file) {
    try {
      const link = el('a', { href: await addressOf(n), target: '_blank',
        rel: 'noopener' });
      if (!file.image) link.download = file.name;
      link.click();
    } catch {
      notice(t('lost'));
    }
  }

  // ---- Drawing

  const ICONS = {
    chat: 'M5 3h10a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H9l-4 3v-3a2 2 0 0 1-2-2V5' +
      'a2 2 0 0 1 2-2ZM7 7h6M7 10h4',
    book: 'M10 5C8 4 6 4 2.5 4v10c3 0 6 0 7.5 2 1.5-2 4.5-2 7.5-2V4' +
      'C14 4 12 4 10 5v11',
    close: 'm5 5 10 10M15 5 5 15',
    clip: 'm16 9.5-6 6a3.5 3.5 0 0 1-5-5l6-6a2.5 2.5 0 0 1 3.5 3.5l-6 6' +
      'a1 1 0 0 1-1.5-1.5L12.5 7',
    send: 'M3 4l14 6-14 6 2-6ZM5 10h6',
    down: 'm5 7.5 5 5 5-5',
    save: 'M10 3v9M6 9l4 4 4-4M4 16h12',
    file: 'M5 3h6l4 4v10H5ZM11 3v4h4M7 10h6M7 13h4',
    waiting: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M10 6v4l3 2',
    sent: 'm4 10.5 4 4 8-9',
    seen: 'm1.5 10.5 4 4 7.5-9M10 13.5l1 1 7.5-9',
    failed: 'M10 3l8 13H2ZM10 8v4M10 14v.1',
  };

  // el('p.by', {attributes}, kids…): a function is a listener.
  function el(name, ...parts) {
    const [tag, kind] = name.split('.');
    const node = document.createElement(tag);
    if (kind) node.className = kind;
    for (const part of parts) {
      if (typeof part === 'string' || part.nodeType) node.append(part);
      else give(node, part);
    }
    return node;
  }

  function give(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value.call) node.addEventListener(name, value);
      else node.setAttribute(name, value);
    }
  }

  function icon(name, more = '') {
    const [svg, path] = ['svg', 'path'].map((tag) =>
      document.createElementNS('http://www.w3.org/2000/svg', tag));
    give(path, { d: ICONS[name] });
    give(svg, { class: 'i ' + more, viewBox: '0 0 20 20',
      'aria-hidden': 'true' });
    svg.append(path);
    return svg;
  }

  const button = (kind, click, ...parts) =>
    el('button.' + kind, { type: 'button', click }, ...parts);

  const named = (name) => ({ 'aria-label': name });

  function tell(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  const badge = el('span.badge');
  const launcher = button('launch', () => show(), { 'aria-expanded': 'false',
    'aria-controls': 'panel' }, icon('chat'), el('span', t('chat')), badge);

  const title = el('h2', { id: 'title', tabindex: '-1' });
  const dot = el('span.dot');
  const about = el('span');
  const head = el('div.head', icon('book', 'mark'),
    el('div.who', title, el('p', dot, about)),
    button('ib', hide, named(t('close')), icon('close')));

  const status = el('p', { role: 'status' });
  const tryNow = button('lb', hurry, t('tryNow'));
  const bar = el('div.bar', status, tryNow);

  const helloBy = el('span.by');
  const helloText = el('div', { dir: 'auto' });
  const hello = el('div.hello m them first tail', helloBy,
    el('div.b', helloText), el('span.meta', t('automatic')));
  const older = button('lb older', earlier, t('older'));
  const log = el('div.log', { role: 'log', 'aria-live': 'polite' },
    named(t('messages')));
  const typingName = el('span');
  const typing = el('div.typing', el('span.dots', el('i'), el('i'), el('i')),
    typingName);
  const scroll = el('div.scroll', { tabindex: '0', role: 'region' },
    { 'aria-labelledby': 'title' }, hello, older, log, typing);
  const newerText = el('span');
  const newer = button('newer', () => { toEnd(); focusBox(); },
    icon('down', 's'), newerText);

  const againText = el('p');
  const again = el('div.again', againText, button('lb', startNew, t('fresh')));
  const queue = el('ul.queue');
  const picker = el('input', { type: 'file', multiple: '', hidden: '' });
  const box = el('textarea', { rows: '1', placeholder: t('write'),
    dir: 'auto' }, named(t('write')));
  const sendButton = el('button.ib send', named(t('send')),
    icon('send'));
  const clip = button('ib', () => picker.click(), named(t('attach')),
    icon('clip'));
  const foot = el('form.foot', queue, el('div.row', clip, picker, box,
    sendButton));

  const panel = el('section.panel', { id: 'panel', role: 'dialog', hidden: '',
    'aria-labelledby': 'title' }, head, bar, scroll, newer, again, foot);
  // Hidden until its looks are there.
  const chat = el('div.chat', { lang: LANGUAGE, hidden: '' }, launcher, panel);
  const sheet = el('link', { rel: 'stylesheet', load: appear, error: appear,
    href: script.src.replace(/js(\/chat-widget\.)js/, 'css$1css') });
  const host = el('bookshop-chat');
  host.attachShadow({ mode: 'open' }).append(sheet, chat);

  function dress() {
    const { side, offset, color } = SETTINGS;
    chat.className += ` ${side} ${color && 'tint'}`;
    if (offset) host.style.setProperty('--chat-gap', offset + 'px');
    if (color) host.style.setProperty('--chat-accent', color);
  }

  function appear() {
    chat.hidden = false;
    if (state.atEnd) toEnd();
  }

  function draw() {
    drawLauncher();
    drawHead();
    drawBar();
    drawEdges();
    grow();
    if (state.atEnd) toEnd();
  }

  function drawLauncher() {
    const n = state.open ? 0 : unread();
    launcher.ariaLabel = t('open') + (n ? ', ' + t('unread', { n }) : '');
    badge.hidden = !n;
    tell(badge, String(n));
    if (n !== draw.unread) emit('unread', { count: n });
    draw.unread = n;
  }

  function drawHead() {
    const shop = state.config?.shop;
    const now = presence();
    tell(title, SETTINGS.title || (shop ? t('title', { shop }) : t('chat')));
    tell(about, now && t(now, { name: state.agent }));
    dot.hidden = !now;
    dot.classList.toggle('off', !['here', 'online'].includes(now));
  }

  function presence() {
    if (!navigator.onLine) return 'offline';
    if (isLost()) return 'lost';
    if (state.status === 'closed') return 'closed';
    if (!state.config?.online) return state.config ? 'away' : '';
    return state.agent ? 'here' : 'online';
  }

  function drawBar() {
    const { onLine } = navigator;
    const words = barWords();
    bar.classList.toggle('on', words);
    bar.classList.toggle('bad', onLine && (isLost() || state.notice));
    tell(status, words);
    tryNow.hidden = !onLine || !isLost();
  }

  function barWords() {
    const { config, notice: said, slot } = state;
    if (!navigator.onLine) return t('offlineLong');
    if (isLost()) return t('lostLong', { n: line.wait });
    if (said || !config) return said;
    if (!config.guests && slot === GUEST) return t('signIn');
    return config.online ? '' : config.hours?.text || t('awayLong');
  }

  function notice(words) {
    state.notice = words;
    draw();
  }

  function drawEdges() {
    const { config, kept, cursor, before, typing: name, fresh, full } = state;
    hello.hidden = !config?.welcome || before !== null || kept.id && !cursor;
    tell(helloBy, config?.shop || t('chat'));
    tell(helloText, config?.welcome || '');
    older.hidden = !before;
    typing.hidden = !name;
    tell(typingName, t('typing', { name }));
    newer.hidden = !fresh;
    tell(newerText, t('unread', { n: fresh }));
    again.hidden = !full && state.status !== 'closed';
    tell(againText, t(full ? 'full' : 'reopen'));
    clip.hidden = limits().file_bytes === 0;
    sendButton.disabled = !state.slot || !box.value.trim();
  }

  function lift(is) {
    state.entries = state.entries.filter((entry) => !is(entry) ||
      entry.node.remove());
  }

  function take(list) {
    const known = unread();
    list.forEach(takeOne);
    regroup();
    if (!state.atEnd) state.fresh += Math.max(0, unread() - known);
  }

  function takeOne(record) {
    const { kind, n, key } = record;
    if (n > state.last) follow(record);
    if (!isTalk(record) && !eventWords(record)) return;
    const entry = state.entries.find((one) => one.n === n ||
      (one.item && one.key === key));
    if (entry?.record.kind !== kind) insert({ n, key, record });
    else if (!entry.n) number(entry, record);
  }

  // Only the newest records tell the state; older pages do not.
  function follow({ kind, n, from, name, status: now }) {
    state.last = n;
    if (kind === 'assign' || (from === 'agent' && kind === 'message')) {
      state.agent = name;
    }
    if (from !== 'customer') state.theirs = n;
    else state.status = 'open';
    if (kind === 'status') state.status = now;
  }

  function addOwn(item) {
    insert({ key: item.key, item, record: { kind: 'message', text: item.text,
      from: 'customer', t: new Date(item.at).toISOString() } });
    regroup();
    toEnd();
  }

  function insert(entry) {
    const { n, record: { from, kind } } = entry;
    build(entry);
    lift((one) => one.n === n && n);
    state.entries.push(entry);
    place(entry);
    if (n) emit('message', { n, from, kind });
  }

  function number(entry, record) {
    discard(entry.item);
    Object.assign(entry, { record, n: record.n, item: null,
      time: new Date(record.t) });
    state.notice = '';
    place(entry);
  }

  // By number, unsent last.  A node that moved would be read out again.
  function place(entry) {
    const rank = ({ n }) => n || 1e9;
    state.entries.sort((one, two) => rank(one) - rank(two));
    const next = state.entries[state.entries.indexOf(entry) + 1]?.node || null;
    const { node } = entry;
    if (node.parentNode && node.nextSibling === next) return;
    log.insertBefore(node, next);
  }

  // One entry is one node of the log, its day included.
  function build(entry) {
    const { record } = entry;
    entry.time = new Date(record.t);
    entry.me = record.from === 'customer';
    entry.day = el('div.day', el('time'));
    entry.talks = isTalk(record);
    entry.body = entry.talks ? talk(entry) :
      el('p.sys', eventWords(record));
    entry.node = el('div.e', entry.day, entry.body);
  }

  function eventWords({ kind, name, from, status: now }) {
    if (kind === 'removed') return t('erased');
    if (kind === 'assign') return name && t('joined', { name });
    if (kind !== 'status' || now !== 'closed') return '';
    return name && from === 'agent' ? t('closedBy', { name }) : t('closed');
  }

  function talk(entry) {
    const { record: { kind, name, text, n, file }, me } = entry;
    entry.meta = el('span.meta', { 'aria-live': 'off' });
    return el(me ? 'div.m me' : 'div.m them',
      el('span.by', me ? t('you') : name || t('chat')),
      kind === 'file' ? fileBox(n, file) :
        el('div.b', el('div', { dir: 'auto' }, ...linked(text))), entry.meta);
  }

  // Without the full stop after it, with brackets in it.
  const LINK = new RegExp('\\b(https?://|mailto:)(\\([^\\s()]*\\)|' +
    '[^\\s()<>"])*(\\([^\\s()]*\\)|[^\\s()<>".,;:!?\'\\]}*_~”’»…])',
  'gi');

  function linked(text) {
    const parts = [];
    let from = 0;
    for (const { 0: href, index } of text.matchAll(LINK)) {
      if (!URL.canParse(href)) continue;
      parts.push(text.slice(from, index), el('a', { href, target: '_blank',
        rel: 'noopener nofollow ugc' }, href));
      from = index + href.length;
    }
    return [...parts, text.slice(from)];
  }

  function fileBox(n, file) {
    const { name, bytes, image } = file;
    const click = () => openFile(n, file);
    const size = SIZE.format(bytes);
    if (image) {
      return button('pic', click, named(t('file', { name })),
        frame(n, file), el('small', `${name} · ${size}`));
    }
    const words = `${typeOf(name).toUpperCase()}, ${size}`;
    return button('chip', click, named(t('file', { name }) + ', ' + words),
      icon('file'), el('span', el('b', name), el('small', words)),
      icon('save'));
  }

  function frame(n, { name, width, height }) {
    const node = el('span.box', el('img', { alt: name }));
    node.number = n;
    if (width && height) node.style.aspectRatio = `${width} / ${height}`;
    pictures.observe(node);
    return node;
  }

  async function showPicture(node) {
    pictures.unobserve(node);
    try {
      node.firstChild.src = await addressOf(node.number);
    } catch {
      setTimeout(() => pictures.observe(node), QUIET_MS);
    }
  }

  function regroup() {
    const { entries } = state;
    entries.forEach((entry, at) => dayLine(entry, entries[at - 1]));
    entries.filter((entry) => entry.talks).forEach(paint);
  }

  function isRun(one, two) {
    return one?.talks && two?.talks && one.me === two.me && two.day.hidden &&
      one.record.name === two.record.name && two.time - one.time < 3e5;
  }

  function dayLine({ day, time }, prior) {
    day.hidden = prior?.time.toDateString() === time.toDateString();
    day.firstChild.dateTime = time.toISOString();
    tell(day.firstChild, dayName(time));
  }

  function paint(entry) {
    const { entries, seen } = state;
    const { body: { classList }, item, me, n, record } = entry;
    const at = entries.indexOf(entry);
    const now = item ? item.state : me ? n <= seen ? 'seen' : 'sent' : '';
    const key = now === 'waiting' && !navigator.onLine ? 'cut' : now;
    classList.toggle('first', !isRun(entries[at - 1], entry));
    classList.toggle('tail', !isRun(entry, entries[at + 1]));
    classList.toggle('bad', now === 'failed');
    classList.toggle('wait', Boolean(item));
    if (entry.mark === key + record.t) return;
    entry.mark = key + record.t;
    entry.meta.replaceChildren(...metaOf(entry, now, key));
  }

  function metaOf({ item, record, time }, now, key) {
    const mark = now ? [icon(ICONS[now] ? now : 'waiting', 's'), t(key)] : [];
    if (now === 'failed') {
      return [...mark, button('lb', () => retry(item), t('retry')),
        button('lb', () => remove(item), t('remove'))];
    }
    return item ? mark : [el('time', { datetime: record.t,
      title: dated(time, { dateStyle: 'full', timeStyle: 'short' }) },
    dated(time, { timeStyle: 'short' })), ...mark];
  }

  function addChip(item) {
    const { name } = item.file;
    item.bar = el('progress', { max: '1', value: '0' },
      named(t('upload', { name })));
    item.words = el('small');
    item.again = button('lb', () => retry(item), t('retry'));
    item.chip = el('li.chip', icon('file'),
      el('span', el('b', name), item.bar, item.words), item.again, button('ib',
        () => remove(item), named(t('removeFile', { name })), icon('close')));
    queue.append(item.chip);
    paintChip(item);
  }

  function paintChip({ chip, again: more, words, state: now }) {
    chip.classList.toggle('bad', now === 'failed');
    more.hidden = now !== 'failed';
    tell(words, t(now));
  }

  function toEnd() {
    scroll.scrollTop = scroll.scrollHeight;
    state.atEnd = true;
    state.fresh = 0;
    newer.hidden = true;
  }

  function above(work) {
    const height = scroll.scrollHeight;
    state.atEnd = false;
    quietly(work);
    state.fresh = 0;
    draw();
    scroll.scrollTop += scroll.scrollHeight - height;
  }

  // History is no news and is not read out.
  function quietly(work) {
    log.ariaLive = 'off';
    work();
    setTimeout(() => { log.ariaLive = 'polite'; }, 500);
  }

  function scrolled() {
    if (!state.open) return;
    const { scrollHeight, scrollTop, clientHeight } = scroll;
    state.atEnd = scrollHeight - scrollTop - clientHeight < 40;
    if (!state.atEnd) return scrollTop < 60 ? earlier() : undefined;
    toEnd();
    markRead();
  }

  function show(isQuiet) {
    if (state.open) return;
    Object.assign(state, { open: true, atEnd: true, fresh: 0 });
    flip();
    regroup();
    if (!isQuiet) (coarse.matches ? title : box).focus();
    hurry();
    markRead();
    emit('open');
  }

  function hide() {
    if (!state.open) return;
    const { activeElement } = host.shadowRoot;
    state.open = false;
    flip();
    if (activeElement) launcher.focus();
    plan();
    emit('close');
  }

  function flip() {
    panel.hidden = !state.open;
    launcher.hidden = state.open;
    launcher.ariaExpanded = String(state.open);
    save({});
    modal();
    draw();
  }

  function focusBox() {
    if (state.open && !coarse.matches) box.focus();
  }

  // On a phone the panel is the page.
  function modal() {
    const isModal = state.open && narrow.matches;
    const { style } = document.documentElement;
    for (const node of modal.frozen.splice(0)) node.inert = false;
    if (isModal || panel.ariaModal) style.overflow = isModal ? 'hidden' : '';
    if (isModal) modal.frozen = [...document.body.children]
      .filter((node) => node !== host && !node.inert);
    for (const node of modal.frozen) node.inert = true;
    panel.ariaModal = isModal || null;
    fit();
  }
  modal.frozen = [];

  function fit() {
    const view = window.visualViewport;
    const isOn = state.open && narrow.matches && view?.scale < 1.05;
    panel.style.setProperty('--high', isOn ? view.height + 'px' : '');
    panel.style.setProperty('--top', isOn ? view.offsetTop + 'px' : '');
    if (state.atEnd) toEnd();
  }

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    box.style.blockSize = 'auto';
    box.style.blockSize = box.scrollHeight + 2 + 'px';
  }

  // ---- Events

  const narrow = matchMedia('(max-width: 480px)');
  const coarse = matchMedia('(pointer: coarse)');
  const ending = new AbortController();

  function on(target, names, work) {
    for (const name of names.split(' ')) {
      target?.addEventListener(name, work, { signal: ending.signal });
    }
  }

  function emit(name, detail) {
    host.dispatchEvent(new CustomEvent('supportchat:' + name,
      { detail, bubbles: true }));
  }

  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    const { length: n } = [...text];
    const limit = limits().text;
    if (!text || !state.slot) return;
    if (n > limit) return notice(t('tooLong', { n, limit }));
    box.value = '';
    const { key, at } = put({ key: random(16), text, at: Date.now() });
    save({ draft: '', out: [...outOf(state.slot), { key, text, at }] });
    changed();
    requeue();
  }

  function changed() {
    clearTimeout(changed.timer);
    changed.timer = setTimeout(keepDraft, DRAFT_MS);
    notice('');
    sayTyping();
  }

  function keepDraft() {
    clearTimeout(changed.timer);
    const draft = box.value.trim() && box.value;
    if (draft !== (state.kept.draft || '')) save({ draft });
  }

  function pressed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') hide();
    if (event.key === 'Enter' && event.target === box && !event.shiftKey) {
      submit(event);
    }
  }

  function brought(event) {
    const { files } = event.clipboardData || event.dataTransfer;
    if (!files.length) return;
    event.preventDefault();
    attach(files);
  }

  function picked() {
    attach([...picker.files]);
    picker.value = '';
    focusBox();
  }

  function turned() {
    if (document.hidden) return keepDraft();
    catchUp(state.kept.draft);
    regroup();
    hurry();
    markRead();
    flush();
  }

  function connection() {
    line.fails = 0;
    requeue();
    hurry();
    draw();
  }

  function shared({ key, oldValue, newValue }) {
    if (key && key !== state.slot) return;
    const was = parsed(oldValue);
    if (!newValue && (was.token || !key)) return logOut();
    catchUp(was.draft);
  }

  function catchUp(oldDraft) {
    const { id } = state.kept;
    state.kept = read(state.slot);
    if (box.value === (oldDraft || '')) box.value = state.kept.draft || '';
    if (id !== state.kept.id) clearTalk();
    draw();
  }

  function logOut() {
    const { slot } = state;
    leave();
    box.value = '';
    write(slot, null);
    Object.assign(state, { slot: '', kept: {} });
    enter(slot);
  }

  // Out with the old body, into the new one.
  const watch = new MutationObserver(() => {
    if (host.isConnected || !document.body) return;
    chat.hidden = true;
    settleIn();
    modal();
  });

  function settleIn() {
    document.body.append(host);
    watch.disconnect();
    watch.observe(document.documentElement, { childList: true });
    watch.observe(document.body, { childList: true });
  }

  const pictures = new IntersectionObserver((list) => {
    for (const one of list) if (one.isIntersecting) showPicture(one.target);
  }, { root: scroll });

  function listenToAll() {
    on(foot, 'submit', submit);
    on(box, 'input', changed);
    on(panel, 'keydown', pressed);
    on(panel, 'paste drop', brought);
    on(panel, 'dragover', (event) => event.preventDefault());
    on(picker, 'change', picked);
    on(scroll, 'scroll', scrolled);
    on(document, 'visibilitychange', turned);
    on(window, 'pagehide', keepDraft);
    on(window, 'pageshow', ({ persisted }) => persisted && turned());
    on(window, 'online offline', connection);
    on(window, 'storage', shared);
    on(narrow, 'change', modal);
    on(window.visualViewport, 'resize scroll', fit);
  }

  // A token, or a function to ask, or nothing: then the URL, else a guest.
  function identify(who) {
    state.ask = who?.call && who;
    if (!state.ask && (who || !SETTINGS.url)) return become(who || '');
    state.identity = '';
    enter('');
  }

  function reset() {
    logOut();
    hide();
    identify();
  }

  function destroy() {
    hide();
    keepDraft();
    ending.abort();
    watch.disconnect();
    pictures.disconnect();
    line.busy?.abort();
    Object.assign(state, { slot: '', kept: {} });
    plan();
    host.remove();
    delete window.SupportChat;
  }

  window.SupportChat = {
    open: () => show(),
    close: hide,
    toggle: () => (state.open ? hide() : show()),
    identify,
    reset,
    destroy,
    on: (name, work) => on(host, 'supportchat:' + name, work),
    off: (name, work) => host.removeEventListener('supportchat:' + name, work),
  };

  dress();
  listenToAll();
  settleIn();
  if (SETTINGS.identity || !SETTINGS.url) become(SETTINGS.identity);
  else hurry();
  draw();
  emit('ready');
})();
