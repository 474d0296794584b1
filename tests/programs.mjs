// What a test needs of the machine.  A test that cannot have it is skipped with
// a reason; the functions return the reason, or '' if nothing is missing.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

// Debian leaves these out of the PATH of an ordinary user.
process.env.PATH += ':/usr/local/sbin:/usr/sbin:/sbin';

function isThere(program) {
  const folders = program.includes('/') ? ['']
    : process.env.PATH.split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// Programs by name, or by a path if it must be that one.
export function missing(...programs) {
  const absent = programs.filter((program) => !isThere(program));
  return absent.length ? `not installed: ${absent.join(' ')}` : '';
}

const lastLine = (text) => String(text ?? '').trim().split('\n').at(-1);

// strace of a program that it starts itself.
export function cannotTrace() {
  const why = missing('strace');
  if (why) return why;
  const { status, stderr } = spawnSync('strace',
    ['-qq', '-o', '/dev/null', 'true']);
  return status === 0 ? '' : `no right to trace: ${lastLine(stderr)}`;
}

// strace of a program that runs already; fewer users have this right.
export async function cannotAttach() {
  const why = missing('strace');
  if (why) return why;
  const traced = spawn('sleep', ['600'], { stdio: 'ignore' });
  const strace = spawn('strace', ['-o', '/dev/null', '-p', String(traced.pid)],
                       { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const ended = new Promise((done) => strace.on('close', done));
  const attached = new Promise((done) => {
    strace.stderr.on('data', (piece) => {
      said += piece;
      if (said.includes('attached')) done('');
    });
  });
  const reason = await Promise.race([attached, ended.then(
    () => `no right to trace another process: ${lastLine(said)}`)]);
  traced.kill();
  await ended;
  return reason;
}

// A module of Debian's Python.
export function missingInPython(module) {
  return missing('/usr/bin/python3') ||
    (spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0
      ? '' : `not installed: ${module} for Python`);
}

// Ends a part of the fault matrix that this machine cannot run.
export function skipPart(what, why) {
  if (!why) return;
  console.log(`skipped: faults: ${what} (${why})`);
  process.exit(0);
}
