// What a statistics page says, read out of its HTML.
const page = '/support/agent/statistics/';

export const plain = (html) => html.replace(/<[^>]*>/g, '')
  .replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
  .replace(/\s+/g, ' ').trim();

const between = (text, begin, end) => {
  const at = text.indexOf(begin);
  return at < 0 ? '' : text.slice(at, text.indexOf(end, at));
};

// {exact, words, url} of a piece that may hold a <data> and a link.
const value = (html) => ({
  exact: /<data value="([^"]*)"/.exec(html)?.[1] ?? '',
  words: plain(/<data[^>]*>(.*?)<\/data>/.exec(html)?.[1] ?? html),
  url: /href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '',
});

const rows = (table) => [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)]
  .map(([, row]) => row);
const cells = (row, name) =>
  [...row.matchAll(new RegExp(`<${name}[^>]*>(.*?)</${name}>`, 'gs'))]
    .map(([, cell]) => cell);

export class Figures {
  constructor(answer) {
    Object.assign(this, { status: answer.status, text: answer.text });
  }

  // A card's numbers by their words: {median: {exact, words, url}, …}.
  card(name) {
    const html = between(this.text, `id="${name}" aria-labelledby`, '</section>');
    const found = Object.fromEntries(
      [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)]
        .map(([, term, body]) => [term, value(body)]));
    found.notes = cells(between(html, '<ul class="notes">', '</ul>'), 'li')
      .map((note) => ({ ...value(note), text: plain(note) }));
    return found;
  }

  // The exact values of a card, in order.
  exact(name) {
    return Object.entries(this.card(name))
      .filter(([term]) => term !== 'notes').map(([, { exact }]) => exact);
  }

  tile(name) {
    const html = between(this.text, `id="tile-${name}"`, '</div>');
    return value(between(html, '<b>', '<span class="vh">'));
  }

  // "3 February to 4 March 2026, Europe/Berlin"
  title() { return plain(between(this.text, '<p id="days-shown"', '</p>')); }

  backlog() {
    return value(between(this.text, 'id="backlog-end"', '</b>')).exact;
  }

  // [[day, started, answered, not answered, open], …]
  days() {
    return rows(between(this.text, '<table id="days">', '</table>')).slice(1)
      .map((row) => [...cells(row, 'th'), ...cells(row, 'td')].map(plain));
  }

  // {Mon: ['0', …], …}; which: means or peaks.
  hours(which = 'means') {
    return Object.fromEntries(
      rows(between(this.text, `class="heat" id="${which}"`, '</table>'))
        .slice(1).map((row) => [plain(cells(row, 'th')[0]),
                                cells(row, 'td').map(plain)]));
  }

  // {marta: {conversations: {exact, words, url}, …}, …}
  agents() {
    const table = between(this.text, 'id="agents"', '</table>');
    return Object.fromEntries(
      [...table.matchAll(/<tr data-login="([^"]*)">(.*?)<\/tr>/gs)]
        .map(([, login, row]) => [login, Object.fromEntries(
          [...row.matchAll(/<td[^>]*data-column="([^"]*)">(.*?)<\/td>/gs)]
            .map(([, column, cell]) => [column, { ...value(cell),
                                                  text: plain(cell) }]))]));
  }

  // Every link to a list of conversations that a figure counts.
  lists() {
    return [...this.text.matchAll(/href="(\/support\/conversations\/\?figure=[^"]*)"/g)]
      .map(([, url]) => url.replaceAll('&amp;', '&'));
  }
}

export const figures = async (user, query = '') =>
  new Figures(await user.call('GET', page + query));

// A CSV as objects by its heads.
export function csvRows(text) {
  const lines = [[]];
  for (const [, quoted, bare, end] of text.replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    lines.at(-1).push((quoted ?? bare).replaceAll('""', '"'));
    if (end === '\r\n') lines.push([]);
    if (end === '') break;
  }
  lines.pop();
  const [heads, ...data] = lines;
  return data.map((line) => Object.fromEntries(
    heads.map((head, at) => [head, line[at]])));
}

export async function csv(user, query) {
  const answer = await user.call('GET', `${page}export/${query}`);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return Object.assign(csvRows(answer.text), { answer });
}
