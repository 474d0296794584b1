// One made conversation as the records of its file (support-data(5)), without
// their CRC.  Time runs as it does in a shop: a customer asks, an agent takes
// it, they go back and forth within minutes, in the night nobody answers.
import { createHash } from 'node:crypto';
import { kCommon, kTags, kTitles, text } from './words.mjs';

const kDay = 86_400;  // s
const kOpens = 8, kCloses = 20;  // the shop's hours, UTC
const kKeys = '0123456789abcdefghijklmnopqrstuvwxyz';
const kBrowsers = ['Firefox 145 on Linux', 'Chrome 142 on Windows',
                   'Safari 18 on iPhone', 'Edge 142 on Windows'];
const kHours = 'Our shop is closed for today. We answer in the morning.';
const kPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA' +
  '60e6kgAAAABJRU5ErkJggg==', 'base64');

const hourAt = (ms) => new Date(ms).getUTCHours();
const isClosedAt = (ms) => hourAt(ms) < kOpens || hourAt(ms) >= kCloses;

// Seconds until a while after the shop opens next.
function untilMorning(ms, random) {
  const second = Math.floor(ms / 1000) % kDay;
  const opening = (second < kOpens * 3600 ? 0 : kDay) + kOpens * 3600;
  return opening - second + random.wait(1200, 0.8);
}

class Talk {
  constructor(plan, random) {
    Object.assign(this, { plan, random, records: [], said: 0, files: [] });
    this.at = 0;  // seconds since the start
    this.by = `c:${plan.customer.key}`;
    this.agent = '';
  }

  now() { return this.plan.started + this.at * 1000; }

  add(k, by, more, id) {
    const n = this.records.length + 1;
    this.records.push({ n, at: this.at, k, by, ...(id ? { id } : {}), ...more });
    return n;
  }

  keyed(k, by, more) {
    return this.add(k, by, more, this.random.letters(kKeys, 14));
  }

  open() {
    const { customer, id } = this.plan;
    this.add('open', this.by, {
      v: 1, conversation: id, name: customer.name, email: customer.email,
      page: `https://shop.example/book/${this.random.between(1, 900)}`,
      browser: this.random.of(kBrowsers), verified: customer.verified },
    `${this.plan.key}-o`);
    this.message(this.by, this.plan.key);
  }

  message(by, id) {
    const also = this.random.happens(0.1) ? [kCommon] : [];
    if (this.plan.rare && this.said === 1) also.push(this.plan.rare);
    this.said += 1;
    this.add('message', by, { text: text(this.random, also) },
             id ?? this.random.letters(kKeys, 14));
  }

  file(by) {
    const isImage = this.random.happens(0.7);
    const bytes = isImage ? kPng : Buffer.from(text(this.random) + '\n');
    const title = this.random.of(kTitles);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.said += 1;
    const n = this.keyed('file', by, {
      name: `${title}.${isImage ? 'png' : 'txt'}`,
      type: isImage ? 'image/png' : 'text/plain', bytes: bytes.length, sha256,
      ...(isImage ? { width: 1, height: 1 } : {}) });
    this.files.push({ n, sha256, bytes });
  }

  says(by) {
    if (this.plan.hasFile && this.files.length === 0 && this.said > 2) this.file(by);
    else this.message(by);
  }

  assign(to) {
    const by = this.random.happens(0.4) ? 's:routing' : `a:${to}`;
    if (by === 's:routing') this.add('assign', by, { to });
    else this.keyed('assign', by, { to });
    this.agent = to;
  }

  // The customer's part of a turn, at least one message of it.
  customerAsks(count) {
    for (let n = 0; n < count; n++) {
      if (this.said) {
        this.at += this.random.wait(40);
        this.says(this.by);
      }
    }
    if (this.said === 0) this.open();
    if (this.agent || !isClosedAt(this.now())) return;
    this.at += 1;
    this.keyed('message', 's:hours', { text: kHours });
  }

  agentAnswers(count) {
    const { random } = this;
    const isFirst = !this.agent;
    this.at += isClosedAt(this.now()) ? untilMorning(this.now(), random)
                                      : random.wait(isFirst ? 100 : 50, 1.2);
    if (isFirst) this.assign(this.plan.agent);
    else if (random.happens(0.02)) this.assign(random.of(this.plan.agents));
    if (random.happens(0.1))
      this.add('seen', `a:${this.agent}`, { upto: this.records.length });
    if (random.happens(0.03))
      this.keyed('note', `a:${this.agent}`, { text: text(random) });
    for (let n = 0; n < count; n++) {
      this.at += random.wait(25);
      this.says(`a:${this.agent}`);
    }
    if (!random.happens(0.4)) return;
    this.at += random.wait(8);
    this.add('seen', this.by, { upto: this.records.length });
  }

  close() {
    const { random } = this;
    this.at += random.wait(240);
    if (random.happens(0.3))
      this.keyed('tag', `a:${this.plan.agent}`, { add: random.of(kTags) });
    this.keyed('status', this.agent ? `a:${this.agent}` : 's:silence',
               { to: 'closed' });
    if (!this.agent || !random.happens(0.25)) return;
    this.at += random.wait(30);
    this.keyed('rating', this.by, {
      value: random.of([5, 5, 5, 5, 4, 4, 3, 2, 1]),
      text: random.happens(0.3) ? text(random) : '' });
  }

  // Turns until so many messages have been said.
  run() {
    const { random, plan } = this;
    let closes = random.happens(0.1) ? Math.ceil(plan.messages / 2) : Infinity;
    while (this.said < plan.messages) {
      this.turn();
      if (this.said < closes || this.said >= plan.messages) continue;
      closes = Infinity;
      this.close();
      this.at += random.wait(7200);
    }
    this.end();
  }

  // What is open ends with the customer's word; what is pending with an
  // agent's, but for a few that were set aside.
  turn() {
    const { random, plan } = this;
    const left = () => plan.messages - this.said;
    const isForCustomer = plan.status === 'open' || plan.missed;
    const isForAgent = plan.status === 'pending' && plan.number % 20 > 0;
    this.customerAsks(
      Math.min(left() - (isForAgent ? 1 : 0), random.of([1, 1, 1, 2, 3])));
    const most = left() - (isForCustomer ? 1 : 0);
    if (most > 0 && !plan.missed)
      this.agentAnswers(Math.min(most, random.of([1, 1, 1, 2])));
  }

  // What the last word leaves is changed where the plan wants another state.
  end() {
    const { status } = this.plan;
    if (status === 'closed') this.close();
    const last = this.records.at(-1);
    if (status === 'pending' && last.by[0] !== 'a')
      this.keyed('status', `a:${this.agent || this.plan.agent}`, { to: 'pending' });
  }
}

// plan: number, id, started (ms), until (ms), customer {key, name, email, verified},
// key (of the create), agent, agents, messages, status; hasFile, missed (nobody
// answers), rare (a word).  Gives records, whose `t` is filled in, and files
// [{n, sha256, bytes}].
export function talk(plan, random) {
  const made = new Talk(plan, random);
  made.run();
  // A talk that would end after the last moment is had more quickly.
  const room = (plan.until - plan.started) / 1000;
  const pace = Math.min(1, room / (made.at + 1));
  const records = made.records.map(({ n, at, ...rest }) => (
    { n, t: new Date(plan.started + Math.floor(at * pace * 1000)).toISOString(),
      ...rest }));
  return { records, files: made.files };
}
