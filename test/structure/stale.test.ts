import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createTempDir, projectRoot } from '../lab/index.js';

it('compiled modules whose source has gone are removed, and nothing else', async () => {
  const root = await createTempDir('stale');
  const files = {
    'core/a.ts': 'kept',
    'dist/core/a.js': 'kept',
    'core/bin/b.cts': 'kept',
    'dist/core/bin/b.cjs': 'kept',
    'dist/core/gone.js': 'removed',
    'dist/core/bin/gone.cjs': 'removed',
    'dist/test/old/gone.test.js': 'removed',
    'dist/providers/x/manifest.json': 'kept',
    'dist/test/.run-1/0001.test.js': 'kept',
    'dist/bundle/dist/core/index.js': 'kept',
  };
  try {
    for (const path of Object.keys(files)) {
      await mkdir(dirname(join(root.path, path)), { recursive: true });
      await writeFile(join(root.path, path), '');
    }
    const script = pathToFileURL(join(projectRoot(), 'scripts/remove-stale.mjs')).href;
    const { removeStale } = (await import(script)) as { removeStale(root: string): void };
    removeStale(root.path);
    const found = Object.keys(files).map((path) => [path, existsSync(join(root.path, path)) ? 'kept' : 'removed']);
    assert.deepEqual(Object.fromEntries(found), files);
  } finally {
    await root.remove();
  }
});
