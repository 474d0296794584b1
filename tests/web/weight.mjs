// What the widget weighs, as it is served: each file has a size that it may not
// pass, packed and as it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { top } from './instance.mjs';

const kMost = {
  'js/chat-widget.js': { packed: 14_336, raw: 49_152 },
  'js/chat-forms.js': { packed: 1_536, raw: 4_096 },
  'js/chat-words-de.js': { packed: 1_536, raw: 4_096 },
  'css/chat-widget.css': { packed: 4_096, raw: 16_384 },
};

export default async function (suite) {
  const folder = join(process.env.BUILD ?? join(top, 'build'), 'static');
  for (const [name, most] of Object.entries(kMost)) {
    const bytes = readFileSync(join(folder, name));
    const packed = gzipSync(bytes, { level: 9 }).length;
    await suite.test(`${name} packed is at most ${most.packed} bytes`, () =>
      assert.ok(packed <= most.packed, `${packed} bytes`));
    await suite.test(`${name} is at most ${most.raw} bytes`, () =>
      assert.ok(bytes.length <= most.raw, `${bytes.length} bytes`));
  }
}
