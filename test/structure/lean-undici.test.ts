import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../lab/index.js';

/** What a file takes from undici beside types. */
function takenFromUndici(source: string): string[] {
  return [...source.matchAll(/import\s+(type\s+)?\{([^}]*)\}\s+from 'undici'/g)]
    .filter(([, isType]) => isType === undefined)
    .flatMap(([, , names = '']) => names.split(','))
    .map((name) => name.trim().replace(/ as \w+$/, ''))
    .filter((name) => name !== '' && !name.startsWith('type '));
}

test('the undici of the bundle holds all that the program takes from it', () => {
  const root = projectRoot();
  const held = Object.keys(createRequire(join(root, 'package.json'))('./scripts/bundle/undici.cjs'));
  const taken = ['core', 'providers', 'plugins'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => takenFromUndici(readFileSync(join(root, room, path), 'utf8'))),
  );
  assert.ok(taken.length > 0);
  assert.deepEqual(
    [...new Set(taken)].filter((name) => !held.includes(name)),
    [],
  );
});
