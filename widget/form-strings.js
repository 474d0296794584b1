// What the two forms say; strings.js has the rest.

export const FORM_STRINGS = {
  before: 'Before we start',
  name: 'Name',
  email: 'E-mail',
  privacy: 'Privacy',
  needed: 'Please fill this in',
  noMail: 'This is no e-mail address',
  howWas: 'How did we do?',
  poor: 'Poor',
  great: 'Excellent',
  comment: 'Anything to add?',
  optional: '(optional)',
  skip: 'Skip',
  rate: 'Send rating',
};
