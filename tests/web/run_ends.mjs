// How a running conf/trial ends: Ctrl-C, a lost terminal, and kills.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync,
         writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing } from '../programs.mjs';
import { top } from './instance.mjs';
import { eventually } from './suite.mjs';
import { build, nothingRuns, processesOf, Program, runTrial, trial } from './trial.mjs';

async function interrupted(suite, base) {
  const folder = join(base, 'a folder');  // with a space
  const begin = () => trial('run', '--build', build, '--folder', folder,
                            '--port', 0);
  const file = (name) => join(folder, name);
  const moments = {
    'as soon as it has a folder': () => existsSync(file('lock')),
    'while httpd starts': () => existsSync(file('conf/httpd.conf')),
    'while supportd starts': () => existsSync(file('run/supportd.pid')),
    'when it runs': (one) => one.out.includes('Press Ctrl-C') };
  for (const [when, hasCome] of Object.entries(moments)) {
    await suite.test(`Ctrl-C ${when} ends everything`, async () => {
      const one = begin();
      await eventually(() => hasCome(one), when);
      one.signalGroup('SIGINT');
      const { status, signal, err, out } = await one.ended;
      assert.deepEqual([status, signal, err], [0, null, '']);
      assert.match(out, / {2}Stopped\.\n$/);
      assert.doesNotMatch(out, /[\x1b\r]/);
      assert.deepEqual(processesOf(folder), []);
      rmSync(folder, { recursive: true, force: true });
    });
  }
  const kills = {
    'the script killed': (one) => one.kill('SIGKILL'),
    'the script and its children killed': (one) => one.signalGroup('SIGKILL') };
  for (const [what, kill] of Object.entries(kills)) {
    await suite.test(`${what}: httpd and supportd end, and the next start takes ` +
                     'the same folder', async () => {
      const one = begin();
      await eventually(() => one.out.includes('Press Ctrl-C'), 'it runs');
      kill(one);
      await one.ended;
      const next = begin();
      await eventually(() => next.out.includes('Press Ctrl-C') || next.err,
                       'it runs again');
      next.signalGroup('SIGINT');
      const { status, err } = await next.ended;
      assert.deepEqual([status, err], [0, '']);
      await nothingRuns(folder);
    });
  }
  await suite.test('a process whose number is in a pid file by chance is left alone',
    async () => {
      const stranger = spawn('sleep', ['600'],
        { argv0: `${folder}/conf/httpd.conf`, stdio: 'ignore' });
      try {
        for (const name of ['httpd', 'supportd'])
          writeFileSync(file(`run/${name}.pid`), `${stranger.pid}\n`);
        await runTrial('stop', folder);
        assert.equal(stranger.exitCode ?? stranger.signalCode, null);
        for (const name of ['httpd', 'supportd'])
          writeFileSync(file(`run/${name}.pid`), `${stranger.pid}\n`);
        const { status, err } = await runTrial('start', '--build', build, '--folder',
                                          folder);
        assert.equal(status, 0, err);
        await runTrial('stop', folder);
        assert.equal(stranger.exitCode ?? stranger.signalCode, null);
      } finally {
        stranger.kill();
      }
      await nothingRuns(folder);
    });
}

// Runs a command as the first process of a terminal, which goes when it has
// shown the words of the first argument.
const kInTerminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
while sys.argv[1].encode() not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
os.waitpid(pid, 0)
`;

// `make run`, without what it installs and builds before.
async function underMake(suite, base) {
  const folder = join(base, 'made');
  const words = ['-C', top, '--no-print-directory', 'run', '-o', 'deps-run',
                 'MAKE_ALL=:', `BUILD=${build}`, `RUN=--folder ${folder}`];
  await suite.test('make killed: httpd and supportd end', async () => {
    const one = new Program('make', words);
    await eventually(() => one.out.includes('Press Ctrl-C') || one.err, 'it runs');
    assert.equal(one.err, '');
    one.kill('SIGKILL');
    await nothingRuns(folder);
    await one.ended;
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [when, seen] of [['when it runs', 'Press Ctrl-C'],
                              ['before it starts', '']]) {
    const sentence = `its terminal gone ${when}: all end`;
    const why = missing('python3');
    if (why) suite.skip(sentence, why);
    else await suite.test(sentence, async () => {
      const one = new Program('python3', ['-c', kInTerminal, seen, 'make',
                                          ...words]);
      const { status, err } = await one.ended;
      assert.deepEqual([status, err], [0, '']);
      await nothingRuns(folder);
    });
  }
}

// httpd's children would keep the port.
async function httpdKilled(suite, base) {
  await suite.test('httpd killed: its children end, and the port is free again',
    async () => {
      const folder = join(base, 'orphans');
      const begin = async (...more) => {
        const one = trial('run', '--build', build, '--folder', folder, ...more);
        await eventually(() => one.out.includes('Press Ctrl-C') || one.err,
                         'it runs');
        assert.equal(one.err, '');
        return one;
      };
      const first = await begin();
      const { port } = new URL(/http:\S+/.exec(first.out)[0]);
      process.kill(Number(readFileSync(join(folder, 'run', 'httpd.pid'), 'utf8')),
                   'SIGKILL');
      const { status, err } = await first.ended;
      assert.equal(status, 1);
      assert.match(err, /^conf\/trial: httpd or supportd ended unexpectedly.*\n$/);
      assert.deepEqual(processesOf(folder), []);
      const next = await begin('--port', port);
      next.signalGroup('SIGINT');
      assert.equal((await next.ended).status, 0);
    });
}

export default async function (suite) {
  // As root, www-data must reach it: tests/guard has chosen the folder so.
  const base = mkdtempSync(join(tmpdir(), 'run-ends-'));
  chmodSync(base, 0o755);
  try {
    await interrupted(suite, base);
    await underMake(suite, base);
    await httpdKilled(suite, base);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
