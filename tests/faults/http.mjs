// Parts that need the whole program behind httpd share how it is started, with
// a fault or without.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from '../web/suite.mjs';
import { fail } from './harness.mjs';

const build = process.env.BUILD;

// Runs `body` with an instance of its own.  fault: of tools.mk.
export async function withInstance(body, { fault = '', ...options } = {}) {
  const where = fault ? join(build, 'faults', fault) : build;
  // instance.mjs looks for the program when it is read.
  process.env.BUILD = where;
  const { Instance } = await import(`../web/instance.mjs?${where}`);
  process.env.BUILD = build;
  const instance = await Instance.start(options);
  try {
    return await body(instance);
  } finally {
    await instance.stop({ keep: true });
    rmSync(instance.folder, { recursive: true, force: true });
  }
}

// Runs `body`; what it throws is told and the next one runs.
export async function attempt(sentence, body) {
  try {
    return await body();
  } catch (error) {
    fail(`faults: ${sentence}: ${explained(error)}`);
    return undefined;
  }
}
