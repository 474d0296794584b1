// An instance over a made store: supportd starts with all the files and no
// index, so it begins with a rebuild.
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Instance } from '../web/instance.mjs';
import { makeAgents } from './agents.mjs';
import { generate } from './generate.mjs';
import { childrenOf } from './processes.mjs';

export const indexOf = (instance) => join(instance.folder, 'cache', 'index.db');

export const masterOf = (instance) => Number(instance.facts.supportd);

// The pool makes the workers first and the housekeeper after them.
export const childrenInOrder = (instance) =>
  childrenOf(masterOf(instance)).sort((a, b) => a - b);

export function removeIndex(instance) {
  for (const ending of ['', '-wal', '-shm', '.new', '.new-wal', '.new-shm'])
    rmSync(indexOf(instance) + ending, { force: true });
}

// Bytes of the index, its log included.
export const indexBytes = (instance) => ['', '-wal'].reduce((sum, ending) =>
  sum + (existsSync(indexOf(instance) + ending)
    ? statSync(indexOf(instance) + ending).size : 0), 0);

// wish: as generate() has it; options: as Instance.start() has them.  Gives
// the instance, as it begins the rebuild, and what was made.
export async function startWithStore(wish, options = {}) {
  const first = await Instance.start(options);
  try {
    await makeAgents(first);
    await first.stop({ keep: true });
    const made = generate(first.data, wish);
    removeIndex(first);
    const instance = await Instance.start({ ...options, folder: first.folder });
    // conf/trial gave those of the demo new passwords; ours are as they were.
    instance.passwords = { ...first.passwords, ...instance.passwords };
    return { instance, made };
  } catch (error) {
    await first.stop();
    throw error;
  }
}
