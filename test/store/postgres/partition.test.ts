import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { atExit } from '../../lab/at-exit.js';
import { missing, need } from '../../lab/index.js';

/** The namespace is without a name: the kernel takes it away when the last process in it ends. */
test('an instance that is cut off from the database, in a network of their own', {
  skip: missing('root', 'ip', 'iptables', 'initdb', 'postgres', 'pebble', 'unshare'),
}, async () => {
  const script = fileURLToPath(new URL('./partition/in-namespace.js', import.meta.url));
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
  assert.match(output, /pass 1\n/);
});
