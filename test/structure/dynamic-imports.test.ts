import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../lab/index.js';

/** The one form in which a CommonJS package may be imported where it is used. */
const form = /const \{ default: \w+ \} = await $/;

interface DynamicImport {
  /** What stands before `import(`, on one line. */
  readonly before: string;
  readonly specifier: string;
}

function dynamicImports(text: string): DynamicImport[] {
  return [...text.matchAll(/\bimport\(\s*(['"`])([^'"`]+)\1/g)].map((match) => ({
    before: text.slice(0, match.index).split('\n').at(-1) ?? '',
    specifier: match[2] ?? '',
  }));
}

/** Whether Node loads what this specifier names as CommonJS. */
function isCommonJs(specifier: string): boolean {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return false;
  const file = fileURLToPath(import.meta.resolve(specifier));
  if (/\\.[cm]js$/.test(file)) return file.endsWith('.cjs');
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: string }).type !== 'module';
}

function faultsOf(text: string): string[] {
  return dynamicImports(text)
    .filter(({ specifier, before }) => isCommonJs(specifier) && !form.test(before))
    .map(({ specifier }) => specifier);
}

/**
 * Node finds out the names that a CommonJS package exports; a bundle, whose chunks have fixed exports, gives only the
 * default. What is taken by name is undefined there, though every test of the sources passes.
 */
describe('import() of a CommonJS package', () => {
  it('takes nothing but the default', () => {
    const root = projectRoot();
    const files = ['core', 'providers', 'plugins'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    const faults = files.flatMap((file) => faultsOf(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`));
    assert.deepEqual(faults, []);
  });

  const cases: readonly (readonly [text: string, faults: readonly string[]])[] = [
    ["const { parseDocument } = await import('yaml');", ['yaml']],
    ["const yaml = await import('yaml');", ['yaml']],
    ["const { default: yaml, parse } = await import('yaml');", ['yaml']],
    ["return (await import('pino-pretty')).prettyFactory;", ['pino-pretty']],
    ["import('dockerode').then(({ default: Engine }) => Engine);", ['dockerode']],
    ["const { default: yaml } = await import('yaml');", []],
    ["const { CronPattern } = await import('croner');", []],
    ["const { x } = await import('./x.js'); const { readFile } = await import('node:fs/promises');", []],
    ["import { parse } from 'yaml';", []],
  ];
  for (const [text, faults] of cases) {
    it(`${faults.length === 0 ? 'may' : 'may not'} be written ${text}`, () => assert.deepEqual(faultsOf(text), faults));
  }
});
