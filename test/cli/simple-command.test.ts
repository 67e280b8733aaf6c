import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GlobalOptions } from '../../core/application/global-options.js';
import { createProgram } from '../../core/cli/program.js';
import { simpleCommand } from '../../core/cli/simple-command.js';

/** What the whole grammar makes of a command line. */
async function understood(argv: readonly string[]): Promise<GlobalOptions | undefined> {
  let found: GlobalOptions | undefined;
  const program = createProgram('1', async (_load, globals) => {
    found = { ...globals };
  });
  await program.parseAsync(argv, { from: 'user' });
  return found;
}

describe('a command that is understood without the grammar', () => {
  const simple: readonly (readonly string[])[] = [
    ['status'],
    ['providers'],
    ['plan', '--json'],
    ['--json', 'health'],
    ['--config-dir', '/x', 'run'],
    ['sync', '--config-dir', '/x', '--json', '--config', 'a.yml'],
    ['status', '--config', 'a', '--config', 'b'],
  ];
  for (const argv of simple) {
    it(`is what the grammar makes of it: ${argv.join(' ')}`, async () => {
      assert.deepEqual(simpleCommand(argv)?.globals, await understood(argv));
    });
  }

  const others: readonly (readonly string[])[] = [
    [],
    ['--json'],
    ['status', 'x'],
    ['status', 'status'],
    ['status', '--help'],
    ['providers', 'ovh'],
    ['sync', '--allow-removals'],
    ['status', '--log-level', 'debug'],
    ['status', '--config-dir'],
    ['status', '--config-dir', '--json'],
    ['status', '--config-dir='],
    ['status', '--config-dir', ''],
    ['statu'],
    ['toString'],
    ['--', 'status'],
  ];
  for (const argv of others) {
    it(`leaves to the grammar: ${JSON.stringify(argv)}`, () => assert.equal(simpleCommand(argv), undefined));
  }
});
