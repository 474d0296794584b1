import { CommandError } from './command.mjs';

// ms, the deadline of every wait.  Long enough that only a fault exceeds
// it, not a busy machine; speed is measured by the bench.
// PATIENCE_MS in the environment shortens it, for debugging.
export const kPatience = Number(process.env.PATIENCE_MS ?? 180_000);

// An error for the log: its first lines, and of a CommandError the whole message,
// which holds the program's output.
export function explained(error) {
  const all = String(error?.stack ?? error).split('\n');
  const head = error instanceof CommandError
    ? error.message.split('\n').length : 0;
  return all.slice(0, head + 12).join('\n  ');
}

// A list of tests, each a sentence; the next runs whether or not it held.
export class Suite {
  constructor(name) {
    Object.assign(this, { name, passed: 0, failed: 0, skipped: 0 });
  }

  async test(sentence, body) {
    try {
      await body();
      this.passed += 1;
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED: ${this.name}: ${sentence}\n  ${explained(error)}`);
    }
  }

  skip(sentence, why) {
    this.skipped += 1;
    console.log(`skipped: ${this.name}: ${sentence} (${why})`);
  }
}

// Calls `holds` until its result is truthy, and returns that.  Throws after
// `deadline` ms in which `progress` did not change.
export async function eventually(holds, what, deadline = kPatience,
                                 progress = () => 0) {
  let until = Date.now() + deadline, before;
  for (;;) {
    const result = await holds();
    if (result) return result;
    const now = progress();
    if (now !== before) until = Date.now() + deadline;
    before = now;
    if (Date.now() > until) throw new Error(`not within ${deadline} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
