// Plain HTTP for tests: nothing is followed, remembered or added unasked.
import { randomBytes } from 'node:crypto';
import { request as open } from 'node:http';
import { connect } from 'node:net';
import { kPatience } from './suite.mjs';

export class Answer {
  constructor(status, headers, rawHeaders, body) {
    Object.assign(this, { status, headers, rawHeaders, body });
  }
  get text() { return this.body.toString('utf8'); }
  get json() { return JSON.parse(this.text); }
  get code() {
    try { return this.json.error?.code; } catch { return undefined; }
  }
  // How often a header stands in the answer.
  count(name) {
    return this.rawHeaders.filter((word, at) =>
      at % 2 === 0 && word.toLowerCase() === name).length;
  }
}

// json, form and multipart choose a body and its Content-Type; `body` is sent
// as it is.
export function ask(origin, method, path, {
  headers = {}, json, form, multipart: parts, body, token, cookie } = {}) {
  const send = { ...headers };
  if (json !== undefined) {
    send['content-type'] ??= 'application/json';
    body = typeof json === 'string' ? json : JSON.stringify(json);
  } else if (form !== undefined) {
    send['content-type'] ??= 'application/x-www-form-urlencoded';
    body = new URLSearchParams(form).toString();
  } else if (parts !== undefined) {
    send['content-type'] ??= `multipart/form-data; boundary=${parts.boundary}`;
    body = parts.body;
  }
  if (token !== undefined) send['x-support-token'] = token;
  if (cookie) send.cookie = cookie;
  if (body !== undefined) send['content-length'] = Buffer.byteLength(body);
  const { hostname, port } = new URL(origin);
  return new Promise((done, fail) => {
    const request = open({ hostname, port, method, path, headers: send,
                           agent: false, timeout: kPatience }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('error', fail);
      answer.on('end', () => done(new Answer(
        answer.statusCode, answer.headers, answer.rawHeaders,
        Buffer.concat(pieces))));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${kPatience} ms`)));
    request.on('error', fail);
    request.end(body);
  });
}

// Bytes as they are, and what comes back until the other side closes, as it
// must sooner or later.
export function raw(port, bytes) {
  return new Promise((done, fail) => {
    const pieces = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(pieces).toString('latin1');
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
      done({ status, text });
    };
    socket.setTimeout(kPatience, () => {
      socket.destroy();
      fail(new Error(`not closed in ${kPatience} ms`));
    });
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

// parts: [name, text] or [name, {name, type, bytes}]
export function multipart(parts) {
  const boundary = `b${randomBytes(12).toString('hex')}`;
  const pieces = [];
  for (const [name, value] of parts) {
    const isFile = typeof value === 'object';
    pieces.push(Buffer.from(`--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${name}"` +
      (isFile ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : '') +
      '\r\n\r\n'));
    pieces.push(Buffer.from(isFile ? value.bytes : value));
    pieces.push(Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { boundary, body: Buffer.concat(pieces) };
}

// The smallest true PNG there is: 1 x 1, transparent.
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA' +
  '60e6kgAAAABJRU5ErkJggg==', 'base64');

export const freshKey = () => randomBytes(12).toString('base64url');
export const freshToken = () => randomBytes(32).toString('base64url');
