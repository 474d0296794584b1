// Row 16: `erase message` and `erase conversation`, killed at each of their
// system calls, in the data directory of a supportd that runs.  Whatever was
// cut off is hidden at once, and gone from the disk once the housekeeper has
// seen it (a message) or the command is run again (both); the others' bytes,
// numbers and offsets are the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordsIn } from '../crash/check.mjs';
import { fileOf } from '../bench/records.mjs';
import { cannotTrace, skipPart } from '../programs.mjs';
import { run as runCommand } from '../web/command.mjs';
import { ask, freshToken, multipart } from '../web/http.mjs';
import { Instance } from '../web/instance.mjs';
import { eventually } from '../web/suite.mjs';

const isFull = process.argv[2] === 'full';
const api = '/support/api/conversation/';
const supportctl = join(process.env.BUILD, 'supportctl');
const calls = 'openat,write,pwrite64,pread64,flock,statx,fsync,fdatasync,' +
  'unlink,rmdir,close,read,lseek,newfstatat';

const row = { cases: 0, kills: 0, acknowledged: 0, lost: 0, doubled: 0,
  reported: 0 };
const control = { lost: 0 };

function fail(words) {
  console.log(`FAILED: ${words}`);
  process.exitCode = 1;
}

// What a command wrote, and how it ended: undefined when it went well.
const run = (program, words) => runCommand(program, words).then(
  ({ stdout }) => ({ stdout }), (error) => ({ stdout: error.stdout, error }));

const erasing = (words) => [supportctl, '-c', instance.config, 'erase',
                            ...words, '--yes'];

skipPart('an erase killed at each system call', cannotTrace());
const instance = await Instance.start({ workers: 2 });
async function all() {
  await ofMessages();
  await ofConversations();
  const { error } = await run(supportctl, ['-c', instance.config, 'verify']);
  if (error) fail(error.message);
}

// A conversation with a secret file in it as record 3, and something after it.
async function made(number) {
  const token = freshToken();
  const secret = `mauve-${number}-${'x'.repeat(900)}`;
  const send = (path, more) => ask(instance.origin, 'POST', path,
                                   { token, ...more });
  const { json: { conversation: id } } = await send(`${api}create/`, {
    json: { text: 'Good day', key: `create-${number}` } });
  await send(`${api}${id}/upload/`, { multipart: multipart([
    ['key', `upload-${number}`],
    ['file', { name: `${secret.slice(0, 90)}.txt`, type: 'text/plain',
               bytes: Buffer.from(secret) }]]) });
  const { json: { cursor } } = await send(`${api}${id}/send/`, {
    json: { text: 'after', key: `after-key-${number}` } });
  return { id, token, cursor, secret: `mauve-${number}-`,
           before: readFileSync(fileOf(instance, id)) };
}

// Of three conversations the fewest: who waits for a lock, which the
// housekeeper may have, makes calls that the next one does not.
async function points(what, ...more) {
  const traces = [];
  for (const which of ['first', 'second', 'third']) {
    const { id } = await made(`${which}-${what}`);
    traces.push(await traced([what, id, ...more]));
  }
  return traces.sort((one, other) => one.length - other.length)[0];
}

// Every point at which the command can be killed once it looks at the data.
async function traced(words) {
  const log = join(instance.folder, 'strace');
  await run('strace', ['-f', '-qq', '-o', log, '-e', `trace=${calls}`,
                       ...erasing(words)]);
  const counts = {}, found = [];
  let begun = false;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const name = /^\d+ +(\w+)\(/.exec(line)?.[1];
    if (!name) continue;
    counts[name] = (counts[name] ?? 0) + 1;
    begun ||= line.includes('/conversations/');
    if (begun) found.push([name, counts[name]]);
  }
  return found;
}

async function kill([name, at], words) {
  const { error } = await run('strace', [
    '-f', '-qq', '-o', '/dev/null', '-e', `trace=${name}`,
    '-e', `inject=${name}:signal=KILL:when=${at}`, ...erasing(words)]);
  row.cases += 1;
  row.kills += 1;
  if (error?.signal !== 'SIGKILL')
    fail(`it was not killed: ${name} ${at}: ${error?.message ?? 'went well'}`);
}

