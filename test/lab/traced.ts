import assert from 'node:assert/strict';
import { runCommand } from './run-command.js';

/**
 * What V8 says of a module of the compiled sources under one of its flags (`--trace-opt`). V8 tells on standard error of flags
 * that it does not have, and then this fails.
 * @param script an ES module; it is given the words
 */
export async function traced(flag: string, script: string, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runCommand(process.execPath, [flag, '--input-type=module', '-e', script, ...words]);
  assert.equal(stderr, '');
  return stdout;
}
