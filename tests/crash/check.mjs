// What is there after the storm: in the files, over the API, in the index.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, fileOf } from '../bench/records.mjs';
import { runSync } from '../web/command.mjs';
import { ask } from '../web/http.mjs';

// support-data(5): a line whose CRC is wrong is no record.
function recordOf(line) {
  const end = line.lastIndexOf(',"c":"');
  const crc = line.subarray(end + 6, end + 14).toString();
  if (end < 0 || crc !== crc32(line.subarray(0, end))) return undefined;
  return JSON.parse(line.toString('utf8'));
}

// Read by other code than that which wrote it.
export function recordsIn(file) {
  const bytes = readFileSync(file);
  const records = [];
  for (let begin = 0, end; (end = bytes.indexOf(10, begin)) >= 0; begin = end + 1) {
    const record = recordOf(bytes.subarray(begin, end));
    if (record) records.push(record);
  }
  return records;
}

export function idsStored(instance) {
  return readdirSync(join(instance.data, 'conversations'), { recursive: true })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.split('/').pop().replace('.jsonl', ''));
}

// The acknowledged messages that a conversation's file does not hold.
export function lost(instance, told) {
  const kept = new Set(recordsIn(fileOf(instance, told.id))
    .filter((record) => record.k === 'message').map((record) => record.id));
  return [...told.acknowledged.keys()].filter((key) => !kept.has(key));
}

// How many of its records repeat a sender's key.
export function doubled(instance, told) {
  const keys = recordsIn(fileOf(instance, told.id)).filter((one) => one.id)
    .map((one) => `${one.by} ${one.id}`);
  return keys.length - new Set(keys).size;
}

// Exactly what was acknowledged, once each, under the number that was told.
export function messagesAreThoseTold(messages, told) {
  assert.equal(new Set(messages.map((one) => one.key)).size, messages.length,
               'a key stands twice');
  for (const { key, n, text } of messages) {
    const known = told.acknowledged.get(key);
    assert.ok(known, `nobody was told of ${key}`);
    assert.deepEqual({ n, text }, { n: known.n, text: known.text });
  }
  assert.equal(messages.length, told.acknowledged.size,
               'something acknowledged is missing');
}

export function fileHoldsWhatWasTold(instance, told) {
  const records = recordsIn(fileOf(instance, told.id));
  assert.deepEqual(records.map((record) => record.n),
                   records.map((_, at) => at + 1), 'n has a gap');
  assert.equal(records[0].k, 'open');
  messagesAreThoseTold(
    records.slice(1).map((one) => ({ key: one.id, n: one.n, text: one.text })),
    told);
}

// A writer sends the next message when the last one is acknowledged, and a
// Map keeps the order of the acknowledgements.
export function ordersAreKept(told) {
  const last = {};
  for (const { n, writer } of told.acknowledged.values()) {
    assert.ok(n > (last[writer] ?? 0), `writer ${writer}: ${n} came too late`);
    last[writer] = n;
  }
}

function page(instance, told, query) {
  return ask(instance.origin, 'GET',
             `/support/api/conversation/${told.id}/messages/${query}`,
             { token: told.token });
}

const spoken = (messages) => messages.filter((one) => one.kind === 'message');

// With a cursor from the very beginning to the end.
export async function pollShowsWhatWasTold(instance, told) {
  const all = [];
  for (let cursor = '0.00000000', more = true; more;) {
    const answer = await page(instance, told, `?after=${cursor}`);
    assert.equal(answer.status, 200, answer.text);
    all.push(...spoken(answer.json.messages));
    ({ cursor, more } = answer.json);
    if (more) continue;
    const idle = await page(instance, told, `?after=${cursor}`);
    assert.equal(idle.status, 204, 'the last cursor is not the end');
  }
  messagesAreThoseTold(all, told);
}

// As a widget that scrolls back.
export async function historyShowsWhatWasTold(instance, told) {
  const all = [];
  for (let query = ''; query !== null;) {
    const answer = await page(instance, told, query);
    assert.equal(answer.status, 200, answer.text);
    all.unshift(...spoken(answer.json.messages));
    const { before } = answer.json;
    query = before === null ? null : `?before=${before}`;
  }
  messagesAreThoseTold(all, told);
}

function python(script, ...words) {
  return runSync('python3', ['-c', script, ...words]);
}

const indexOf = (instance) => join(instance.folder, 'cache', 'index.db');

// id -> number of messages, as the housekeeper has put it into index.db.
export function indexed(instance, index = indexOf(instance)) {
  return JSON.parse(python(
    'import json, sqlite3, sys; print(json.dumps(dict(' +
    'sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)' +
    '.execute("SELECT id, messages FROM conversations"))))', index));
}

// All that an index says, line by line, whatever its tables are: rows in an
// order of their own, with a conversation's id in place of its number and
// without what depends on the order of reading.
const kContents = `
import json, sqlite3, sys
index = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
tables = dict(index.execute("SELECT name, sql FROM sqlite_master "
                            "WHERE type = 'table'"))
virtual = [name for name, sql in tables.items() if "CREATE VIRTUAL" in sql]
ids = {}
def columns(name):
    return [row[1] for row in index.execute("PRAGMA table_info(" + name + ")")]
if "key" in columns("conversations"):
    ids = dict(index.execute("SELECT key, id FROM conversations"))
def is_contents(name):
    return (not name.startswith("sqlite_") and name not in ("meta", "todo")
            and not any(name == one or name.startswith(one + "_")
                        for one in virtual))
lines = []
for name in filter(is_contents, tables):
    kept = [one for one in columns(name) if one not in ("key", "place", "rowid")]
    for row in index.execute("SELECT " + ",".join(kept) + " FROM " + name):
        fields = dict(zip(kept, row))
        if "conversation" in fields:
            fields["conversation"] = ids[fields["conversation"]]
        lines.append(name + " " + json.dumps(fields, sort_keys=True))
print("\\n".join(sorted(lines)))
`;
export const contentsOf = (index) => python(kContents, index).split('\n');
