import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** Writes the URL of each module that is loaded to standard error. */
const traceHook = `import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(2, found.url + '\\n');
  return found;
}`;

test('the daemon loads nothing of the doors before a configuration asks for them', () => {
  const run = new URL('../../core/cli/commands/run.js', import.meta.url).href;
  const doors = new URL('../../core/doors/keeper.js', import.meta.url).href;
  const program = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(traceHook)}));
await import('reflect-metadata');
await import(${JSON.stringify(run)});
process.stderr.write('—\\n');
await import(${JSON.stringify(doors)});`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  assert.equal(child.status, 0, child.stderr);
  const [before = '', after = ''] = child.stderr.split('—\n');
  assert.match(before, /core\/cli\/commands\/run\.js/);
  assert.doesNotMatch(before, /core\/(doors|acme-server)\//);
  assert.match(after, /core\/doors\/keeper\.js/);
  assert.doesNotMatch(after, /core\/doors\/[a-z-]+\/|pkijs|node_modules\/zod/, 'no door before a client has it');
});
