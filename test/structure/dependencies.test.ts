import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';

const root = projectRoot();
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** Packages of which a file is imported by its path: `acme-client/src/api.js`. */
function reachedInto(): string[] {
  const files = ['core', 'providers', 'plugins', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const pattern = /(?:from|import\(|import|require\()\s*'((?:@[^/']+\/)?[^/'.@:][^/':]*)\/[^']+'/g;
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)].sort();
}

describe('dependencies', () => {
  it('of which private files are used have one exact version: any other may have moved them', () => {
    const packages = reachedInto();
    assert.ok(packages.includes('acme-client') && packages.includes('undici'), packages.join(' '));
    assert.deepEqual(
      packages.filter((name) => !/^\d+\.\d+\.\d+$/.test(dependencies[name] ?? '')),
      [],
    );
  });

  it('are installed without running their scripts', () => {
    for (const file of ['Dockerfile', '.ci/run', 'scripts/bootstrap.mjs']) {
      const text = readFileSync(join(root, file), 'utf8');
      const lines = text.split('\n').filter((line) => /npm ci\b|'ci'/.test(line));
      assert.notDeepEqual(lines, []);
      for (const line of lines) assert.match(line, /--ignore-scripts/, `${file}: ${line}`);
    }
  });
});
