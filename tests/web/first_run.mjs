// conf/trial as a person meets it: wrong options, ports that are taken, two at
// once, folders that it must not touch, and what it says when something is missing.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync,
  readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './http.mjs';
import { freePort, top } from './instance.mjs';
import { build, factsIn, isRoot, nothingRuns, Program, runTrial } from './trial.mjs';

async function wrongOptions(suite) {
  const wrong = [
    [], ['nonsense'], ['stop'], ['start', 'nonsense'], ['run', '--nonsense'],
    ...['abc', '0x1F', '70000', '-1', '08', '80.0', '', ' 80', '99999999999']
      .flatMap((port) => [['start', '--port', port], ['run', '--second', port]]),
    ['run', '--port'], ['start', '--folder'], ['start', '--folder', ''],
    ['start', '--folder', '--clock'], ['start', '--build'],
    ['start', '--set'], ['start', '--set', 'nonsense'],
    ['start', '--set', '= 1'], ['start', '--port', '9', '--second', '9']];
  await suite.test('wrong options: what is wrong, a usage line, status 64',
    async () => {
      await Promise.all(wrong.map(async (words) => {
        const { status, out, err } = await runTrial(...words);
        assert.equal(status, 64, `${words}: ${err}`);
        assert.match(err, /^conf\/trial: .+\nusage: conf\/trial run\|start.+\n$/,
                     `${words}`);
        assert.equal(out, '');
      }));
    });
  await suite.test('--help is the whole text, and no error', async () => {
    const { status, out, err } = await runTrial('--help');
    assert.deepEqual([status, err], [0, '']);
    assert.equal((await runTrial('run', '--help')).out, out);
    for (const option of ['--port', '--second', '--folder', '--set', '--clock'])
      assert.ok(out.includes(option), option);
  });
}

// Why this port (0: any) of `host` cannot be had on this machine; '' if it can.
async function cannotListen(host, port = 0) {
  const server = createServer();
  const why = await new Promise((done) => {
    server.on('error', ({ code }) => done(code));
    server.listen({ port, host }, () => done(''));
  });
  server.close();
  return why;
}

// Why this process may listen on port 81; '' if it may not.
function mayListenOn81() {
  if (isRoot) return 'run by root';
  const first = Number(
    readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  return first <= 81 ? `every user may use ports from ${first} on` : '';
}

async function takenPorts(suite, folder) {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    const sentence = `a port taken on ${host} is reported in one line`;
    const why = await cannotListen(host);
    if (why) {
      suite.skip(sentence, `${host}: ${why}`);
      continue;
    }
    await suite.test(sentence, async () => {
      const server = createServer();
      try {
        await new Promise((done, failed) => {
          server.on('error', failed);
          server.listen({ port: 0, host }, done);
        });
        const { port } = server.address();
        for (const option of ['--port', '--second']) {
          const other = option === '--port' ? [] : ['--port', await freePort()];
          const { status, out, err } = await runTrial('start', '--build', build,
            '--folder', folder, option, port, ...other);
          assert.deepEqual([status, out], [1, ''], err);
          assert.match(err, new RegExp(`^conf/trial: port ${port} is taken.*\\n$`));
        }
        await nothingRuns(folder);
        assert.ok(!existsSync(folder), 'it leaves no folder');
      } finally {
        server.close();
      }
    });
  }
  const sentence = 'a port that needs root is reported in one line';
  const why = mayListenOn81();
  if (why) suite.skip(sentence, why);
  else await suite.test(sentence, async () => {
    const { status, err } = await runTrial('start', '--build', build, '--folder',
                                      folder, '--port', 81);
    assert.equal(status, 1);
    assert.match(err, /^conf\/trial: port 81 needs root.*\n$/);
  });
}

// Browsers leave this port out of an origin.
async function port80(suite, folder) {
  const sentence = 'on port 80 the address has no port';
  const why = await cannotListen('0.0.0.0', 80);
  if (why) return suite.skip(sentence, `port 80: ${why}`);
  await suite.test(sentence, async () => {
    try {
      const { status, out, err } = await runTrial('start', '--build', build,
        '--folder', folder, '--port', 80);
      assert.equal(status, 0, err);
      const { origin } = factsIn(out);
      assert.equal(origin, 'http://127.0.0.1');
      assert.equal((await ask(origin, 'GET', '/support/healthz')).status, 200);
    } finally {
      await runTrial('stop', folder);
    }
  });
}

async function atOnce(suite, base) {
  await suite.test('started in the same instant, each has ports of its own',
    async () => {
      const folders = ['one', 'two', 'three'].map((name) => join(base, name));
      try {
        const ended = await Promise.all(folders.map((folder) => runTrial(
          'start', '--build', build, '--folder', folder, '--second', 0)));
        for (const { status, err } of ended) assert.equal(status, 0, err);
        const facts = ended.map(({ out }) => factsIn(out));
        const origins = facts.flatMap(({ origin, second }) => [origin, second]);
        assert.equal(new Set(origins).size, 6, `${origins}`);
        // And each answers for itself.
        for (const { origin } of facts) {
          const answer = await ask(origin, 'GET', '/support/healthz');
          assert.equal(answer.status, 200);
        }
      } finally {
        await Promise.all(folders.map((folder) => runTrial('stop', folder)));
      }
      for (const folder of folders) await nothingRuns(folder);
    });
  await suite.test('of two in one folder, one is told that it is in use',
    async () => {
      const folder = join(base, 'same');
      try {
        const ended = await Promise.all([0, 0].map(() => runTrial(
          'start', '--build', build, '--folder', folder)));
        assert.deepEqual(ended.map(({ status }) => status).sort(), [0, 1],
                         ended.map(({ err }) => err).join(''));
        const { err } = ended.find(({ status }) => status === 1);
        assert.match(err, /^conf\/trial: cannot use the folder .* in use.*\n$/);
        const { out } = ended.find(({ status }) => status === 0);
        assert.equal((await ask(factsIn(out).origin, 'GET',
                                '/support/healthz')).status, 200);
      } finally {
        await runTrial('stop', folder);
      }
      await nothingRuns(folder);
    });
}

