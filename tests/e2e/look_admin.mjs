// The pages of the Admin Panel: empty, full, with faults and with long words.
import { Staff } from './staff.mjs';

const kLong = 'Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente';
const kQuick = '/support/agent/quick-replies/';

async function users(ines, come, look) {
  const { page } = ines;
  await ines.go('/support/admin/users/');
  await page.getByLabel('Login').fill('tom');
  await page.getByLabel('Full name').fill('');
  await page.getByLabel('Full name').evaluate((box) =>
    box.removeAttribute('required'));
  await ines.press(page.getByRole('button', { name: 'Make invitation link' }));
  await look(page, 'users-wrong');
  await page.getByLabel('Full name').fill(kLong);
  await page.getByLabel('E-mail').fill(`${kLong.toLowerCase()}@example.org`);
  await ines.press(page.getByRole('button', { name: 'Make invitation link' }));
  await look(page, 'user-invited');
  const link = await page.getByLabel('Invitation link').inputValue();
  await ines.go('/support/admin/users/');
  await look(page, 'users');
  await ines.go('/support/admin/users/marta/');
  await look(page, 'user');

  const tom = await come(Staff);
  await tom.go('/support/invite/');
  await tom.page.getByLabel('Link or code').fill('A-WRONG-CODE');
  await tom.press(tom.page.getByRole('button', { name: 'Continue' }));
  await look(tom.page, 'invite-wrong');
  await tom.page.getByLabel('Link or code').fill(link);
  await tom.press(tom.page.getByRole('button', { name: 'Continue' }));
  await look(tom.page, 'invite-password');
}

async function settings(ines, look) {
  const { page } = ines;
  await ines.go('/support/admin/settings/');
  await look(page, 'settings');
  await page.getByLabel(/zone/i).fill('Nowhere/Atall');
  await page.getByLabel('Monday', { exact: true }).fill('nine to five');
  await page.getByLabel('We answer in these hours only').check();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'settings-wrong');
}

async function quickReplies(ines, look) {
  const { page } = ines;
  await ines.go(kQuick);
  for (const [shortcut, title, text] of [
    ['good-day', 'Good day', 'Good day {customer},\nhow can {agent} help you?'],
    ['long-words-here', kLong, `${kLong} `.repeat(8)],
    ['hours', 'When we are here', 'From nine to five.']]) {
    await page.getByLabel('Whose').selectOption('shared');
    await page.getByLabel('Shortcut', { exact: true }).fill(shortcut);
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.getByLabel('Text', { exact: true }).fill(text);
    await ines.press(page.getByRole('button', { name: 'Add quick reply' }));
  }
  await page.getByLabel(/^CSV file/).setInputFiles({ name: 'a.csv',
    mimeType: 'text/csv', buffer: Buffer.from('no,Two\nBad One,Title,Text\n') });
  await ines.press(page.getByRole('button', { name: 'Import file' }));
  await look(page, 'quick-replies-wrong');
  await ines.press(page.getByRole('link', { name: 'Edit Good day' }));
  await page.getByText('Delete…').click();
  await look(page, 'quick-reply');
}

export async function adminPages(come, look) {
  const ines = await come(Staff);
  await ines.signIn('admin');
  await users(ines, come, look);
  await settings(ines, look);
  await quickReplies(ines, look);
  const show = async (name, path) => {
    await ines.go(path);
    await look(ines.page, name);
  };
  await show('audit', '/support/admin/audit/');
  await show('audit-empty', '/support/admin/audit/?event=none&actor=nobody');
  await show('embed', '/support/admin/embed/?color=%23ffd700&side=left');
  await show('embed-wrong', '/support/admin/embed/?offset=far');
}
