import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environmentFor, writeLineages } from '../bench/lineages.js';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { binPath } from '../lab/cli.js';
import { createTempDir, freePort, runCommand, type TempDir, waitFor } from '../lab/index.js';

/** Descriptor 4 is a pipe whose reader is gone, as that of `| head -1` is soon. */
const brokenPipe = 'mkfifo "$PIPE" && exec 3<>"$PIPE" 4>"$PIPE" 3>&- && rm "$PIPE" && exec "$@"';

const commands: readonly (readonly [bin: 'letsencrypt-dns' | 'lexicon', ...words: readonly string[]])[] = [
  ['letsencrypt-dns', '--help'],
  ['letsencrypt-dns', 'sync', '--help'],
  ['letsencrypt-dns', 'providers', '--json'],
  ['letsencrypt-dns', 'status'],
  ['letsencrypt-dns', 'sync'],
  ['letsencrypt-dns', 'help', 'variables'],
  ['letsencrypt-dns', 'help', 'man'],
  ['letsencrypt-dns', 'config', 'schema'],
  ['letsencrypt-dns', 'completion', 'bash'],
  ['lexicon', 'ovh', '--help'],
];

describe('output that nobody reads', () => {
  let directory: TempDir;
  let env: Record<string, string>;
  before(async () => {
    directory = await createTempDir('closed-output');
    await writeLineages(directory.path, 1);
    env = { ...environmentFor(directory.path), PIPE: join(directory.path, 'pipe') };
  });
  after(() => directory.remove());

  /** @param redirection of bash */
  function run(redirection: string, bin: 'letsencrypt-dns' | 'lexicon', words: readonly string[], accept = [0]) {
    const script = `${brokenPipe} ${redirection}`;
    return runCommand('bash', ['-c', script, 'bash', process.execPath, binPath(bin), ...words], { env, accept });
  }

  for (const [bin, ...words] of commands)
    it(`ends a command as if it were read: ${bin} ${words.join(' ')}`, async () => {
      const { stderr } = await run('>&4', bin, words);
      const shown = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{"level":"info"'));
      assert.deepEqual(shown, []);
    });

  it('leaves a failure its exit code', async () => {
    await run('>&4 2>&4', 'letsencrypt-dns', ['no-such-command'], [2]);
    await run('2>&4', 'lexicon', ['no-such-provider', 'list', 'example.com', 'TXT'], [2]);
    await run('>&4', 'letsencrypt-dns', ['renew', 'no-such.example.com'], [1, 2]);
  });

  it('is a failure where it is a disk that is full, told once', async () => {
    for (const [bin, ...words] of commands.slice(0, 1)) {
      const { stderr } = await run('>/dev/full', bin, words, [1]);
      assert.match(stderr, /^error: standard output cannot be written to: ENOSPC[^\n]*\n$/);
    }
  });

  for (const target of ['&4', '/dev/full'])
    it(`does not end the daemon, whose log goes to ${target}`, async () => {
      const port = await freePort();
      const words = ['-c', `${brokenPipe} 2>${target}`, 'bash', process.execPath, binPath('letsencrypt-dns'), 'run'];
      const own = { ...env, STATUS_LISTEN: `127.0.0.1:${port}`, LOG_LEVEL: 'debug' };
      const child = spawn('bash', words, { env: cleanEnvironment(own), stdio: 'ignore' });
      const forget = atExit(() => child.kill('SIGKILL'));
      const exited = once(child, 'exit');
      try {
        await waitFor('the status page', () => isThere(`http://127.0.0.1:${port}/`));
        child.kill('SIGTERM');
        assert.deepEqual(await exited, [0, null]);
      } finally {
        child.kill('SIGKILL');
        forget();
      }
    });
});

async function isThere(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
