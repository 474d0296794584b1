// Programs that a test runs.  The error of one that fails holds the command,
// how it ended, and what it wrote.
import { execFile, spawnSync } from 'node:child_process';

const kMostKept = 1 << 28;    // bytes of output
const kMostPrinted = 3000;    // characters of each stream in an error

// The beginning and the end of a long text, indented.
function excerpt(text) {
  const half = kMostPrinted / 2;
  const short = text.length <= kMostPrinted ? text
    : `${text.slice(0, half)}\n[${text.length - kMostPrinted} characters ` +
      `left out]\n${text.slice(-half)}`;
  return short.trimEnd().split('\n').map((line) => `    ${line}`).join('\n');
}

export class CommandError extends Error {
  // status: what it exited with; null when a signal ended it, or when it could
  // not be run at all, and then `code` says why (ENOENT).
  constructor(words, { status, signal, code, stdout, stderr }) {
    const end = signal ? `signal ${signal}`
      : status === null ? code : `status ${status}`;
    const said = Object.entries({ stdout, stderr })
      .map(([name, text]) => text.trim() ? `  ${name}:\n${excerpt(text)}`
        : `  ${name}: nothing`);
    super([`ended with ${end}: ${words.join(' ')}`, ...said].join('\n'));
    Object.assign(this, { name: 'CommandError', status, signal, code, stdout,
                          stderr });
  }
}

// Both take the options of node:child_process.  run() returns both streams,
// runSync() standard output alone; only the latter takes `input`.
export async function run(program, words = [], options = {}) {
  const { error, stdout, stderr } = await new Promise((done) => {
    execFile(program, words, { maxBuffer: kMostKept, ...options },
             (why, out, err) => done({ error: why, stdout: out, stderr: err }));
  });
  if (!error) return { stdout, stderr };
  // Made here, its stack names those that wait for us.
  const { code, signal = null } = error;
  const status = typeof code === 'number' ? code : null;
  throw new CommandError([program, ...words],
                         { status, signal, code, stdout, stderr });
}

export function runSync(program, words = [], options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(program, words,
    { maxBuffer: kMostKept, encoding: 'utf8', ...options });
  if (status !== 0 || error) {
    throw new CommandError([program, ...words],
      { status, signal, code: error?.code, stdout: stdout ?? '',
        stderr: stderr ?? '' });
  }
  return stdout;
}
