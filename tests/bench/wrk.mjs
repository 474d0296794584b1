// wrk, and what it told.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../web/command.mjs';

const here = dirname(fileURLToPath(import.meta.url));
let runs = 0;

// One run of a script beside this file: {requests, seconds, refused, broken,
// p50, p99} (told.lua).  RUN is another one each time, for keys.
export async function wrk(origin, script, { clients, seconds, env = {} }) {
  const { stdout } = await run('wrk',
    ['-t', '1', '-c', String(clients), '-d', `${seconds}s`,
     '-s', join(here, script), origin],
    { env: { ...process.env, RUN: `bench-run-${process.pid}-${runs++}`,
             TOLD: join(here, 'told.lua'), ...env } });
  return JSON.parse(stdout.slice(stdout.indexOf('{"requests"')));
}

const lineOf = ({ method, path, headers = {}, body = '' }) =>
  [method, path, Object.entries(headers).map((pair) => pair.join(': ')).join('|'),
   body].join('\t');

// Asks the requests in turn; see replay.lua.
export function replay(instance, requests, { clients, seconds }) {
  const file = join(instance.folder, 'requests');
  writeFileSync(file, requests.map(lineOf).join('\n') + '\n');
  return wrk(instance.origin, 'replay.lua',
             { clients, seconds, env: { REQUESTS: file } });
}
