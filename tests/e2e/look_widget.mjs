// The widget in each of its states, over a page of the shop.
import { Shopper } from './shopper.mjs';
import { freshKey } from '../web/http.mjs';
import { User } from '../web/people.mjs';
import { longWord } from './past.mjs';

const kSends = '**/support/api/conversation/*/send/';
const kUploads = '**/support/api/conversation/*/upload/';

// The customer of the past comes back with the browser they had.
async function comesBack(come, customer) {
  const ana = await come(Shopper);
  const slot = `bookshop-chat ${ana.instance.origin} sub ana`;
  const kept = { token: customer.token, id: customer.conversation };
  await ana.context.addInitScript(([key, value]) => {
    if (!localStorage.getItem(key)) localStorage.setItem(key, value);
  }, [slot, JSON.stringify(kept)]);
  await ana.signIn();
  return ana;
}

async function first(come, look) {
  const guest = await come(Shopper);
  await guest.go('/shop/');
  await guest.chat.open();
  await guest.chat.inside.getByText('Good day, and welcome.').waitFor();
  await look(guest.page, 'widget-welcome');
}

// Before anything was said: the list of chats, and that nothing is reached.
async function bare(come, look) {
  const guest = await come(Shopper);
  const { chat, context, page } = guest;
  await guest.go('/shop/');
  await chat.open();
  await chat.menu.click();
  await chat.entry('Your earlier chats').click();
  await chat.inside.getByText('No earlier chats yet').waitFor();
  await look(page, 'widget-past-empty');
  await context.route('**/support/api/**', (route) => route.abort());
  await page.reload();
  await chat.launcher.click();
  await chat.status.getByText('The chat cannot be reached').waitFor();
  await look(page, 'widget-unreachable');
}

// Three of the days before, and one whose words have no end.
const listed = (id) => ({ conversations: [
  { id, status: 'pending', preview: 'Thank you!', unread: 0, rating: null },
  { id: 'a', status: 'closed', preview: 'Extend “Salt and Tide”', unread: 2,
    rating: 5 },
  { id: 'b', status: 'closed', preview: longWord, unread: 0, rating: null },
].map((one, n) => ({ ...one, last: `2026-0${6 - n}-12T10:00:00Z` })) });

async function others(ana, look, id) {
  const { chat, context, page } = ana;
  await chat.menu.click();
  await look(page, 'widget-menu');
  await context.route('**/support/api/conversations/', (route) =>
    route.fulfill({ json: listed(id) }));
  await chat.entry('Your earlier chats').click();
  await chat.inside.getByText('Extend “Salt and Tide”').waitFor();
  await look(page, 'widget-past');
  await chat.back.click();
  await context.unroute('**/support/api/conversations/');
}

async function talking(ana, look) {
  const { chat, page } = ana;
  await chat.inside.getByRole('button', { name: /new message/ }).waitFor();
  await look(page, 'widget-unread');
  await chat.open();
  await chat.said('That was quick, thank you!').waitFor();
  await look(page, 'widget-talk');
  await chat.box.fill(`A draft of\nthree lines,\n${longWord}`);
  await look(page, 'widget-draft');
  await chat.send(`${longWord} https://books.example/${'a'.repeat(90)}`);
  await look(page, 'widget-long-words');
}

async function trouble(ana, look) {
  const { chat, context, page } = ana;
  await context.route(kSends, (route) => route.abort());
  await chat.box.fill('Is there a later edition?');
  await chat.box.press('Enter');
  await chat.retry.waitFor();
  await look(page, 'widget-failed');
  await context.unroute(kSends);
  await chat.insist('Is there a later edition?');

  await context.route(kUploads, () => {});  // it never ends
  await chat.attach({ name: `scan of ${longWord}.pdf`,
    mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 %%EOF') });
  await chat.inside.getByRole('progressbar').waitFor();
  await look(page, 'widget-uploading');
  await chat.inside.getByRole('button', { name: /^Remove scan/ }).click();
  await context.unroute(kUploads);

  await context.setOffline(true);
  await chat.status.getByText('You are offline').waitFor();
  await chat.box.fill('Then I shall wait.');
  await chat.box.press('Enter');
  await look(page, 'widget-offline');
  await context.setOffline(false);
  await chat.arrived('Then I shall wait.');
}

// What is asked before a chat: empty, and with something wrong.
async function asked(come, look) {
  const guest = await come(Shopper);
  const { chat, context, page } = guest;
  await context.route('**/support/api/config/', async (route) => {
    const answer = await route.fetch();
    const ask = { name: 'optional', email: 'required', privacy: '/privacy/',
      consent: `You may keep this chat for 24 months, ${longWord}.` };
    return route.fulfill({ json: { ...await answer.json(), ask } });
  });
  await guest.go('/shop/');
  await chat.open();
  await chat.inside.getByText('Before we start').waitFor();
  await look(page, 'widget-before');
  await chat.inside.getByLabel('Name').fill(longWord);
  await chat.inside.getByLabel('E-mail').fill('wilhelmina@');
  await chat.box.fill('The book in my parcel is not the one I ordered.');
  await chat.box.press('Enter');
  await chat.inside.getByText('This is no e-mail address').waitFor();
  await look(page, 'widget-before-wrong');
}

async function rated(ana, look) {
  const { chat, page } = ana;
  await chat.inside.getByRole('radio', { name: '4' }).check({ force: true });
  await chat.inside.getByLabel('Anything to add?').fill(longWord);
  await look(page, 'widget-rating');
  await chat.inside.getByRole('button', { name: 'Send rating' }).click();
  await chat.log.getByText('Rated 4 of 5').waitFor();
  await look(page, 'widget-rated');
}

async function closed(ana, look, customer) {
  const marta = await new User(ana.instance, 'marta').signIn();
  await marta.post(
    `/support/agent/api/conversation/${customer.conversation}/status/`,
    { key: freshKey(), status: 'closed' });
  await ana.chat.log.getByText('closed this chat').waitFor();
  await look(ana.page, 'widget-closed');
}

export async function widgetStates(come, look, past) {
  await first(come, look);
  await bare(come, look);
  await asked(come, look);
  const ana = await comesBack(come, past.ana);
  await talking(ana, look);
  await others(ana, look, past.ana.conversation);
  await trouble(ana, look);
  await closed(ana, look, past.ana);
  await rated(ana, look);
}
