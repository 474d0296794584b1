// The staff pages: before anybody has written, and with a past.
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
  await show('messages-closed', '/support/conversations/?status=closed');
  const detail = (who) => `/support/conversation/${past[who].conversation}/`;
  await show('conversation', detail('ana'));
  await marta.page.getByText('Internal note', { exact: true }).last().click();
  await look(marta.page, 'conversation-note');
  await show('conversation-closed', detail('lena'));
  await show('conversation-long', detail('long'));
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

async function wrongPassword({ page }) {
  await page.getByLabel('Password until now').fill('not the password at all');
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByLabel('New password again').fill('other');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('alert').waitFor();
}

async function adminPages(come, look) {
  const ines = await come(Staff);
  const { page } = ines;
  await ines.signIn('admin');
  await ines.go('/support/admin/users/');
  await look(page, 'users');
  await page.getByLabel('Login').fill('tom');
  await page.getByLabel('Full name').fill('Tom Bell');
  await page.getByRole('button', { name: 'Make invitation link' }).click();
  await page.getByLabel('Invitation link').waitFor();
  await look(page, 'user-invited');
  await ines.go('/support/admin/users/');
  await ines.go('/support/admin/users/marta/');
  await look(page, 'user');
  await ines.go('/support/admin/settings/');
  await look(page, 'settings');
  await page.getByLabel(/zone/i).fill('Nowhere/Atall');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'settings-wrong');
}
