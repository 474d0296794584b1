// Those who write while workers are killed.  Like the widget they send a
// message under one key until it is acknowledged, and only then the next.
import { ask, freshKey, freshToken } from '../web/http.mjs';
import { kPatience } from '../web/suite.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What is known of one conversation from its acknowledgements alone.
export class Told {
  constructor() {
    this.token = freshToken();
    this.acknowledged = new Map();  // key -> {n, text, writer}
  }
}

// origin: where to; statuses: how often each answer came.
export class Storm {
  // sharing: how many writers share each of the first conversations; ownEvery:
  // after so many messages a writer has one more conversation of ownLength.
  constructor(origin, { writers = 8, sharing = [4, 2, 1, 1], ownEvery = 20,
                        ownLength = 3 } = {}) {
    Object.assign(this, { origin, writers, ownEvery, ownLength, stopped: false,
                          retries: 0, acknowledged: 0, given_up: 0,
                          statuses: {} });
    this.conversations = [];
    // A group of writers has one token and one conversation.
    this.groups = sharing.flatMap((many) => Array(many).fill(new Told()));
  }

  // One message until it is acknowledged: its answer.
  async persist(path, token, json) {
    const until = Date.now() + kPatience;
    for (let tries = 0; Date.now() < until; tries++) {
      let status = 'broken';
      try {
        const answer = await ask(this.origin, 'POST', path, { token, json });
        status = answer.status;
        if (status === 200) return answer.json;
      } catch { /* broken or timed out: as a widget sees it, the same */ }
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      this.retries += 1;
      if (tries > 3) await pause(20);
    }
    return undefined;
  }

  async say(told, writer, text) {
    const key = freshKey();
    const isNew = told.id === undefined;
    const path = '/support/api/conversation/' +
                 (isNew ? 'create/' : `${told.id}/send/`);
    const answer = await this.persist(path, told.token, { text, key });
    if (!answer) return void (this.given_up += 1);
    if (isNew) {
      told.id = answer.conversation;
      this.conversations.push(told);
    }
    told.acknowledged.set(key, { n: answer.n, text, writer });
    this.acknowledged += 1;
  }

  // Short ones, and now and then one that takes a while to write.
  text(writer, count) {
    const head = `writer ${writer}, message ${count}: where is my order?\n`;
    return count % 40 === 7 ? head + 'Ł'.repeat(7000) : head;
  }

  async write(writer) {
    const shared = this.groups[writer];
    for (let count = 0; !this.stopped; count++) {
      await this.say(shared, writer, this.text(writer, count));
      if (count % this.ownEvery !== this.ownEvery - 1) continue;
      const own = new Told();
      for (let n = 0; n < this.ownLength; n++)
        await this.say(own, writer, this.text(writer, n));
    }
  }

  // Runs until stop(); the shared conversations are there when it is awaited.
  async start() {
    for (const told of new Set(this.groups)) {
      await this.say(told, this.groups.indexOf(told), 'Good day');
    }
    this.running = Promise.all(
      Array.from({ length: this.writers }, (_, writer) => this.write(writer)));
  }

  async stop() {
    this.stopped = true;
    await this.running;
  }
}
