// supportctl run by root: what it makes belongs to the owner of the directory
// that it works on.  No httpd, no supportd.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync,
         writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSync } from './command.mjs';

const top = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.BUILD ?? join(top, 'build');
const kOwner = 33;  // www-data
const isRoot = process.getuid() === 0;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

// With nothing in it but VERSION.
function aBackup(folder) {
  const version = '{"schema":1}\n';
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data', 'VERSION'), version);
  const lines = [
    { manifest: 1, began: '2026-11-22T10:00:00.000Z' },
    { path: 'VERSION', bytes: version.length, sha256: sha256(version) },
  ].map((line) => `${JSON.stringify(line)}\n`).join('');
  const end = { ended: '2026-11-22T10:00:01.000Z', files: 1,
                bytes: version.length, sha256: sha256(lines) };
  writeFileSync(join(folder, 'MANIFEST'), `${lines}${JSON.stringify(end)}\n`);
  runSync('chown', ['-R', String(kOwner), folder]);
  return folder;
}

function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'as-root-'));
  chownSync(folder, kOwner, kOwner);
  return folder;
}

export default async function asRoot(suite) {
  if (!isRoot) return suite.skip('restore by root', 'not run by root');
  const folder = aFolder();
  try {
    const config = join(folder, 'support.conf');
    writeFileSync(config, ['data_dir', 'cache_dir', 'run_dir', 'keys_file',
                           'socket', 'templates_dir']
      .map((key) => `${key} = ${join(folder, key)}\n`).join('') +
                  'origins = https://shop.example\n', { mode: 0o644 });
    const fresh = join(folder, 'fresh');
    mkdirSync(fresh);
    chownSync(fresh, kOwner, kOwner);
    await suite.test('restore gives all to the owner of the folder, also ' +
                     'where the data directory is lost', () => {
      runSync(join(build, 'supportctl'),
              ['-c', config, 'restore', aBackup(join(folder, 'backup')),
               fresh]);
      for (const name of readdirSync(fresh))
        assert.equal(statSync(join(fresh, name)).uid, kOwner, name);
    });
    await suite.test('nothing is made that would be root\'s', () => {
      assert.throws(() => runSync(
        join(build, 'supportctl'),
        ['-c', config, 'restore', join(folder, 'backup'), config + '.no']),
      { status: 73 });
      assert.ok(!existsSync(config + '.no'));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
