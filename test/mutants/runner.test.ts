import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTempDir, projectRoot } from '../lab/index.js';
import { readEquivalents } from './equivalents.js';
import { mutantsOf } from './operators.js';
import { openRemembered } from './remembered.js';
import { resultTable } from './table.js';
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
const equivalent = {
  file: 'core/room/room.js',
  was: 'count === 1',
  becomes: '(count) !== (1)',
  reason: 'stands in for one',
};

describe('the runner of mutants', () => {
  it('tells a fault that a test notices from one that none does, or none gets to, and remembers', async () => {
    const temporary = await createTempDir('mutants');
    const project = temporary.path;
    const own = dirname(fileURLToPath(import.meta.url));
    const files = {
      'package.json': '{ "type": "module" }',
      'dist/core/room/room.js': module,
      'dist/test/room/room.test.js': tests,
    };
    for (const folder of ['dist/core/room', 'dist/test/room', 'dist/test/mutants'])
      mkdirSync(join(project, folder), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
    for (const name of ['active.js', 'resident'])
      cpSync(join(own, name), join(project, 'dist/test/mutants', name), { recursive: true });

    const folder = { name: 'core/room', files: ['core/room/room.js'], tests: ['test/room/room.test.js'] };
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
    const memory = join(project, 'killed.json');
    const outcomes: string[][] = [];
    const tables: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const tree = makeTree(project);
      const trial = {
        project,
        measured: join(project, 'measured.json'),
        tree,
        options,
        equivalents: [equivalent],
        remembered: openRemembered(project, memory),
        end: Number.POSITIVE_INFINITY,
        print: () => undefined,
      };
      const result = await tryFolder(folder, trial);
      tree.remove();
      outcomes.push(
        result.verdicts.map(({ mutant, outcome, by }) => `${mutant.operator} ${mutant.was}: ${outcome} ${by}`).sort(),
      );
      tables.push(resultTable([result]));
    }
    await temporary.remove();
    const survivors = ["no call log('bye');: survived ", "word 'bye': survived "];
    assert.deepEqual(outcomes[0], [
      'boundary count >= most: killed is full at three',
      survivors[0],
      'number 1: unreached ',
      'number 3: killed is full at three',
      survivors[1],
    ]);
    assert.deepEqual(
      outcomes[1]?.filter((line) => line.includes('killed')),
      ['boundary count >= most: killed before', 'number 3: killed before'],
    );
    assert.match(tables[0] ?? '', /\| core\/room \| 6 \| 5 \| 2 \| 0 \| 2 \| 1 \| 1 \| 40 % \|/);
    assert.equal(tables[1], tables[0]);
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
