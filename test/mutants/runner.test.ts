import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTempDir, projectRoot } from '../lab/index.js';
import { type Equivalents, readEquivalents } from './equivalents.js';
import { mutantsOf } from './operators.js';
import { openRemembered } from './remembered.js';
import { type FolderResult, resultTable } from './table.js';
import { makeTree } from './tree.js';
import { tryFolder } from './try-folder.js';

const module = `const most = 3;
export function isFull(count) {
  return count >= most;
}
export function farewell(log) {
  log('bye');
}
export function isOdd(count) {
  return count === 1;
}
`;
const tests = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { farewell, isFull } from '../../core/room/room.js';
it('is full at three', () => assert.deepEqual([2, 3, 4].map(isFull), [false, true, true]));
it('says something', () => farewell(() => undefined));
`;
/** A program with its own idea of writing, which ends well where nothing else wrote. */
const program = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
let others = 0;
for (const name of ['appendFileSync', 'writeFileSync', 'writeSync']) fs[name] = () => void (others += 1);
syncBuiltinESMExports();
const { isOdd } = await import('../../core/room/room.js');
process.exitCode = isOdd(1) && others === 0 ? 0 : 1;
`;
const programTests = `import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, it } from 'node:test';
let program;
before(() => { program = new URL('program.js', import.meta.url).pathname; });
it('ends well', () => assert.equal(spawnSync(process.execPath, [program]).status, 0));
`;
/** A module that no test file imports by a path, and what it imports. */
const lazy = `import { word } from './words.js';
const times = 2;
export function greet() {
  return word.repeat(times);
}
`;
const words = `export const word = 'hello';
`;
const lazyTests = `import assert from 'node:assert/strict';
import { beforeEach, it, mock } from 'node:test';
const load = () => import(new URL('../../core/room/lazy.js', import.meta.url).href);
beforeEach(() => mock.timers.enable({ apis: ['Date'], now: 1 }));
it('can be loaded', async () => void (await load()));
it('greets', async () => assert.equal(\`\${(await load()).greet()} at \${Date.now()}\`, 'hellohello at 1'));
`;
const equivalent = {
  file: 'core/room/room.js',
  was: 'count === 1',
  becomes: '(count) !== (1)',
  reason: 'stands in for one',
};

/** A project that holds nothing else. @param files path → text */
async function makeProject(files: Readonly<Record<string, string>>) {
  const temporary = await createTempDir('mutants');
  const project = temporary.path;
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  for (const folder of ['core', 'plugins', 'providers']) mkdirSync(join(project, 'dist', folder), { recursive: true });
  const own = dirname(fileURLToPath(import.meta.url));
  for (const name of ['active.js', 'resident'])
    cpSync(join(own, name), join(project, 'dist/test/mutants', name), { recursive: true });
  return temporary;
}

const options = {
  words: [],
  seed: 1,
  sample: 100,
  minutes: 10,
  slow: 60,
  each: 60,
  jobs: 2,
  since: undefined,
  fresh: false,
};

async function tryAll(
  project: string,
  modules: readonly string[],
  tests: readonly string[],
  equivalents: Equivalents,
): Promise<FolderResult> {
  const tree = makeTree(project);
  const folder = {
    name: 'core/room',
    files: modules.map((name) => `core/room/${name}.js`),
    tests: tests.map((name) => `test/room/${name}.test.js`),
  };
  const result = await tryFolder(folder, {
    project,
    measured: join(project, 'measured.json'),
    tree,
    options,
    equivalents,
    remembered: openRemembered(project, join(project, 'killed.json')),
    end: Number.POSITIVE_INFINITY,
    print: () => undefined,
  });
  tree.remove();
  return result;
}

function outcomesOf({ verdicts }: FolderResult): string[] {
  return verdicts.map(({ mutant, outcome, by }) => `${mutant.operator} ${mutant.was}: ${outcome} ${by}`).sort();
}

describe('the runner of mutants', () => {
  it('tells a fault that a test notices from one that none does, or none gets to, and remembers', async () => {
    const temporary = await makeProject({
      'dist/core/room/room.js': module,
      'dist/core/room/lazy.js': lazy,
      'dist/core/room/words.js': words,
      'dist/test/room/room.test.js': tests,
      'dist/test/room/lazy.test.js': lazyTests,
    });
    const results = [];
    for (let round = 0; round < 2; round += 1)
      results.push(await tryAll(temporary.path, ['room', 'lazy', 'words'], ['room', 'lazy'], [equivalent]));
    await temporary.remove();
    const outcomes = results.map(outcomesOf);
    const tables = results.map((result) => resultTable([result]));
    const survivors = ["no call log('bye');: survived ", "word 'bye': survived "];
    assert.deepEqual(outcomes[0], [
      'boundary count >= most: killed is full at three',
      survivors[0],
      'number 1: unreached ',
      // What the first test loads, the second one must have with its mutant.
      'number 2: killed greets',
      'number 3: killed is full at three',
      survivors[1],
      "word 'hello': killed greets",
    ]);
    assert.deepEqual(
      outcomes[1]?.filter((line) => line.includes('killed')),
      [
        'boundary count >= most: killed before',
        'number 2: killed before',
        'number 3: killed before',
        "word 'hello': killed before",
      ],
    );
    assert.match(tables[0] ?? '', /\| core\/room \| 8 \| 7 \| 4 \| 0 \| 2 \| 1 \| 1 \| 57 % \|/);
    assert.equal(tables[1], tables[0]);
  });

  it('sees what a program does that watches what is written, and what each file does before its tests', async () => {
    const files = ['test/room/one.test.js', 'test/room/other.test.js'];
    const temporary = await makeProject({
      'dist/core/room/room.js': 'export function isOdd(count) {\n  return count === 1;\n}\n',
      'dist/test/room/program.js': program,
      ...Object.fromEntries(files.map((file) => [`dist/${file}`, programTests])),
    });
    const result = await tryAll(temporary.path, ['room'], ['one', 'other'], []);
    await temporary.remove();
    assert.deepEqual(outcomesOf(result), ['number 1: killed ends well', 'opposite count === 1: killed ends well']);
  });

  it('leaves alone only mutants that there are', () => {
    const project = projectRoot();
    for (const { file, was, becomes } of readEquivalents(project)) {
      const source = readFileSync(join(project, 'dist', file), 'utf8');
      const found = mutantsOf(source).some(
        ({ start, end, text }) => text === becomes && source.slice(start, end) === was,
      );
      assert.ok(found, `${file}: no mutant makes ${becomes} of ${was}`);
    }
  });
});
