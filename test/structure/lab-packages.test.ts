import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { essentialPackages, otherPackages, packages } from '../lab/packages.js';

const root = projectRoot();

/** What every machine with Node has. */
const ofNode: readonly string[] = ['node', 'npm'];

/** Names that tests run a program under, where it stands as text: `spawn('unshare', …)`. */
function spawned(text: string): string[] {
  const pattern = /\b(?:spawn|spawnSync|execFile|execFileSync|runCommand)\(\s*'([^']+)'/g;
  return [...text.matchAll(pattern)].map((match) => (match[1] ?? '').split('/').at(-1) ?? '');
}

/** Debian packages that the tests need and that are not everywhere. */
function needed(): string[] {
  const all = [...Object.values(packages).flatMap((names) => names.split(' ')), ...otherPackages];
  return [...new Set(all.filter((name) => !essentialPackages.includes(name)))].sort();
}

function words(text: string): string[] {
  return text
    .split(/[\s\\]+/)
    .filter((word) => word !== '')
    .sort();
}

describe('what the tests run', () => {
  it('is in the table of packages', () => {
    const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
    const known = new Set([...Object.keys(packages), ...ofNode]);
    const unknown = files.flatMap((file) =>
      spawned(readFileSync(file, 'utf8'))
        .filter((name) => !known.has(name))
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('is installed by .ci/run', () => {
    const [, list = ''] = /packages=\(([^)]*)\)/.exec(readFileSync(join(root, '.ci/run'), 'utf8')) ?? [];
    assert.deepEqual(words(list), needed());
  });

  it('is what test/lab/README.md tells to install', () => {
    const [, list = ''] =
      /apt-get install \\?\s*((?:.*\\\n)*.*)\n/.exec(readFileSync(join(root, 'test/lab/README.md'), 'utf8')) ?? [];
    assert.deepEqual(words(list), needed());
  });
});
