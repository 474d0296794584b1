// The staff pages: before anybody has written, and with a past.
import { adminPages } from './look_admin.mjs';
import { statisticsPages } from './look_statistics.mjs';
import { Staff } from './staff.mjs';

export async function emptyPages(come, look) {
  const marta = await come(Staff);
  const { page } = marta;
  await marta.go('/support/conversations/');
  await look(page, 'help');
  await marta.dashboard();
  await look(page, 'login');
  await marta.signIn();
  await look(page, 'dashboard-empty');
  await marta.go('/support/conversations/');
  await look(page, 'messages-empty');
  await marta.go('/support/agent/quick-replies/');
  await look(page, 'quick-replies-empty');
  await marta.go('/support/agent/statistics/');
  await look(page, 'statistics-empty');
  await marta.go('/support/static/errors/503.html');
  await look(page, 'away-503');
}

export async function fullPages(come, look, past) {
  const marta = await come(Staff);
  await marta.dashboard();
  await marta.page.getByLabel('Login').fill('nemo');
  await marta.page.getByLabel('Password').fill('not the password at all');
  await marta.page.getByRole('button', { name: 'Sign in' }).click();
  await marta.page.getByRole('alert').waitFor();
  await look(marta.page, 'login-wrong');
  await marta.signIn();
  await marta.row('That was quick').waitFor();
  await look(marta.page, 'dashboard');
  await openBoxes(marta, look);
  const show = async (name, path) => {
    await marta.go(path);
    await look(marta.page, name);
  };
  await show('messages', '/support/conversations/');
  await messagesStates(marta, show, look);
  const detail = (who) => `/support/conversation/${past[who].conversation}/`;
  await show('conversation', detail('ana'));
  await marta.page.getByText('Internal note', { exact: true }).last().click();
  await look(marta.page, 'conversation-note');
  await quickList(marta, look);
  await conflict(marta, await come(Staff), look, detail('yuki'));
  await show('conversation-closed', detail('lena'));
  await show('conversation-long', detail('long'));
  await statisticsPages(marta, show, look);
  await show('refusal', '/support/admin/settings/');
  await show('account', '/support/agent/account/');
  await wrongPassword(marta);
  await look(marta.page, 'account-wrong');
  await adminPages(come, look);
}

// What opens over the dashboard.
async function openBoxes({ page }, look) {
  await page.locator('#alerts summary').click();
  await look(page, 'dashboard-alerts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look(page, 'dashboard-keys', { whole: false });
  await page.keyboard.press('Escape');
}

async function quickList({ page }, look) {
  await page.getByText('Reply', { exact: true }).first().click();
  await page.getByLabel('Message', { exact: true }).pressSequentially('/');
  await page.getByRole('listbox', { name: 'Quick replies' }).waitFor();
  await look(page, 'conversation-quick');
  await page.getByLabel('Message', { exact: true }).fill('');
}

// And what is printed, without controls.
async function conflict(marta, ines, look, path) {
  const { page } = marta;
  await ines.signIn('admin');
  for (const one of [marta, ines]) await one.go(path);
  await page.getByLabel('Message', { exact: true }).fill('My own answer');
  await ines.reply('Yes, until the end of the month.');
  await page.locator('#people').getByText('Ines').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'conversation-conflict');
  await page.emulateMedia({ media: 'print' });
  await look(page, 'conversation-print');
  await page.emulateMedia({ media: null });
  await marta.press(page.getByRole('link', { name: 'Discard your text' }));
}

// Found, nothing found, wrong, and what a change of many did.
async function messagesStates({ page }, show, look) {
  const list = '/support/conversations/';
  await show('messages-found', `${list}?q=order&status=open&sort=wait`);
  await show('messages-nothing', `${list}?q=order&status=closed&has_file=yes`);
  await show('messages-wrong',
             `${list}?from=2026-02-30&until=soon&agent=nemo&tag=none`);
  await show('messages-closed', `${list}?status=closed`);
  await page.getByRole('checkbox').nth(1).check();
  await page.getByLabel('Action', { exact: true }).selectOption('close');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('#result').waitFor();
  await look(page, 'messages-changed');
}

async function wrongPassword({ page }) {
  await page.getByLabel('Password until now').fill('not the password at all');
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByLabel('New password again').fill('other');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('alert').waitFor();
}
