import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';

interface Module {
  readonly provider: string;
  readonly file: string;
  readonly text: string;
}

/** A record-by-record provider fits on a page; the rest is signing, paging and shapes of its own. */
const medianLimit = 80;
/** From here on the head comment has to say why. */
const lengthLimit = 200;
/** What stands in three providers belongs in the SDK. */
const run = 6;
const tolerated = 2;

const folder = join(projectRoot(), 'providers');
const modules: readonly Module[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map(({ parentPath, name }) => {
    const file = join(parentPath, name).slice(folder.length + 1);
    return { file, provider: file.split(/[\\/]/)[0] ?? '', text: readFileSync(join(parentPath, name), 'utf8') };
  });

describe('provider modules', () => {
  it(`are under ${medianLimit} lines in the median`, () => {
    const lengths = modules.map(({ text }) => lineCount(text)).sort((a, b) => a - b);
    const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
    assert.ok(median < medianLimit, `the median is ${median} lines`);
  });

  it(`say in the head comment why, where they are over ${lengthLimit} lines`, () => {
    const unexplained = modules.filter(({ text }) => lineCount(text) > lengthLimit && !/^\s*\/\*\*?[^/]/.test(text));
    assert.deepEqual(
      unexplained.map(({ file }) => file),
      [],
    );
  });

  it(`share no ${run} lines among three`, () => {
    const places = new Map<string, Module[]>();
    for (const module of modules) {
      for (const window of windows(module.text)) places.set(window, [...(places.get(window) ?? []), module]);
    }
    const repeated = [...places].filter(([, users]) => new Set(users.map(({ provider }) => provider)).size > tolerated);
    const told = repeated.map(([window, users]) => `${users.map(({ file }) => file).join(', ')}:\n${window}`);
    assert.deepEqual(told, []);
  });
});

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** Every run of lines that say something, without imports: those are alike wherever the same helpers are used. */
function windows(text: string): string[] {
  const body = text.replace(/^import [\s\S]*?;$/gm, '');
  const lines = body.split('\n').flatMap((line) => (/\w/.test(line) ? [line.trim()] : []));
  return lines.flatMap((_, index) => {
    const part = lines.slice(index, index + run);
    return part.length === run ? [part.join('\n')] : [];
  });
}