// A build in which supportd is a script.
function brokenBuild(base) {
  const folder = join(base, 'broken');
  mkdirSync(folder);
  for (const name of ['supportctl', 'static'])
    symlinkSync(join(build, name), join(folder, name));
  writeFileSync(join(folder, 'supportd'),
                '#!/bin/sh\necho "it has no wish to" >&2\nexit 1\n');
  chmodSync(join(folder, 'supportd'), 0o755);
  return folder;
}

async function failures(suite, base) {
  const folder = join(base, 'failing');
  const start = async (...words) => {
    const ended = await runTrial('start', '--folder', folder, ...words);
    assert.equal(ended.status, 1, ended.err);
    await nothingRuns(folder);
    return ended.err;
  };
  await suite.test('a supportd that fails at once: its words, and its log',
    async () => {
      const err = await start('--build', brokenBuild(base));
      assert.match(err, /^ {2}it has no wish to\nconf\/trial: supportd did not start; its log is (.*)\n$/);
    });
  await suite.test('a setting that is wrong is named', async () => {
    const err = await start('--build', build, '--set', 'nonsense = 1');
    assert.match(err, /nonsense/);
  });
  await suite.test('no build, no httpd: what to do', async () => {
    const empty = join(base, 'empty');
    mkdirSync(empty);
    assert.match(await start('--build', empty),
                 /^conf\/trial: .* run "make build" first\n$/);
    const one = new Program(join(top, 'conf', 'trial'),
      ['start', '--build', build, '--folder', folder],
      { env: { ...process.env, HTTPD: 'no-such-httpd' } });
    const { status, err } = await one.ended;
    assert.equal(status, 1);
    assert.match(err, /^conf\/trial: httpd.* run "make install-deps"\n$/);
  });
  await suite.test('a folder that cannot be made', async () => {
    writeFileSync(join(base, 'a-file'), '');
    const { status, err } = await runTrial('start', '--build', build, '--folder',
                                      join(base, 'a-file', 'folder'));
    assert.equal(status, 1);
    assert.match(err, /^conf\/trial: cannot use the folder .*\n$/);
  });
}

// Names and types of all that is in the folder, and the files' texts.
const contents = (folder) => readdirSync(folder, { recursive: true }).sort()
  .map((name) => [name, statSync(join(folder, name)).isFile()
    ? readFileSync(join(folder, name), 'utf8') : 'a folder']);

async function foreignFolders(suite, base) {
  await suite.test('a folder with files of others is not touched', async () => {
    const folder = join(base, 'of-others');
    for (const name of ['bin', 'static', 'templates', 'data', 'conf', 'run']) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'mine'), name);
    }
    writeFileSync(join(folder, 'run', 'httpd.pid'), '1\n');
    const before = contents(folder);
    for (const wrong of [folder, join(folder, 'data')]) {
      const { status, out, err } = await runTrial('start', '--build', build,
                                                  '--folder', wrong);
      assert.deepEqual([status, out], [1, '']);
      assert.match(err, /^conf\/trial: cannot use the folder .* other files;.*\n$/);
    }
    const { status, err } = await runTrial('stop', folder);
    assert.equal(status, 1);
    assert.match(err, /^conf\/trial: .* was not made by conf\/trial\n$/);
    assert.deepEqual(contents(folder), before);
  });
  await suite.test('an empty folder, and one that was used before, are taken',
    async () => {
      const folder = join(base, 'empty-one');
      mkdirSync(folder);
      for (const time of ['first', 'second']) {
        const { status, err } = await runTrial('start', '--build', build,
                                               '--folder', folder);
        assert.equal(status, 0, `${time}: ${err}`);
        await runTrial('stop', folder);
      }
    });
  await suite.test('a path that no configuration file can hold is named',
    async () => {
      for (const character of ['#', '[', '*', '?', '"', ';', '$']) {
        const folder = join(base, `a${character}b`);
        const { status, err } = await runTrial('start', '--build', build,
                                               '--folder', folder);
        assert.equal(status, 1);
        assert.match(err, /^conf\/trial: .* cannot use a path .*\n$/);
        assert.ok(err.endsWith(`in it: ${folder}\n`), err);
        assert.ok(!existsSync(folder));
      }
    });
}

export default async function (suite) {
  // As root, www-data must reach it: tests/guard has chosen the folder so.
  const base = mkdtempSync(join(tmpdir(), 'first-run-'));
  chmodSync(base, 0o755);
  try {
    await wrongOptions(suite);
    await takenPorts(suite, join(base, 'never'));
    await port80(suite, join(base, 'usual'));
    await atOnce(suite, base);
    await foreignFolders(suite, base);
    await failures(suite, base);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
