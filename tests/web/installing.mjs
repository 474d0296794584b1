// What a newcomer reads: `make` alone, a build without its packages, and what
// the scripts that install say of each thing that can go wrong.  The programs
// that would install are stand-ins in a PATH of our own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync,
  readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { top } from './instance.mjs';
import { eventually } from './suite.mjs';

// What the scripts use of Debian's base system.
const kBase = ['awk', 'basename', 'bash', 'cat', 'chmod', 'comm', 'cp', 'cut',
  'dirname', 'echo', 'env', 'find', 'grep', 'head', 'id', 'ln', 'make', 'mkdir',
  'mktemp', 'nproc', 'realpath', 'rm', 'sed', 'setpriv', 'setsid', 'sh', 'sleep',
  'sort', 'stat', 'stty', 'tail', 'touch', 'tr', 'true'];

const kNobody = { 'dpkg-query': 'exit 1' };  // has nothing installed
// An ordinary user, even when root runs this test.
const kUser = { id: 'case $1 in -un) echo petra ;; *) echo 1000 ;; esac' };
const kSudo = { sudo: 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"' };
// Keeps its arguments, fails as `then` says.
const apt = (then = '') =>
  ({ 'apt-get': `echo "$*" >>"$LOG/apt"; ${then}` });
const kInstallFails = (words) =>
  apt(`case "$*" in *install*) echo "${words}"; exit 100 ;; esac`);

class Machine {
  constructor(base, programs) {
    this.folder = mkdtempSync(join(base, 'machine-'));
    this.bin = join(this.folder, 'bin');
    mkdirSync(this.bin);
    for (const name of kBase) {
      if (name in programs) continue;
      const found = ['/usr/bin', '/bin'].map((place) => join(place, name))
        .find((path) => existsSync(path));
      if (found) symlinkSync(found, join(this.bin, name));
    }
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(this.bin, name), `#!/bin/bash\n${script}\n`);
      chmodSync(join(this.bin, name), 0o755);
    }
  }

  start(...words) {
    const child = spawn(join(this.bin, 'bash'),
      ['-c', 'exec "$@"', 'bash', ...words], {
        cwd: top, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
        // In a session of its own it has no terminal.
        env: { PATH: this.bin, LOG: this.folder, TMPDIR: this.folder,
               HOME: this.folder } });
    let out = '', err = '';
    child.stdout.on('data', (piece) => { out += piece; });
    child.stderr.on('data', (piece) => { err += piece; });
    const ended = new Promise((done, failed) => {
      child.on('error', failed);
      child.on('close', (status, signal) => done({ out, err, status, signal }));
    });
    return { child, ended, shown: () => out };
  }
  run(...words) { return this.start(...words).ended; }
  install(...words) { return this.run('conf/install-packages', ...words); }

  // What apt-get (or another) was called with.
  calls(name = 'apt') {
    const file = join(this.folder, name);
    return existsSync(file)
      ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }
}

const isPlain = (text) => {
  assert.doesNotMatch(text, /[\x1b\r]/);
  assert.ok(text.split('\n').every((line) => line.length < 300), text);
};

