// The statistics with all that opens in its place, and with days that are none.
export async function statisticsPages({ page }, show, look) {
  await show('statistics', '/support/agent/statistics/');
  // The days of one's own would lie over the others.
  const closed = page.locator('main details:not(.own) > summary');
  for (const one of await closed.all()) await one.click();
  await look(page, 'statistics-open');
  await show('statistics-wrong', '/support/agent/statistics/?from=soon');
}
