// The disk is full: a send says so and keeps nothing by half; what was there
// is whole; and when there is room, work goes on.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync,
  appendFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSync } from './command.mjs';
import { freshKey } from './http.mjs';
import { Instance } from './instance.mjs';
import { Customer, User } from './people.mjs';

const page = 4096;

// A folder for an instance whose data/ is a file system of 3 MiB.
export function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'full-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  try {
    runSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', data]);
  } catch (error) {
    rmSync(folder, { recursive: true });
    return { why: error.stderr?.trim() || error.message };
  }
  return { folder, data };
}

// Takes all room that is left, but for `free` bytes.
export function fill(filler, free = 0) {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(size));
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    }
  }
  if (free) truncateSync(filler, statSync(filler).size - free);
}

async function run(suite, instance, filler) {
  const ana = new Customer(instance, { identity: instance.identity() });
  await ana.create('before');
  const marta = await new User(instance, 'marta').signIn();
  const other = new Customer(instance);
  await other.create('somebody else');
  const kept = ['before'];

  // What is acknowledged is there, in order, and nothing else is.
  const holdsExactly = async () => {
    const texts = (await ana.history()).filter((one) => one.kind === 'message')
      .map((one) => one.text);
    assert.deepEqual(texts, kept);
    await instance.ctl('verify');
  };

  const refusedText = 'not stored, '.repeat(90) + 'really';
  const refusedKey = freshKey();
  await suite.test('a full disk answers 507 and says why', async () => {
    fill(filler);
    let answer;
    // The last page of the file may have room for a few more.
    for (let n = 0; n < 20; n++) {
      answer = await ana.trySend(refusedText, { key: refusedKey + n });
      if (answer.status !== 200) break;
      kept.push(refusedText);
    }
    assert.equal(answer.status, 507, answer.text);
    assert.equal(answer.code, 'storage_full');
    assert.ok(answer.json.error.message.length > 20);
    assert.ok(!answer.text.includes('not stored, not'), 'no text in the error');
  });
  await suite.test('what was acknowledged is whole, and is still read',
                   holdsExactly);
  await suite.test('a new conversation and a file are refused likewise',
    async () => {
      const guest = new Customer(instance);
      const created = await guest.tryCreate({});
      assert.equal(created.status, 507, created.text);
      const uploaded = await ana.tryUpload({
        name: 'a.txt', type: 'text/plain', bytes: Buffer.alloc(page * 4, 65) });
      assert.equal(uploaded.status, 507, uploaded.text);
    });
  await suite.test('the staff page answers 507 and still shows the text',
    async () => {
      const text = 'A long answer that took a while to write. '.repeat(120);
      const answer = await marta.post(
        `/support/agent/api/conversation/${other.conversation}/send/`,
        { key: freshKey(), text });
      assert.equal(answer.status, 507);
      assert.ok(answer.text.includes(text.trim().slice(0, 200)));
    });
  await suite.test('staff go on reading, though the audit log has no room',
    async () => {
      // Enough of them to fill the last page of the audit log.
      for (let n = 0; n < page / 100; n++) {
        const answer = await marta.call('GET',
          `/support/conversation/${other.conversation}/`);
        assert.equal(answer.status, 200, answer.text);
        assert.ok(answer.text.includes('somebody else'));
      }
      assert.match(instance.log('supportd'), /event=audit_full/);
    });
  await suite.test('a poll works on a full disk', async () => {
    const answer = await ana.call('GET',
      `/conversation/${ana.conversation}/messages/`);
    assert.equal(answer.status, 200);
  });

  await suite.test('a message that fits by half leaves nothing of it', async () => {
    rmSync(filler);
    fill(filler, 2 * page);
    const answer = await ana.trySend('\u00e9'.repeat(8000));
    assert.equal(answer.status, 507, answer.text);
    await holdsExactly();
  });

  await suite.test('with room again the same send goes through, once', async () => {
    rmSync(filler);
    for (let n = 0; n < 2; n++) {
      const answer = await ana.trySend('after', { key: 'the-same-key' });
      assert.equal(answer.status, 200, answer.text);
    }
    kept.push('after');
    await holdsExactly();
    const guest = new Customer(instance);
    await guest.create('and a new one');
    await guest.upload();
    await instance.ctl('verify');
  });
}

export default async function (suite) {
  const disk = process.getuid() === 0
    ? smallDisk() : { why: 'only root may mount a small file system' };
  if (!disk.folder) return suite.skip('a full disk', disk.why);
  let instance;
  try {
    instance = await Instance.start({ folder: disk.folder, workers: 2 });
    const filler = join(disk.data, 'filler');
    writeFileSync(filler, '');
    await run(suite, instance, filler);
  } finally {
    if (instance) await instance.stop({ keep: true });
    runSync('umount', [disk.data]);
    rmSync(disk.folder, { recursive: true, force: true });
  }
}
