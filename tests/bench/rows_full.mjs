// The staff's pages that are asked for over a full store.  `promised`: p95 is
// to be under 100 ms; `finds`: so many conversations are to be on the page.
const kPage = 25;
const kLink = /\/support\/conversation\/(\d{8}-[0-9A-Z]{20})\//g;

const linkedOn = (page) => new Set([...page.matchAll(kLink)].map(([, id]) => id));

class Row {
  constructor(name, path, { promised = false, finds, holds } = {}) {
    Object.assign(this, { name, path, promised, finds, holds, times: [],
                          bytes: 0 });
  }

  // A page that is quick because it is empty keeps no promise.
  judge(answer) {
    this.bytes = answer.body.length;
    const found = linkedOn(answer.text).size;
    if (answer.status !== 200) this.fault = `answers ${answer.status}`;
    else if (this.finds !== undefined && found !== this.finds)
      this.fault = `${found} conversations where ${this.finds} are due`;
    else if (this.holds && !this.holds.test(answer.text))
      this.fault = `does not hold ${this.holds}`;
  }
}

export function rowsOfFull(made) {
  const list = '/support/conversations/';
  const last = Math.min(500, Math.floor(made.conversations / kPage));
  const promised = true;
  const finds = kPage;
  return [
    new Row('dashboard', '/support/agent/dashboard/',
            { promised, holds: /conversation/ }),
    new Row('list, page 1', list, { promised, finds }),
    new Row(`list, page ${last}`, `${list}?page=${last}`, { promised, finds }),
    new Row('search, rare word', `${list}?q=${made.rare}`,
            { promised, finds: 10, holds: /<mark>zeppelin<\/mark>/i }),
    new Row('search, common word', `${list}?q=${made.common}`,
            { promised, finds, holds: /<mark>order<\/mark>/i }),
    new Row('statistics, 30 days', '/support/agent/statistics/?range=30',
            { promised, holds: /<svg/ }),
    new Row('refresh of the dashboard', '/support/agent/api/conversations/'),
    new Row('list, closed, page 1', `${list}?status=closed`),
    new Row('search, two common words', `${list}?q=order+parcel`),
    new Row('search, the commonest word', `${list}?q=the`),
    new Row('search, a beginning', `${list}?q=ord`),
    new Row('statistics, 7 days', '/support/agent/statistics/?range=7'),
  ];
}