async function packages(suite, base) {
  const machine = (programs) =>
    new Machine(base, { ...kNobody, ...kUser, ...kSudo, ...programs });
  const fails = async (programs, pattern, words = ['aa', 'bb']) => {
    const one = machine(programs);
    const { status, out, err } = await one.install(...words);
    assert.equal(status, 1, out + err);
    assert.match(err, new RegExp(`^conf/install-packages: .*${pattern}.*\\n$`));
    isPlain((out + err).replaceAll(one.folder, ''));
    const log = /the log is (\S+)\)/.exec(err)?.[1];
    if (one.calls().length) assert.ok(log, err);
    return log ? readFileSync(log, 'utf8') : '';
  };

  await suite.test('nothing is missing: not a word, and apt is not asked',
    async () => {
      const one = machine({ ...apt(), 'dpkg-query': `for p in "\${@:3}"; do
        echo "installed $p"; done` });
      assert.deepEqual(await one.install('aa', 'bb'),
                       { out: '', err: '', status: 0, signal: null });
      assert.deepEqual(one.calls(), []);
    });
  await suite.test('only what is missing is asked for, by sudo', async () => {
    const one = machine({ ...apt(), 'dpkg-query': 'echo "installed bb"' });
    const { out, err, status } = await one.install('aa', 'bb', 'cc');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /^Installing what is missing: aa cc\n/);
    isPlain(out);
    assert.deepEqual(one.calls().map((line) => line.match(
      /(update|install) |(?<= )(aa|bb|cc)(?= |$)/g).join('').trim()),
    ['update', 'install aacc']);
    assert.deepEqual(readdirSync(one.folder).sort(), ['apt', 'bin'],
                     'no log is left');
  });
  await suite.test('no right to install: what to do instead', async () => {
    const kDo = 'as root, run "make -C .* deps-run"';
    const words = ['--target', 'deps-run', 'aa'];
    await fails({ sudo: 'exit 1', ...apt() },
                `no terminal to type it in.*${kDo}`, words);
    const one = machine(apt());
    rmSync(join(one.bin, 'sudo'));
    const { status, err } = await one.install(...words);
    assert.equal(status, 1);
    assert.match(err, new RegExp(`^conf/.*there is no sudo here; ${kDo}.*\\n$`));
    // It may run some commands, and this is not one of them.
    await fails({ ...apt(), sudo: '[ "$*" = "-n true" ] || ' +
                  '{ echo "petra may not" >&2; exit 1; }' },
                'sudo did not start apt: petra may not');
  });
  await suite.test('a sudo that does not work is quoted', () => fails(
    { sudo: 'echo "sudo: must be owned by uid 0" >&2; exit 1', ...apt() },
    'sudo does not work: sudo: must be owned by uid 0; as root, run '));
  await suite.test('apt killed, or silent, or without end of line', async () => {
    await fails(apt('case "$*" in *install*) kill -9 $$ ;; esac'),
                'apt was killed by signal 9; is there enough memory\\?');
    await fails(apt('case "$*" in *install*) exit 100 ;; esac'),
                'apt failed: it did not say why');
    await fails(apt('case "$*" in *install*) printf "E: no\\0thing" ; exit 100 ;; esac'),
                'apt failed: E: nothing');
    await fails(apt('case "$*" in *install*) printf "x%.0s" {1..100000}; exit 100 ;; esac'),
                'apt failed: x{150} ');
  });
  await suite.test('a file that the server has no more', () => fails(kInstallFails(
    'E: Failed to fetch http://deb.debian.org/x.deb  404  Not Found\n' +
    'E: Unable to fetch some archives, maybe run apt-get update'),
  'apt failed: E: Failed to fetch http://deb.debian.org/x.deb  404'));
  await suite.test('no network', async () => {
    const log = await fails(kInstallFails(
      "W: Failed to fetch x  Temporary failure resolving 'deb.debian.org'\n" +
      'E: Unable to locate package aa'),
    "cannot be downloaded: Temporary failure resolving 'deb.debian.org'.*" +
    'network connection');
    assert.match(log, /^E: Unable to locate package aa$/m);
  });
  await suite.test('a full disk', () => fails(kInstallFails(
    "E: You don't have enough free space in /var/cache/apt/archives/."),
  "the disk is full: You don't have enough free space in /var/cache"));
  await suite.test('a package that does not exist', () => fails(
    kInstallFails('E: Unable to locate package aa'), 'no package aa'));
  await suite.test('anything else: the last error of apt', () => fails(
    kInstallFails('E: an unexpected error\nE: Sub-process failed'),
    'apt failed: E: an unexpected error'));
  await suite.test('a source that cannot be read does not stop it', async () => {
    const one = machine(apt('case "$*" in *update*) echo "E: The repository ' +
                            'x is not signed."; exit 100 ;; esac'));
    const { status, out, err } = await one.install('aa');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /\n {2}apt could not read every source: E: The repository x is not signed\.\n$/);
  });
  await suite.test('nor does one that stops every command of apt', async () => {
    const one = machine(apt('case "$*" in *SourceParts*) exit 0 ;; esac; ' +
      'echo "E: The list of sources could not be read."; exit 100'));
    const { status, out, err } = await one.install('aa');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /went on without them/);
  });
  await suite.test('another apt at work is waited for', async () => {
    const one = machine(apt('[ -e "$LOG/once" ] || { touch "$LOG/once"; echo ' +
      '"E: Could not get lock /var/lib/apt/lists/lock"; exit 100; }'));
    const { status, out } = await one.install('aa');
    assert.equal(status, 0);
    assert.match(out, /waiting for another package manager/);
  });
  await suite.test('not Debian: what is needed, and no error', async () => {
    const one = machine(apt());
    rmSync(join(one.bin, 'dpkg-query'));
    const { status, out } = await one.install('--node', 'aa');
    assert.equal(status, 0);
    assert.match(out, /^This is not Debian.* aa nodejs .*\n$/);
    assert.deepEqual(one.calls(), []);
  });
  await suite.test('Node: Debian\'s where there is none, and never an old one',
    async () => {
      const none = machine(apt());
      await none.install('--node', 'aa');
      assert.match(none.calls().at(-1), / aa nodejs npm$/);
      await fails({ ...apt(), node: 'echo v18.3.0', npm: '' }, 'Node 18\\.3\\.0.*18\\.20',
                  ['--node', 'aa']);
      const other = machine({ ...apt(), node: 'echo v20.1.0', npm: '' });
      await other.install('--node', 'aa');
      assert.match(other.calls().at(-1), / aa$/);
    });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
    await suite.test(`${signal} ends apt as well`, async () => {
      const one = machine(apt('echo $$ >"$LOG/pid"; exec sleep 600'));
      const { child, ended } = one.start('conf/install-packages', 'aa');
      const pid = () => Number(one.calls('pid')[0] ?? 0);
      await eventually(pid, 'apt runs');
      child.kill(signal);
      const { status, out } = await ended;
      if (signal !== 'SIGKILL') assert.ok(status > 128, `${status} ${out}`);
      await eventually(() => !existsSync(`/proc/${pid()}`), 'it ends');
    });
  }
}

