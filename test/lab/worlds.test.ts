import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.js';
import { missing, need } from './binaries.js';

/** The namespace is without a name: the kernel takes it away when the last process in it ends. */
test('name servers as they are in the field, in a network of their own', {
  skip: missing('root', 'ip', 'openssl', 'unshare'),
}, async () => {
  const script = fileURLToPath(new URL('./worlds/in-namespace.js', import.meta.url));
  // Not `--fork`: the process that is killed is the one that runs the tests.
  const { NODE_TEST_CONTEXT: _own, ...env } = process.env;
  const child = spawn(need('unshare'), ['--net', process.execPath, '--test-reporter=spec', script], { env });
  const forget = atExit(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise((resolve) => child.once('close', resolve));
  forget();
  assert.equal(code, 0, output);
  assert.match(output, /pass 1[0-9]/);
});
