// What is on disk: every conversation with its records, in order of number.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function conversations(instance) {
  const top = join(instance.data, 'conversations');
  return files(top).filter((path) => path.endsWith('.jsonl')).map((path) => ({
    id: path.split('/').pop().replace('.jsonl', ''),
    records: readFileSync(path, 'utf8').trimEnd().split('\n')
      .map((line) => JSON.parse(line)),
  }));
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

// Texts of all conversations, as often as they are stored.
export const texts = (instance) => conversations(instance)
  .flatMap(({ records }) => records)
  .filter(({ k, text }) => k === 'message' && text !== undefined)
  .map(({ text }) => text);
