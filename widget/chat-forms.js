// What is asked before a chat and after it: a file of its own, loaded by the
// widget (see forms.js) when one of the two is due.
import { FORM_STRINGS } from './form-strings.js';

// Fetched twice, for a widget that was destroyed meanwhile, it has no use.
const nobody = { ICONS: {}, STRINGS: {}, forms: {}, before: new EventTarget(),
  rate: new EventTarget() };

const {
  ICONS, STRINGS, before, button, call, draw, el, foot, forms, hurry, icon, of,
  rate, save, sorry, state, t
} = window.SupportChatForms || nobody;
delete window.SupportChatForms;

ICONS.star = 'm10 3 2 4.5 5 .5-3.5 3.5 1 5L10 14l-4.5 2.5 1-5L3 8l5-.5Z';

Object.assign(STRINGS, FORM_STRINGS);

// wanted: [name, "optional" or "required"] of each, and the consent's
// sentence; none where nothing is asked (any more).
forms.draw = (wanted, isDue) => {
  fill(before, wanted[0], () => [el('legend', t('before')),
    ...wanted.map(field)]);
  if (state.lack && before.firstChild) wrongs()[0]?.focus();
  if (before.firstChild) state.lack = '';
  fill(rate, isDue, rating);
};

function fill(form, isWanted, parts) {
  if (!isWanted) form.replaceChildren();
  else if (!form.firstChild) form.append(...parts());
}

// Fields above the box, which stays the place for the question.  A type of
// input that does not exist is text.
function field([name, how]) {
  const isConsent = name === 'consent';
  const about = name + '-wrong';
  const [type, autocomplete] = isConsent ? ['checkbox', 'off'] : [name, name];
  const node = el('input', { id: name, name, form: 'foot', type, autocomplete,
    'aria-describedby': about });
  node[isConsent ? 'checked' : 'value'] = state.kept.who?.[name] || '';
  node.required = how !== 'optional';
  node.wrong = el('p.wrong', { id: about });
  return el('div.f', isConsent ? agreement(how) :
    el('label', { for: name }, t(name), node.required ? '' :
      el('small', ' ' + t('optional'))), node, node.wrong);
}

function agreement(words) {
  const { privacy: href } = state.config.ask;
  const isSafe = /^(https?:\/)?\//i.test(href);
  return el('label', { for: 'consent' }, words + ' ', isSafe ? el('a',
    { href, target: '_blank', rel: 'noopener' }, t('privacy')) : '');
}

// Those where something is wrong, which is then said below.
function wrongs() {
  return [...before.elements].filter((node) => {
    node.value = node.value.trim();
    const isWrong = !node.validity.valid || node.name === state.lack;
    say(node, isWrong && t(node.type === 'email' && node.value
      ? 'noMail' : 'needed'));
    return isWrong;
  });
}

function say(node, words) {
  node.ariaInvalid = words ? 'true' : null;
  node.wrong.replaceChildren(...words ? [icon('failed', 's'), words] : []);
}

before.addEventListener('input', ({ target }) => say(target, ''));

// Enter sends; with nothing to send yet it leads to where that is written.
before.addEventListener('keydown', ({ key }) => {
  const box = foot.querySelector('textarea');
  if (key === 'Enter' && !box.value.trim()) box.focus();
});

forms.wrongs = wrongs;

// Kept with the draft.
forms.answers = () => (before.firstChild ? {
  who: Object.fromEntries([...new FormData(foot)].map(([name, value]) =>
    [name, name === 'consent' || value])),
} : {});

const rating = () => [
  el('fieldset', { 'aria-describedby': 'ends' }, el('legend', t('howWas')),
    el('div.stars', ...[1, 2, 3, 4, 5].map(star)),
    el('div.ends', { id: 'ends' }, el('span', t('poor')), ' ',
      el('span', t('great')))),
  el('div.f late', el('label', { for: 'comment' }, t('comment'),
    el('small', ' ' + t('optional'))),
  el('textarea', { id: 'comment', name: 'text', maxlength: '1000' })),
  el('div.btns', button('btn', skip, t('skip')),
    el('button.btn p late', t('rate'))),
];

const star = (value) => el('label', el('input', { type: 'radio',
  name: 'value', value, required: '' }), icon('star'), String(value));

function skip() {
  save({ skip: state.due });
  draw();
}

// One key a close, whichever tab rates it and however often.
rate.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { value, text } = Object.fromEntries(new FormData(rate));
  const key = state.due.replace(/\W/g, '');
  try {
    await call(of('rating/'), { value: +value, text, key });
    state.notice = '';
    hurry();
  } catch (error) {
    sorry(error);
  }
});
