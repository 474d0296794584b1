// What people in the made store are called and what they write: texts of a
// vocabulary in which a few words are everywhere and most are rare (Zipf), as
// in every language, for that is what a full-text index has to bear.

const kVocabulary = 20_000;
const kSlots = 1 << 18;

// In about ten messages of the whole store, and in every tenth message; no
// other text holds them.
export const kRare = 'zeppelin';
export const kCommon = 'order';

const kFrequent = ('the to and i a of in my you it is for that was have on ' +
  'with this be not are can please but your we me book at as if when from so ' +
  'will or has they would an thank no hello about yes there which one what ' +
  'been still just do how could thanks get our day days also today any now ' +
  'sent had good delivery here them help out more than only page all until ' +
  'address arrived received email very number tomorrow edition yesterday ' +
  'package cover back post week like copy carrier before after two check ' +
  'parcel wrong refund shop return paid price same another card last rental ' +
  'next need pages afternoon because think give damaged title should library ' +
  'send maybe first then morning author hardcover paperback invoice changed ' +
  'account name street lost waiting label stamp weeks gift voucher second ' +
  'sorry missing torn corner door neighbour warehouse stock reserve preorder ' +
  'translation language chapter print large reading children shelf money ' +
  'bank transfer credit cancel month office deliver tracking found box wet')
  .split(' ');

const kStarts = ['b', 'br', 'c', 'ch', 'd', 'f', 'g', 'gr', 'h', 'k', 'l', 'm',
                 'n', 'p', 'pl', 'r', 's', 'sh', 'st', 't', 'tr', 'v', 'w', 'z'];
const kMiddles = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou', 'é', 'ö', 'ł', 'ia'];
const kEnds = ['', '', 'n', 'r', 's', 't', 'l', 'm', 'nd', 'rt', 'ck', 'x'];

// The n-th word that nobody knows: syllables that spell n.
function invented(n) {
  let word = '';
  for (let rest = n + 300; rest > 0;) {
    word += kStarts[rest % kStarts.length];
    rest = Math.floor(rest / kStarts.length);
    word += kMiddles[rest % kMiddles.length];
    rest = Math.floor(rest / kMiddles.length);
  }
  return word + kEnds[n % kEnds.length];
}

function vocabulary() {
  const words = [...new Set(kFrequent)];
  const known = new Set([...words, kRare, kCommon]);
  for (let n = 0; words.length < kVocabulary; n++) {
    const word = invented(n);
    if (!known.has(word)) words.push(word);
    known.add(word);
  }
  return words;
}

// Each word as often as its rank has it: the hundredth a hundredth of the first.
function slots(words) {
  const total = words.reduce((sum, _, at) => sum + 1 / (at + 1), 0);
  const all = [];
  let sum = 0;
  words.forEach((word, at) => {
    sum += 1 / (at + 1);
    const end = Math.round(sum / total * kSlots);
    while (all.length < end) all.push(word);
  });
  return all;
}

const kSpoken = slots(vocabulary());

// A sentence or two.  `also`: words that must be among them.
export function text(random, also = []) {
  const count = 4 + Math.min(60, Math.floor(random.wait(8, 0.7)));
  const must = also.length ? random.below(count) : -1;
  let said = '';
  for (let n = 0; n < count; n++) {
    const bits = random.bits();
    let word = kSpoken[bits & kSlots - 1];
    if (n === 0) word = word[0].toUpperCase() + word.slice(1);
    said += word;
    if (n === must) said += ` ${also.join(' ')}`;
    if (n + 1 < count) said += bits >>> 28 === 0 ? ', ' : ' ';
  }
  const sign = random.bits() & 15;
  return said + (sign < 5 ? '?' : sign === 15 ? '.\nThank you' : '.');
}

const kFirst = ('Ana Łukasz Zoë Jürgen Noémi Søren Ines Marek Chloé André ' +
  'Åsa Dvořák Mónica Petr Aoife François Grzegorz İpek Héloïse Tomáš Ulla ' +
  'Vítor Wanda Xenia Yılmaz Björn Ciarán Đorđe Eszter Ágnes 美咲 Дарья').split(' ');
const kLast = ('Petrova Wiśniewski Müller Ñáñez Brontë Ångström Kowalska ' +
  'Šimůnek O’Brien García Łaska Nguyễn Öztürk Lefèvre Gößling Sæther ' +
  'Čapek Đukić Fábián Þórsson Ibañez Køhler Miłosz Novák Pérez Reis Sjöberg ' +
  'Țepeș Varga Ziółko d’Arcy van·den·Berg').replaceAll('·', '\u00a0').split(' ');

export const personName = (random) =>
  `${random.of(kFirst)} ${random.of(kLast).replaceAll('\u00a0', ' ')}`;

// The ASCII letters of a name; of others none may be left.
export function emailOf(name, number) {
  const plain = name.normalize('NFD').toLowerCase().replace(/[^a-z ]/g, '')
    .trim().replaceAll(' ', '.');
  return `${plain || 'reader'}.${number}@mail.example`;
}

export const kTags = ['delivery', 'refund', 'damaged', 'rental', 'invoice',
                      'gift', 'address', 'überfällig', 'wholesale', 'praise'];
export const kTitles = ['Book rentals', 'The moon and the tide', 'Maps', 'Tea'];