async function nodeModules(suite, base) {
  const fails = async (code, more, pattern) => {
    const one = new Machine(base, { node: 'exit 0',
      npm: `echo "$*" >>"$LOG/npm"; [ "$1" = ci ] || exit 0
        echo "npm ERR! code ${code}"; echo "npm ERR! ${more}"; exit 1` });
    const { status, out, err } = await one.run('tests/install-node-modules');
    assert.equal(status, 1);
    assert.match(err, new RegExp(
      `^tests/install-node-modules: .*${pattern}.*the log is (\\S+)\\)\\n$`));
    isPlain(out + err);
    return one.calls('npm').filter((line) => line.startsWith('ci ')).length;
  };
  await suite.test('npm without network: tried again, then one sentence',
    async () => {
      assert.equal(await fails('ENOTFOUND', 'network request to x failed',
        'cannot be reached: network request to x failed'), 2);
    });
  await suite.test('npm on a full disk', async () => {
    assert.equal(await fails('ENOSPC', 'nospc no space left', 'disk is full'), 1);
  });
  await suite.test('npm and a lock file that does not fit', async () => {
    assert.equal(await fails('EUSAGE', 'can only install', 'npm failed: can only'),
                 1);
  });
  await suite.test('no npm at all', async () => {
    const { status, err } = await new Machine(base, {})
      .run('tests/install-node-modules');
    assert.equal(status, 1);
    assert.match(err, /^tests\/.* run "make install-deps"\n$/);
  });
}

