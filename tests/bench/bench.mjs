// Runs each row of rows.mjs and, right before it, the no-op: what the machine
// does meanwhile hits both.  The median of the rounds stands in the table.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';
import { check, median } from './bars.mjs';
import { childrenOf, cpuOf, memoryOf, withChildren } from './processes.mjs';
import { rowsOf } from './rows.mjs';
import { replay } from './wrk.mjs';

const kRounds = 5;
const kWorkers = 8;
const kClients = 16;
const kSeconds = Number(process.env.SECONDS_A_RUN ?? 4);

// The no-op behind the same httpd, at a path that passes through the same
// filters and rules.
async function startNoop(instance) {
  const socket = join(instance.folder, 'run', 'noop.sock');
  const noop = spawn(join(process.env.BUILD, 'bench-noop'),
                     [socket, String(kWorkers)], { stdio: 'inherit' });
  await eventually(() => existsSync(socket), 'the no-op has its socket');
  appendFileSync(join(instance.folder, 'conf', 'httpd.conf'),
    `ProxyPass "/support/noop/" "unix:${socket}|fcgi://noop/" enablereuse=off\n`);
  process.kill(Number(instance.facts.httpd), 'SIGUSR1');
  await eventually(
    async () => (await ask(instance.origin, 'GET', '/support/noop/')).status === 204,
    'httpd has taken up the no-op');
  return noop;
}

class Bench {
  constructor(instance, noop) {
    this.instance = instance;
    const master = Number(
      readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
    // The pool makes the workers first and the housekeeper after them.
    const children = childrenOf(master).sort((a, b) => a - b);
    this.processes = {
      master: [master], workers: children.slice(0, kWorkers),
      housekeeper: children.slice(kWorkers),
      httpd: withChildren(Number(instance.facts.httpd)),
      noop: childrenOf(noop.pid) };
  }

  // One run of wrk: requests a second, and CPU microseconds a request.
  async once(requests) {
    const cpu = () => Object.fromEntries(Object.entries(this.processes).map(
      ([who, pids]) => [who, cpuOf(pids)]));
    const before = cpu();
    const told = await replay(this.instance, requests,
                              { clients: kClients, seconds: kSeconds });
    const after = cpu();
    assert.equal(told.refused + told.broken, 0,
                 `${requests[0].path}: ${JSON.stringify(told)}`);
    const cost = (who) => (after[who] - before[who]) / told.requests;
    return { rate: told.requests / told.seconds, p50: told.p50, p99: told.p99,
             httpd: cost('httpd'), housekeeper: cost('housekeeper'),
             workers: cost('workers'), noop: cost('noop') };
  }

  async pair(row) {
    const nothing = await this.once([{ method: 'GET', path: '/support/noop/' }]);
    const something = await this.once(row.requests);
    return { nothing, ...something, ratio: something.rate / nothing.rate,
             over: something.workers - nothing.noop };
  }
}

const kColumns = [
  ['req/s', (one) => one.rate, 0], ['ratio', (one) => one.ratio, 2],
  ['p50 ms', (one) => one.p50, 1], ['p99 ms', (one) => one.p99, 1],
  ['httpd', (one) => one.httpd, 0], ['workers', (one) => one.workers, 0],
  ['over no-op', (one) => one.over, 0], ['housek.', (one) => one.housekeeper, 0]];

function tell(name, pairs) {
  console.log(name.padEnd(12) + kColumns.map(([head, of, digits]) =>
    median(pairs.map(of)).toFixed(digits).padStart(head.length + 3)).join(''));
}

function tellAll(rows) {
  console.log('Through httpd, the median of ' +
    `${kRounds} rounds of ${kSeconds} s, ${kClients} clients, ` +
    `${kWorkers} workers.\nRatio: to the requests of the no-op run right ` +
    'before.  CPU: microseconds a request.\n');
  console.log(' '.repeat(12) + kColumns.map(([head]) => `   ${head}`).join(''));
  tell('no-op', rows.flatMap((row) => row.pairs.map(({ nothing }) => (
    { ...nothing, ratio: 1, workers: nothing.noop, over: 0 }))));
  for (const row of rows) tell(row.name, row.pairs);
}

function tellMemory(processes) {
  console.log('\nMemory, MiB      PSS     RSS   processes');
  for (const [who, pids] of Object.entries(processes)) {
    const { pss, rss } = memoryOf(pids);
    console.log(who.padEnd(12) + pss.toFixed(1).padStart(8) +
                rss.toFixed(1).padStart(8) + String(pids.length).padStart(12));
  }
}

function judge(rows) {
  console.log('');
  for (const { name, bars = {}, pairs } of rows) {
    const of = (what) => median(pairs.map((pair) => pair[what]));
    if (bars.ratio) {
      check(`${name}: at least ${bars.ratio} of the no-op's requests`,
            of('ratio').toFixed(2), of('ratio') >= bars.ratio);
    }
    if (bars.worker) {
      check(`${name}: at most ${bars.worker} microseconds of worker CPU over ` +
            'the no-op', of('over').toFixed(1), of('over') <= bars.worker);
    }
  }
}

const instance = await Instance.start({ workers: kWorkers });
let noop;
try {
  noop = await startNoop(instance);
  const rows = await rowsOf(instance);
  const bench = new Bench(instance, noop);
  for (const row of rows) {
    row.pairs = [];
    await bench.once(row.requests);  // what is kept is kept from now on
  }
  for (let round = 0; round < kRounds; round++) {
    for (const row of rows) row.pairs.push(await bench.pair(row));
  }
  tellAll(rows);
  tellMemory(bench.processes);
  judge(rows);
} finally {
  noop?.kill('SIGKILL');
  await instance.stop();
}
