// The chat in the corner of every page of a shop, in a shadow root.  It asks
// the server for nothing until it is used or a conversation exists, and stores
// nothing until something is typed.  Text becomes text nodes, never markup.
//
// One file a shop loads; `make` puts it together from this folder.  From the
// ground up:
//   settings, strings, words       what the script line says; what we say
//   chat-words-*                   the same in other languages, a file each
//   dom, icons                     making nodes
//   kept, state                    what the browser keeps; what is now
//   api, identity                  talking to the server, and as whom
//   line, news, tabs               when we ask what is new, and which tab does
//   sound, mark                    telling those who look elsewhere
//   create, outbox, files, viewer  what the customer sends, and pictures
//   talk, entries, bubbles         the conversation, its list, one of its nodes
//   frame, draw, scrolling, panel  the nodes that stay, and what they show now
//   views, menu, past              what else the panel can show
//   forms                          when chat-forms.js is wanted: what is asked
//                                  before a chat and after it
//   composer, page                 what the customer and the page do
import { load } from './dom.js';
import { draw, dress } from './draw.js';
import { chat, host, sheet } from './frame.js';
import { become } from './identity.js';
import { hurry } from './line.js';
import {
  destroy, emit, identify, listenToAll, on, reset, settleIn
} from './page.js';
import { hide, show } from './panel.js';
import { SETTINGS, script } from './settings.js';
import { state } from './state.js';
import { isToLearn, wanted } from './words.js';

const api = {
  open: () => show(),
  close: hide,
  toggle: () => (state.open ? hide() : show()),
  identify,
  reset,
  destroy,
  on: (name, work) => on(host, 'supportchat:' + name, work),
  off: (name, work) => host.removeEventListener('supportchat:' + name, work),
  push: ([name, ...values]) => api[name]?.(...values),
};

// A page that came first has left a list of calls in our place.
function begin(calls) {
  window.SupportChat = api;
  host.attachShadow({ mode: 'open' }).append(sheet, chat);
  dress();
  listenToAll();
  settleIn();
  if (SETTINGS.identity || !SETTINGS.url) become(SETTINGS.identity);
  else hurry();
  draw();
  calls?.forEach?.((call) => api.push(call));
  emit('ready');
}

// The words of another language are a file of their own; then this one runs
// once more.  What the page calls until then is noted down.
function learn() {
  const calls = window.SupportChat ??= [];
  for (const name in api) {
    calls[name] ||= (...values) => calls.push([name, ...values]);
  }
  const again = () => {
    (window.SupportChatWords ??= {})[wanted] ??= {};
    return load('widget');
  };
  calls.line = script;
  load('words-' + wanted).then(again, again);
}

// A swapped body runs the line again, perhaps for someone else.
const { SupportChat } = window;
if (SupportChat?.open && !Array.isArray(SupportChat)) {
  SupportChat.identify(SETTINGS.identity);
} else if (isToLearn) {
  learn();
} else {
  begin(SupportChat);
}