const chosen = (found) => isFull ? found : found.filter((_, at) => at % 2 === 0);

function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => bytesOf(join(entry.parentPath, entry.name)))
    .join('\n');
}

// The housekeeper may have unlinked it since the folder was read.
function bytesOf(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

const kinds = (one) => recordsIn(fileOf(instance, one.id)).map(({ k }) => k);
const isTold = (one) => kinds(one).includes('redact');
const isOnDisk = (one) => bytesBelow(instance.data).includes(one.secret);

async function read(one, after = '') {
  const { status, text } = await ask(instance.origin, 'GET',
    `${api}${one.id}/messages/${after}`, { token: one.token });
  return { status, text };
}

async function hidden(one) {
  const { text } = await read(one);
  const shown = await run(supportctl,
                          ['-c', instance.config, 'show', one.id]);
  if (text.includes(one.secret) || shown.stdout.includes(one.secret)) {
    row.lost += 1;
    fail(`it was told and is not hidden: ${one.at}`);
  }
  const { status } = await read(one, `?after=${one.cursor}`);
  if (status !== 409) fail(`an old cursor answers ${status}: ${one.at}`);
}

// Nothing but the record itself and what was added at the end has changed.
function othersStay(one) {
  const now = readFileSync(fileOf(instance, one.id));
  const [begin, end] = lineThree(one.before);
  const same = now.subarray(0, begin).equals(one.before.subarray(0, begin)) &&
    now.subarray(end, one.before.length).equals(one.before.subarray(end));
  const numbers = recordsIn(fileOf(instance, one.id)).map(({ n }) => n);
  const inOrder = numbers.every((n, at) => n === at + 1);
  if (!same || !inOrder || kinds(one).filter((k) => k === 'redact').length > 1) {
    row.doubled += 1;
    fail(`the others' bytes or numbers changed: ${one.at}`);
  }
}

function lineThree(bytes) {
  let begin = 0;
  for (let line = 1; line < 3; line++) begin = bytes.indexOf(10, begin) + 1;
  return [begin, bytes.indexOf(10, begin)];
}

async function ofMessages() {
  const found = chosen(await points('message', '3'));
  const cut = [];
  for (const [at, point] of found.entries()) {
    const one = await made(at);
    one.at = point.join(' ');
    await kill(point, ['message', one.id, '3']);
    // Before the housekeeper comes, perhaps.
    if (isTold(one) && isOnDisk(one)) control.lost += 1;
    if (isTold(one)) await hidden(one);
    cut.push(one);
  }
  for (const one of cut) {
    if (isTold(one)) {
      row.acknowledged += 1;
      await eventually(() => !isOnDisk(one), `its words go: ${one.at}`)
        .catch((error) => { row.lost += 1; fail(error.message); });
    } else {
      row.reported += 1;
      const { error } =
        await run(supportctl, erasing(['message', one.id, '3']).slice(1));
      if (isOnDisk(one)) {
        row.lost += 1;
        fail(`run again: ${one.at}: ${error?.message ?? 'went well'}`);
      }
    }
    await hidden(one);
    othersStay(one);
    if (kinds(one)[2] !== 'void') fail(`no void: ${one.at}`);
  }
  if (control.lost === 0) fail('no kill came between telling and overwriting');
}

async function ofConversations() {
  const found = chosen(await points('conversation'));
  for (const [at, point] of found.entries()) {
    const one = await made(`whole-${at}`);
    one.at = point.join(' ');
    await kill(point, ['conversation', one.id]);
    const { error } =
      await run(supportctl, erasing(['conversation', one.id]).slice(1));
    if (isOnDisk(one)) {
      row.lost += 1;
      fail(`not erased: ${one.at}: ${error?.message ?? 'went well'}`);
    }
    const { status } = await read(one);
    if (status !== 404) fail(`${status} of an erased one: ${one.at}`);
  }
}

try {
  await all();
} finally {
  await instance.stop();
}
console.log(`row=16 ${Object.entries(row).map((one) => one.join('='))
  .join(' ')} what=an erase killed at each system call`);
console.log(`control=16 lost=${control.lost} doubled=0 ` +
  'what=the words were there still when nobody had finished it');
