// The pages of the demo shop.
import { Shopper } from './shopper.mjs';

export async function pagesOfShop(come, look) {
  const ana = await come(Shopper);
  const { page } = ana;
  const show = async (name, path) => {
    await ana.go(path);
    await ana.chat.launcher.waitFor();
    await look(page, `shop-${name}`);
  };
  await show('sign-in', '/shop/sign-in/');
  await page.getByLabel('Login').fill('nemo');
  await page.getByLabel('Password').fill('not the password at all');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'shop-sign-in-wrong');
  await ana.signIn();
  await show('home', '/shop/');
  await page.getByRole('main').getByRole('link').first().click();
  await ana.chat.launcher.waitFor();
  await look(page, 'shop-book');
  await show('missing', '/shop/book/none/');
  for (const name of ['profile', 'orders', 'rentals', 'addresses']) {
    await show(name, `/shop/${name}/`);
  }
}
