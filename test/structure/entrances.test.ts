import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from '../lab/index.js';

const root = projectRoot();

/** What is meant for others than this program. */
const isPublic = (path: string) => /^core\/(sdk|testing)\//.test(path);

const statement = /^(import|export)\s+(?:type\s+)?(?:\w+,\s*)?\{([^}]*)\}\s+from\s+'(\.[^']+)';/gm;
const still = /(?:\bfrom|\bimport)\s+'(\.[^']+)'/g;
const comment = /^\/\*\*[\s\S]*?\*\/|^\/\/.*$/gm;
const handedOn = /^export\s+(?:type\s+)?(?:\{[^}]*\}|\*)\s+from\s+'\.[^']+';/gm;
const dynamic = /\bimport\(\s*'(\.[^']+)'\s*\)/g;

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** `type A, B as C` → A and C, and what they are called on the other side. */
function namesOf(list: string): { readonly outside: string; readonly inside: string }[] {
  return list.split(',').flatMap((item) => {
    const [inside, outside = inside] = item
      .trim()
      .replace(/^type\s+/, '')
      .split(/\s+as\s+/);
    return inside ? [{ inside, outside: outside ?? inside }] : [];
  });
}

describe('the entrance of a room', () => {
  const texts = new Map(
    ['core', 'providers', 'plugins'].flatMap(sourcesIn).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
  const targetOf = (path: string, specifier: string) =>
    relative(root, resolve(root, dirname(path), specifier)).replace(/\.js$/, '.ts');
  const taken = new Map<string, Set<string>>();
  for (const [path, text] of texts) {
    for (const [, , list = '', specifier = ''] of text.matchAll(statement)) {
      const target = targetOf(path, specifier);
      const names = taken.get(target) ?? new Set();
      for (const { inside } of namesOf(list)) names.add(inside);
      taken.set(target, names);
    }
    // Where a room is loaded later, whatever is spoken of there may come from it.
    for (const [, specifier = ''] of text.matchAll(dynamic)) {
      const target = targetOf(path, specifier);
      taken.set(target, new Set([...(taken.get(target) ?? []), ...(text.match(/\b\w+\b/g) ?? [])]));
    }
  }
  const indexes = [...texts.keys()].filter((path) => path.startsWith('core/') && path.endsWith('/index.ts'));

  test('there are some', () => assert.ok(indexes.length > 10));

  test('is a list and holds no code of its own, which would be a module that one looks for by another name', () => {
    const rest = (path: string) => (texts.get(path) ?? '').replace(comment, '').replace(handedOn, '').trim();
    assert.deepEqual(
      indexes.filter((path) => rest(path) !== ''),
      [],
    );
  });

  // A room into which one comes beside its index as well has no entrance: then it has no index either. Where all that an
  // index names would be loaded for little, the room goes without. What is loaded later (`import()`) is one module alone.
  for (const index of indexes.filter((each) => !isPublic(each))) {
    test(`${index} is the only one`, () => {
      const room = `${dirname(index)}/`;
      const beside = [...texts]
        .filter(([path]) => !path.startsWith(room))
        .flatMap(([path, text]) =>
          [...text.matchAll(still)].map(([, specifier = '']) => ({ path, target: targetOf(path, specifier) })),
        )
        .filter(({ target }) => target.startsWith(room) && target !== index);
      assert.deepEqual(
        beside.map(({ path, target }) => `${path} imports ${target}`),
        [],
      );
    });
  }

  for (const path of indexes.filter((each) => !isPublic(each))) {
    test(`${path} offers nothing that only tests take, which had better ask the module itself`, () => {
      const offered = [...(texts.get(path) ?? '').matchAll(statement)]
        .filter(([, keyword]) => keyword === 'export')
        .flatMap(([, , list = '']) => namesOf(list).map(({ outside }) => outside));
      assert.deepEqual(
        offered.filter((name) => !taken.get(path)?.has(name)),
        [],
      );
    });
  }
});
