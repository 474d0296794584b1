// A bad line: a proxy in front of an instance that hurts what is created, sent
// and polled, by the widget and by staff; all else goes through.  What happens
// to a request follows from the seed, from what it says and from how often it
// was tried, not from the time.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, request as open } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

// In a hundred requests.
const kFaults = {
  drop: 6,     // never reaches the server
  portal: 2,   // somebody on the way says 200, and means it
  busy: 2,     // or 503 with Retry-After
  late: 8,     // slow to the server and back
  double: 8,   // the server gets it twice, at once or with the second behind
  cut: 6,      // the server has done it, and no answer comes
  half: 4,     // or half of it, and then the line is cut
  short: 2,    // or half of it, which calls itself the whole
};
const kHurt =
  /^\/support\/(agent\/)?api\/conversation\/.*(create|send|messages)\/$/;

// 0 to 1, the same for the same words.
export const chance = (...words) => createHash('sha256')
  .update(words.join(' ')).digest().readUInt32BE() / 2 ** 32;

const freshKeys = (body) => Buffer.from(body.toString()
  .replace(/("key":"|(?:^|&)key=)[\w-]+/, (_, before) =>
    before + randomBytes(12).toString('base64url')));

async function whole(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export class BadLine {
  isCalm = false;
  count = {};          // of each fault, and of "none"
  tries = new Map();   // how often somebody said or asked that
  names = new Map();   // of tokens: what was first said with them
  strays = new Set();  // requests on their second way

  // forgetsKeys: what is said has another key each time it goes to the server;
  // what opens a conversation keeps it, or nobody would find the other.
  static async before(instance, seed, { forgetsKeys = false } = {}) {
    const line = new BadLine();
    Object.assign(line, { instance, seed, forgetsKeys });
    line.server = createServer((...both) => line.take(...both).catch(() =>
      both[0].socket.destroy()));
    await new Promise((done) => line.server.listen(0, '127.0.0.1', done));
    line.origin = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  // No harm from now on, and what was on its way twice has arrived.
  async calm() {
    this.isCalm = true;
    await Promise.all(this.strays);
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  async take(asked, told) {
    const body = await whole(asked);
    const fault = this.faultOf(asked, body);
    this.count[fault] = (this.count[fault] ?? 0) + 1;
    const forward = () => this.forward(asked, body);
    if (fault === 'drop') return asked.socket.destroy();
    if (fault === 'portal') return told.end('<p>Welcome to the hotel');
    if (fault === 'busy') {
      return told.writeHead(503, { 'Retry-After': 1 }).end();
    }
    const wait = fault === 'late' ? 600 * this.roll(asked, 'wait') : 0;
    await pause(wait);
    if (fault === 'double') this.stray(forward, 500 * this.roll(asked, 'gap'));
    const answer = await forward();
    await pause(wait);
    this.tell(told, answer, fault);
  }

  roll(asked, what) {
    return Math.max(0, chance(this.seed, what, asked.said) * 2 - 1);
  }

  faultOf(asked, body) {
    const { method, headers, url } = asked;
    const path = url.replace(/\?.*/, '');
    if (this.isCalm || !kHurt.test(path)) return 'none';
    const said = /"text":"[^"]*"|(?:^|&)text=[^&]*/.exec(body)?.[0];
    const token = headers['x-support-token'] ?? 'staff';
    if (said && !this.names.has(token)) this.names.set(token, said);
    const words = said ?? this.names.get(token);
    const tried = (this.tries.get(method + words) ?? 0) + 1;
    this.tries.set(method + words, tried);
    asked.said = `${method} ${words} ${tried}`;
    let at = 100 * chance(this.seed, asked.said);
    return Object.keys(kFaults).find((name) => (at -= kFaults[name]) < 0) ??
      'none';
  }

  stray(forward, wait) {
    const going = pause(wait).then(forward).catch(() => {})
      .finally(() => this.strays.delete(going));
    this.strays.add(going);
  }

  // As the shop's own origin would.
  async forward({ method, url, headers }, body) {
    const { origin, port } = this.instance;
    const isOurs = headers.origin === this.origin;
    const isHarmed = this.forgetsKeys && url.endsWith('/send/');
    const sent = isHarmed ? freshKeys(body) : body;
    const answer = await new Promise((done, fail) => open({
      port, method, path: url, agent: false, headers: { ...headers,
        host: new URL(origin).host, 'accept-encoding': 'identity',
        connection: 'close', ...(isOurs && { origin }),
        ...(sent.length && { 'content-length': sent.length }) },
    }, done).on('error', fail).end(sent));
    return { status: answer.statusCode, headers: answer.headers,
             body: await whole(answer) };
  }

  tell(told, { status, headers, body }, fault) {
    // A browser asks again by itself on a connection that it had used before.
    const sent = { ...headers, connection: 'close' };
    delete sent['transfer-encoding'];
    for (const name of ['content-security-policy', 'location']) {
      sent[name] = sent[name]?.replaceAll(this.instance.origin, this.origin);
      if (!sent[name]) delete sent[name];
    }
    const half = body.subarray(0, body.length / 2);
    if (fault === 'cut') return told.socket.destroy();
    if (status !== 204) {
      sent['content-length'] = (fault === 'short' ? half : body).length;
    }
    told.writeHead(status, sent);
    if (fault === 'short') return told.end(half);
    if (fault !== 'half') return told.end(body);
    told.write(half, () => told.socket.destroy());
  }
}
