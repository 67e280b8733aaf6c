import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { binPath, createTempDir, runCli, spawnCli, type TempDir } from './index.js';

/** Takes the place of node: gets the bin's path and the arguments, as node does. */
const standIn = `#!${process.execPath}
const [bin, ...args] = process.argv.slice(2);
if (args[0] === 'show') {
  let input = '';
  process.stdin.on('data', (chunk) => { input += chunk; });
  process.stdin.on('end', () => {
    console.log(JSON.stringify({ bin, args, input, env: process.env, cwd: process.cwd() }));
    process.exitCode = 3;
  });
} else {
  process.on('SIGHUP', () => console.error('again'));
  if (args[0] === 'stubborn') process.on('SIGTERM', () => {});
  console.log('ready');
  setInterval(() => {}, 1000);
}
`;

describe('lab: the command line', () => {
  let directory: TempDir;
  let node: string;

  before(async () => {
    directory = await createTempDir('cli');
    node = join(directory.path, 'node');
    await writeFile(node, standIn);
    await chmod(node, 0o755);
  });
  after(() => directory.remove());

  it('runs the bin of package.json with a clean environment and an empty home', async () => {
    process.env.LETSENCRYPT_LAB_LEAK = 'yes';
    const result = await runCli(['show', 'a b'], { node, bin: 'lexicon', env: { X: '1' }, input: 'hello' });
    delete process.env.LETSENCRYPT_LAB_LEAK;
    assert.equal(result.code, 3);
    assert.equal(result.stderr, '');
    const shown = result.json() as {
      bin: string;
      args: string[];
      input: string;
      env: Record<string, string>;
      cwd: string;
    };
    assert.equal(shown.bin, binPath('lexicon'));
    assert.equal(basename(shown.bin), 'lexicon.cjs');
    assert.deepEqual(shown.args, ['show', 'a b']);
    assert.equal(shown.input, 'hello');
    assert.deepEqual(Object.keys(shown.env).sort(), ['HOME', 'LC_ALL', 'PATH', 'X']);
    assert.equal(shown.cwd, shown.env.HOME);
    assert.equal(existsSync(shown.cwd), false);
  });

  it('ends a run that lasts too long, or whose signal is aborted', async () => {
    await assert.rejects(runCli(['stubborn'], { node, timeoutMs: 500 }), /stubborn ran for 500 ms/);
    const result = await runCli(['wait'], { node, signal: AbortSignal.abort() });
    assert.equal(result.signal, 'SIGTERM');
    assert.equal(result.code, null);
    assert.match((await runCli([], { node: join(directory.path, 'missing') })).stderr, /ENOENT/);
  });

  it('lets a test watch and steer a run', async () => {
    const running = await spawnCli(['wait'], { node });
    assert.equal(await running.waitForLine((line) => line.startsWith('read')), 'ready');
    running.kill('SIGHUP');
    assert.equal(await running.waitForLine((line) => line === 'again'), 'again');
    await assert.rejects(
      running.waitForLine(() => false, 10),
      /no such line in 10 ms; printed were:\nready/,
    );
    const never = assert.rejects(
      running.waitForLine((line) => line === 'never'),
      /ended without such a line/,
    );
    running.kill();
    await never;
    assert.equal((await running.exited).signal, 'SIGTERM');
  });
});
