// A shop that has been open for some days: conversations of every status,
// short ones and long ones, made over HTTP with the clock held in the past.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freshKey, multipart } from '../web/http.mjs';
import { Customer, User } from '../web/people.mjs';
import { eventually } from '../web/suite.mjs';

const kMinute = 60_000;
const kSession = 300;  // minutes after which an agent signs in anew
export const longWord =
  'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten' +
  'gesellschaft';

// Who, minutes ago, what they wrote, and what became of it.
const all = [
  { sub: 'ana', name: 'Ana Petrova', ago: 90, take: true,
    text: 'Good morning! My order 1042 has not arrived yet.\n' +
          'Could you have a look?',
    reply: 'Good morning, Ana. It left our shelf on Friday and should be ' +
           'with you tomorrow.' },
  { sub: 'lena', name: 'Lena Fischer', ago: 3000,
    text: 'Thank you, the parcel is here.', reply: 'Enjoy it!', close: true },
  { sub: 'omar', name: 'Omar Haddad', ago: 400, take: true,
    text: 'The return label does not print.',
    reply: 'Here is another one. Does it open on your phone?' },
  { sub: 'yuki', name: 'Yuki Tanaka', ago: 55,
    text: 'Can I extend my rental of “Night Ferry” by two weeks?' },
  { sub: 'noah', name: 'Noah Weiss', ago: 22, take: true,
    text: 'My card was charged twice for order 1038.' },
  { sub: 'long', ago: 9, text: `What does ${longWord} mean, and is there a ` +
    `dictionary? https://books.example/${'shelf/'.repeat(30)}`,
    name: `Wolfeschlegelsteinhausenbergerdorff ${longWord}` },
  { name: 'Sam', ago: 4, text: 'Do you wrap books as presents?' },
];

// What happens, as [minutes ago, act]; each act finds the customer in `made`.
function story(entry, made) {
  const { sub, name, ago, text, reply, take, close } = entry;
  const who = sub ?? name;
  const steps = [[ago, async ({ instance, now }) => {
    const iat = Math.floor(now.getTime() / 1000);
    const claims = { sub, name, email: `${sub}@example.org`, iat,
                     exp: iat + 600 };
    made[who] = new Customer(instance, sub
      ? { identity: instance.identity({ claims }) } : { name });
    await made[who].create(text);
  }]];
  const then = close ? 'closed' : 'pending';
  const act = (what, ...parts) => steps.push([ago - 1, ({ marta }) =>
    post(marta, made[who], what, parts)]);
  if (take) act('assign', ['assignee', 'marta']);
  if (reply) act('send', ['text', reply], ['then', then]);
  return steps;
}

function post(marta, customer, what, parts) {
  return marta.call('POST',
    `/support/agent/api/conversation/${customer.conversation}/${what}/`,
    { multipart: multipart(
      [['csrf', marta.csrf], ['key', freshKey()], ...parts]) });
}

// Ana's talk goes on: both sides, a picture, a file, a note.
const more = (made, picture) => [
  [34, () => made.ana.send('It came, but one corner is bent:')],
  [34, () => made.ana.tryUpload({ name: 'bent corner of the atlas.png',
                                  bytes: picture })],
  [31, ({ marta }) => post(marta, made.ana, 'note', [['text',
    'Third bent corner this month: ask the printer.']])],
  [31, ({ marta }) => post(marta, made.ana, 'send', [['text',
    'I am sorry. A new copy is on its way; please use this label for the ' +
    'old one. See https://books.example/returns'],
  ['file', { name: 'return-label.txt', type: 'text/plain',
             bytes: 'To: BookShop, 12 Harbour Lane' }]])],
  ...['damaged', 'courier claim 2026-031'].map((tag) =>
    [30, ({ marta }) => post(marta, made.ana, 'tag',
                             [['action', 'add'], ['tag', tag]])]),
  [12, () => made.ana.send('That was quick, thank you!')],
];

// Quick replies as the file has them: the shortcut, whose, title and text.
export function keepQuickReplies(instance, list) {
  const replies = list.map(([shortcut, owner, title, text], i) => ({
    id: `quickreply${String(i).padStart(2, '0')}`, owner, shortcut, title, text,
    rev: 1 }));
  instance.write('quick-replies.json', JSON.stringify({ replies, rev: 1 }));
}

const quick = [
  ['hello', '', 'Greeting',
   'Hello {customer}, this is {agent}. How can I help?'],
  ['post', '', 'Where is my parcel',
   'I have looked it up: your parcel left us this morning.'],
  ['swap', 'marta', 'Exchange a damaged book',
   'I am sorry about that. We will send a new copy today.'],
  ['a-name-of-thirty-two-characters', '', longWord.slice(0, 80),
   `A ${longWord} is a word that is long.`],
];

// Plays it in order of time: the clock never runs backwards.
export async function aPast(instance, picture) {
  const made = {};
  keepQuickReplies(instance, quick);
  const steps = [...all.flatMap((entry) => story(entry, made)),
                 ...more(made, picture)].sort(([one], [two]) => two - one);
  const began = Date.now();
  let marta, signedIn = Infinity;
  for (const [ago, act] of steps) {
    const now = new Date(began - ago * kMinute);
    instance.holdClock(now);
    if (signedIn - ago > kSession) {
      marta = await new User(instance, 'marta').signIn();
      signedIn = ago;
    }
    await act({ instance, marta, now });
  }
  rmSync(join(instance.folder, 'clock'));
  await eventually(async () => (await marta.call(
    'GET', '/support/agent/dashboard/')).text.includes('That was quick'),
                   'the index');
  return made;
}
