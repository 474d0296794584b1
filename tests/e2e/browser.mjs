// One Chromium for all the suites: Debian's headless shell, which takes half
// the CPU time of the full browser (CHROMIUM=/usr/bin/chromium).  Each Visitor
// has a browser context with cookies and storage of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { eventually, kPatience } from '../web/suite.mjs';

export const program = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

const how = { executablePath: program, timeout: kPatience, args: [
  '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu',
  '--disable-background-networking', '--disable-component-update',
  '--disable-domain-reliability', '--disable-sync', '--no-first-run',
  '--no-pings',
  // Nothing but this machine can be asked for anything.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
] };

export const launch = () => chromium.launch(how);

// A browser of its own, which keeps what it stores in `folder`.
export async function launchIn(folder) {
  const context = await chromium.launchPersistentContext(folder, how);
  context.setDefaultTimeout(kPatience);
  return context;
}

// As if the power went: the process that writes to `folder`.
export function kill(folder) {
  const isIt = (pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return words.includes(folder) && !words.includes('--type=');
  };
  for (const pid of readdirSync('/proc').filter(Number)) {
    try {
      if (isIt(pid)) process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

// What a page reports against its own policy, told where tests can hear it.
function tellReports() {
  document.addEventListener('securitypolicyviolation', (report) =>
    console.error(`CSP: ${report.violatedDirective} ${report.blockedURI}` +
                  ` at ${report.sourceFile}:${report.lineNumber}`));
}

export class Visitor {
  static async come(browser, instance, options = {}) {
    const visitor = new this();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(kPatience);
    Object.assign(visitor, { instance, context, faults: [], calls: [],
                             pending: new Set() });
    await context.addInitScript(tellReports);
    context.on('weberror', (fault) => visitor.faults.push(`${fault.error()}`));
    context.on('console', (line) => {
      if (/CSP:|Content Security Policy/.test(line.text())) {
        visitor.faults.push(line.text());
      }
    });
    context.on('request', (request) => {
      visitor.calls.push(request);
      if (request.resourceType() === 'fetch') visitor.pending.add(request);
    });
    for (const end of ['requestfinished', 'requestfailed']) {
      context.on(end, (request) => visitor.pending.delete(request));
    }
    visitor.page = await context.newPage();
    return visitor;
  }

  leave() { return this.context.close(); }

  // Requests so far whose path begins so.
  asked(beginning) {
    return this.calls.filter((request) =>
      new URL(request.url()).pathname.startsWith(beginning));
  }

  // Waits until every request of the pages' scripts is answered, and the answer
  // handled, which may have sent another one.
  async settled() {
    await eventually(() => this.pending.size === 0, 'the answers');
    const aTaskLater = () => new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage('');
    });
    for (const page of this.context.pages()) await page.evaluate(aTaskLater);
    if (this.pending.size) await this.settled();
  }

  // `place` is shown when no more than `most` further requests to `url` have
  // been answered: those after them wait until it is.
  async showsWithin(most, url, place) {
    const { page } = this;
    let count = 0, shown;
    const isShown = new Promise((done) => { shown = done; });
    const hold = async (route) => {
      count += 1;
      if (count > most) await isShown;
      await route.continue();
    };
    await page.route(url, hold);
    try {
      await place.waitFor();
    } finally {
      shown();
      await page.unroute(url, hold);
    }
  }
}
