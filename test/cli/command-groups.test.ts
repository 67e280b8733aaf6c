import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupHeadings } from '../../core/cli/command-groups.js';
import { createProgram } from '../../core/cli/program.js';
import { hostedCli } from './command-host.js';

describe('the help of the program', () => {
  it('lists each command once, by subject, with what comes first at the top', () => {
    const program = createProgram('0', async () => {});
    const text = program.helpInformation();
    const headings = [...text.matchAll(/^\S.*:$/gm)].map(([line]) => line).filter((line) => line !== 'Options:');
    assert.deepEqual(headings, groupHeadings);
    const listed = [...text.matchAll(/^ {2}([a-z]+)[ \n]/gm)].map(([, name]) => name);
    assert.deepEqual([...listed].sort(), program.commands.map((command) => command.name()).sort());
    assert.equal(listed[0], 'init');
    assert.ok(text.indexOf('  run ') < text.indexOf('  sync '));
  });

  it('leads to that of lexicon, and to all topics', async () => {
    const lexicon = await hostedCli(['help', 'lexicon']);
    assert.match(lexicon.stdout, /Usage: lexicon .*provider/);
    const { stderr, code } = await hostedCli(['help', 'nonsense']);
    assert.equal(code, 2);
    assert.match(stderr, /variables, plugins, yaml, man/);
  });
});