async function makeSays(suite, base) {
  const bare = new Machine(base, { ...apt(), ...kNobody });
  await suite.test('make alone lists the targets, and starts nothing',
    async () => {
      const { status, out, err } = await bare.run('make');
      assert.deepEqual([status, err], [0, '']);
      for (const target of ['run', 'test', 'build', 'install-deps', 'clean'])
        assert.match(out, new RegExp(`^ {4}make ${target} +\\w`, 'm'));
      assert.match(out, /Begin with "make run" or "make test"/);
      assert.deepEqual(bare.calls(), []);
    });
  await suite.test('a build without compiler: one line', async () => {
    const { status, err } = await bare.run(
      'make', 'build', `BUILD=${join(bare.folder, 'build')}`);
    assert.equal(status, 2);
    assert.match(err, /^Not installed.* g\+\+ .*"make install-deps".*\n(make: .*\n)+$/);
  });
  await suite.test('a build folder that cannot be written: one line', async () => {
    const one = new Machine(base, { 'g++': '', esbuild: '', ar: '' });
    const { status, err } = await one.run('conf/check-build', '/proc/x', 'g++');
    assert.equal(status, 1);
    assert.match(err, /^cannot write in \/proc \(.*BUILD=DIR\.\n$/);
    const two = await one.run('make', 'build', 'BUILD=a b');
    assert.match(two.err, /^Makefile:.* a name with spaces cannot be used\. .*\n$/);
  });
  await suite.test('wrong options for make run: told before anything is done',
    async () => {
      const { status, err, out } = await bare.run('make', 'run',
                                                  'RUN=--port abc');
      assert.deepEqual([status, out], [2, '']);
      assert.match(err, /^conf\/trial: --port .*"abc"\nusage: .*\nmake: .*64\n$/);
      assert.deepEqual(bare.calls(), []);
    });
  await suite.test('a locale that is not installed is no matter', async () => {
    const { status, err } = await bare.run('env', 'LC_ALL=xx_XX.UTF-8', 'make',
                                           'check-run');
    assert.deepEqual([status, err], [0, '']);
  });
  await suite.test('words in quotes stay together', async () => {
    const { status, err } = await bare.run('make', 'check-run',
      'RUN=--folder "/tmp/a folder" --set "shop_name = A shop"');
    assert.deepEqual([status, err], [0, '']);
  });
}

async function progress(suite, base) {
  const one = new Machine(base, {});
  // The command ends when the progress line has been seen.
  const show = async (status, line, ...words) => {
    const seen = `seen-${status}`;
    const { ended, shown } = one.start('conf/progress', ...words, 'sh', '-c',
      `echo one; until [ -e "$LOG/${seen}" ]; do sleep 0.1; done; echo two; exit ${status}`);
    await eventually(() => line.test(shown()), 'a progress line');
    writeFileSync(join(one.folder, seen), '');
    return ended;
  };
  await suite.test('a silent command is shown to be at work', async () => {
    const log = join(one.folder, 'log');
    const [shown, logged] = await Promise.all([
      show(3, /building/, 'building'),
      show(4, /fetching .*: one/, '--log', log, 'fetching')]);
    assert.equal(shown.status, 3);
    assert.match(shown.out, /^one\n( {2}building \(\d+ s\)\n)+two\n$/);
    assert.equal(logged.status, 4);
    assert.match(logged.out, /^ {2}fetching \(\d+ s\)\n( {2}fetching \(\d+ s\): (one|two)\n)+$/);
    assert.equal(readFileSync(log, 'utf8'), 'one\ntwo\n');
    isPlain(shown.out + logged.out);
  });
}

export default async function (suite) {
  const base = mkdtempSync(join(tmpdir(), 'installing-'));
  try {
    await Promise.all([packages(suite, base), nodeModules(suite, base),
                       makeSays(suite, base), progress(suite, base)]);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
