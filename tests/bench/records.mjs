// Conversations made without the program: files as support-data(5) has them,
// thousands in a second.
import { appendFileSync, chownSync, closeSync, mkdirSync, openSync, readSync,
  statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

const crcs = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) {
    byte = byte & 1 ? byte >>> 1 ^ 0xedb88320 : byte >>> 1;
  }
  return byte >>> 0;
});

// zlib's, as 8 hex digits.
export function crc32(bytes, from = 0, until = bytes.length) {
  let crc = ~0;
  for (let at = from; at < until; at++) {
    crc = crcs[(crc ^ bytes[at]) & 255] ^ crc >>> 8;
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

// A record without its `c`, as a line with it.
export function line(record) {
  const open = JSON.stringify(record).slice(0, -1);
  return `${open},"c":"${crc32(Buffer.from(open))}"}\n`;
}

// Lines of one conversation after the other, put together where the last ones
// were: for those who make many.
export class Lines {
  constructor() {
    this.buffer = Buffer.allocUnsafe(1 << 22);
    this.end = 0;
  }

  begin() { this.end = 0; }
  bytes() { return this.buffer.subarray(0, this.end); }

  add(record) {
    const from = this.end;
    this.end += this.buffer.write(JSON.stringify(record), from) - 1;
    const crc = crc32(this.buffer, from, this.end);
    this.end += this.buffer.latin1Write(`,"c":"${crc}"}\n`, this.end);
  }
}

export const conversationFile = (data, id) =>
  join(data, 'conversations', id.slice(0, 4), id.slice(4, 6), id.slice(6, 8),
       `${id}.jsonl`);

export const fileOf = (instance, id) => conversationFile(instance.data, id);

// The cursor after the conversation's last record.
export function endOf(instance, id) {
  const file = fileOf(instance, id);
  const { size } = statSync(file);
  const fd = openSync(file);
  try {
    const end = Buffer.alloc(11);
    readSync(fd, end, 0, 11, size - 11);
    return `${size}.${end.subarray(0, 8)}`;
  } finally {
    closeSync(fd);
  }
}

const message = (n, by) => ({
  n, t: new Date().toISOString(), k: 'message', by,
  id: `record-${String(n).padStart(8, '0')}`,
  text: 'Good day, when will my order arrive?' });

// Messages up to number `upto` into a conversation that ends with `from`.
export function grow(instance, id, by, from, upto) {
  let lines = '';
  for (let n = from + 1; n <= upto; n++) lines += line(message(n, by));
  appendFileSync(fileOf(instance, id), lines);
}

const dayBefore = (now, days) =>
  new Date(now - days * 86_400_000).toISOString().slice(0, 10)
    .replaceAll('-', '');

// So many conversations of strangers, of one message each, spread over the
// last `days` days.  The index does not hear of them before its next sweep.
export function strangers(instance, count, days = 1) {
  const { uid, gid } = statSync(join(instance.data, 'conversations'));
  const now = Date.now();  // the same days for all, also over midnight
  for (let made = 0; made < count; made++) {
    const name = [...randomBytes(20)].map(
      (byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte & 31]).join('');
    const id = `${dayBefore(now, made % days)}-${name}`;
    const by = `c:${randomBytes(16).toString('hex')}`;
    const file = fileOf(instance, id);
    if (made < days) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, line({
      n: 1, t: new Date(now).toISOString(), k: 'open', by, id: 'stranger-o', v: 1,
      conversation: id, name: '', email: '', page: '', browser: '',
      verified: false }) + line(message(2, by)), { mode: 0o600 });
    if (process.geteuid() === 0) chownSync(file, uid, gid);
  }
}
