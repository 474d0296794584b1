// The metrics file: sound to Prometheus' own reader, and it counts what was
// done, over a worker's death too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../bench/processes.mjs';
import { missingInPython } from '../programs.mjs';
import { runSync } from './command.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';
import { eventually } from './suite.mjs';

const prefix = 'bookshop_support_';

// Debian's python3: the package stands beside no other.  By the reader that Prometheus' project ships for Python; and what a Python
// program forgives and promtool does not.
const kReader = `
import sys
from prometheus_client.parser import text_string_to_metric_families
text = sys.stdin.read()
names = set()
for family in text_string_to_metric_families(text):
    assert family.name not in names, family.name + ' twice'
    names.add(family.name)
    assert family.documentation and family.type != 'unknown', family.name
    seen = set()
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        assert key not in seen, key
        seen.add(key)
        assert sample.value >= 0, key
        if family.type == 'counter':
            assert sample.name.endswith('_total'), sample.name
    if family.type == 'histogram':
        last = {}
        for s in family.samples:
            labels = {k: v for k, v in s.labels.items() if k != 'le'}
            of = tuple(sorted(labels.items()))
            if s.name.endswith('_bucket'):
                assert s.value >= last.get(of, 0), 'a bucket is smaller'
                last[of] = s.value
                top = s.labels['le'] == '+Inf'
            elif s.name.endswith('_count'):
                assert s.value == last[of] and top, 'count is not +Inf'
print(len(names))
`;

const read = (instance) =>
  readFileSync(join(instance.folder, 'run', 'metrics.prom'), 'utf8');

function valueOf(text, name) {
  const line = text.split('\n').find((one) =>
    one.startsWith(`${prefix}${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

// The first file that was written after now; 5 s is how often.
function next(instance) {
  const since = Date.now() / 1000;
  return eventually(() => {
    let text = '';
    try {
      text = read(instance);
    } catch (error) {
      assert.equal(error.code, 'ENOENT');
    }
    return valueOf(text, 'written_time_seconds') > since && text;
  }, 'the metrics file is written');
}

async function run(suite, instance) {
  const ana = new Customer(instance);
  await ana.create('Hello');
  for (let n = 0; n < 3; n++) await ana.send(`message ${n}`);
  await ana.trySend('x'.repeat(9000));
  const marta = await new User(instance, 'marta').signIn();
  await eventually(async () => (await marta.call(
    'GET', '/support/agent/dashboard/')).text.includes('message 2'), 'the index');
  const text = await next(instance);

  const reader = 'Prometheus\' own reader finds nothing wrong with it';
  const why = missingInPython('prometheus_client');
  if (why) suite.skip(reader, why);
  else await suite.test(reader, () => {
    const families = runSync('/usr/bin/python3', ['-c', kReader], { input: text });
    assert.ok(Number(families) > 20, String(families));
  });
  await suite.test('every family in it is in supportd(8)', () => {
    const manual = readFileSync(
      new URL('../../man/supportd.8', import.meta.url), 'utf8');
    for (const [, name] of text.matchAll(/^# TYPE bookshop_support_(\w+)/gm))
      assert.ok(manual.includes(name), name);
  });
  await suite.test('it counts what was asked and what was written', () => {
    const is = (name, value) => assert.equal(valueOf(text, name), value, name);
    is('requests_total{kind="create",class="2xx"}', 1);
    is('requests_total{kind="send",class="2xx"}', 3);
    is('requests_total{kind="send",class="4xx"}', 1);
    is('request_duration_seconds_count{kind="send"}', 4);
    assert.ok(valueOf(text, 'appends_total') >= 4);
    assert.ok(valueOf(text, 'fsync_duration_seconds_count') >= 4);
    assert.ok(valueOf(text, 'requests_total{kind="page",class="2xx"}') >= 1);
    is('workers', 2);
    is('workers_up', 2);
    is('storage_latched', 0);
    is('index_unread_conversations', 0);
    is('index_behind_seconds', 0);
    is('conversations{status="open"}', 1);
    assert.ok(valueOf(text, 'disk_free_bytes{directory="data"}') > 0);
  });
  await suite.test('a killed worker takes none of its figures along', async () => {
    const master = Number(
      readFileSync(join(instance.folder, 'run', 'supportd.pid'), 'utf8'));
    // Workers first, the housekeeper after them.
    const workers = childrenOf(master).sort((a, b) => a - b).slice(0, 2);
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    // Who is dying takes no request any more.
    await eventually(() => !workers.some((pid) =>
      childrenOf(master).includes(pid)), 'their end');
    await ana.send('after');
    // A worker that dies soon after its start is restarted with a delay.
    const later = await eventually(async () => {
      const now = await next(instance);
      return valueOf(now, 'workers_up') === 2 && now;
    }, 'two workers');
    const grown = (name) => valueOf(later, name) - valueOf(text, name);
    assert.equal(grown('requests_total{kind="send",class="2xx"}'), 1);
    assert.equal(grown('process_deaths_total{process="worker"}'), 2);
    assert.equal(grown('process_restarts_total{process="worker"}'), 2);
  });
}

export default async function (suite) {
  const instance = await Instance.start({ workers: 2 });
  try {
    await run(suite, instance);
  } finally {
    await instance.stop();
  }
}
