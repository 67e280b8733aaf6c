import assert from 'node:assert/strict';
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Cases of what the bundle in this folder has written down to say at once. */
export function itSaysAtOnce(bundle: () => string): void {
  let directory: TempDir;
  let written: string;
  /** The same bundle, with nothing written down. */
  let asked: string;
  before(async () => {
    directory = await createTempDir('answers');
    [written, asked] = [bundle(), join(directory.path, 'asked')];
    await cp(written, asked, { recursive: true });
    for (const file of ['answers.json', 'answers.txt']) await rm(join(asked, 'dist/core/bundle', file));
  });
  after(() => directory.remove());

  async function run(bundle: string, line: string, { env = {}, redirection = '' } = {}): Promise<Said> {
    const [command, ...words] = line.split(' ');
    const bin = join(bundle, `dist/core/bundle/${command}.cjs`);
    const args = ['-c', `"$@" ${redirection}`, 'bash', process.execPath, bin, ...words];
    const { code, stdout, stderr } = await runCommand('bash', args, {
      env: cleanEnvironment({ HOME: directory.path, ...env }),
      accept: [0, 1, 2],
    });
    return { code, stdout, stderr };
  }

  const lines = [
    ...['letsencrypt-dns', 'letsencrypt-dns --help', 'letsencrypt-dns -h', 'letsencrypt-dns --version'],
    ...['letsencrypt-dns store migrate --help', 'letsencrypt-dns providers', 'letsencrypt-dns lexicon ovh -h'],
    ...['lexicon --help', 'lexicon --version', 'lexicon auto --help', 'lexicon gransy --help'],
  ];
  for (const line of lines)
    it(`is what it says the long way: ${line}`, async () => {
      const [short, long] = [await run(written, line), await run(asked, line)];
      assert.deepEqual(short, long);
      assert.ok(short.code === 0 && short.stdout.length > 3, short.stderr);
    });

  it('are all commands, all providers under each of their names, and no text twice', async () => {
    const folder = join(written, 'dist/core/bundle');
    const index = JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')) as Record<string, number[]>;
    const { stdout } = await run(asked, 'letsencrypt-dns providers --json');
    for (const { id, aliases = [] } of JSON.parse(stdout) as { id: string; aliases?: string[] }[])
      for (const name of [id, ...aliases]) assert.ok(`lexicon ${name} --help` in index, name);
    for (const name of ['run', 'status', 'doors', 'config schema'])
      assert.ok(`letsencrypt-dns ${name} --help` in index, name);
    const text = await readFile(join(folder, 'answers.txt'));
    assert.ok(Object.values(index).every((places) => (places.at(-1) ?? 0) <= text.length));
    assert.ok(text.length < 250_000, `${text.length}`);
  });

  const changed: readonly (readonly [line: string, env: Record<string, string>])[] = [
    ['letsencrypt-dns providers', { COLUMNS: '40' }],
    ['letsencrypt-dns providers', { LETSENCRYPT_PLUGINS: 'no-such-package' }],
    ['lexicon --help', { LETSENCRYPT_PLUGINS_FILE: '/no/such/file' }],
    ['lexicon ovh --help', { LETSENCRYPT_ENV_FILE: '/no/such/file' }],
  ];
  for (const [line, env] of changed)
    it(`is not said where something changes it: ${Object.keys(env).join(' ')} ${line}`, async () => {
      const said = await run(written, line, { env });
      assert.deepEqual(said, await run(asked, line, { env }));
      assert.notDeepEqual(said, await run(written, line));
    });

  it('is lost without a word where nobody reads it, and told of where the disk is full', async () => {
    const pipe = join(directory.path, 'pipe');
    await runCommand('mkfifo', [pipe]);
    const closed = `3<>'${pipe}' >'${pipe}' 3>&-`;
    for (const line of ['letsencrypt-dns --help', 'lexicon ovh --help']) {
      assert.deepEqual(await run(written, line, { redirection: closed }), { code: 0, stdout: '', stderr: '' });
      const full = await run(written, line, { redirection: '>/dev/full' });
      assert.deepEqual([full.code, full.stdout], [1, '']);
      assert.match(full.stderr, /^error: standard output cannot be written to: ENOSPC[^\n]*\n$/);
    }
  });

  it('is whole where the reader is slow and the pipe does not wait', async () => {
    // Sets O_NONBLOCK on the pipe, which is smaller than the text, before the program starts.
    const reader = `| { sleep 0.3; cat; }`;
    const script = join(directory.path, 'without-waiting.py');
    await writeFile(
      script,
      `import fcntl, os, sys
fcntl.fcntl(1, fcntl.F_SETPIPE_SZ if hasattr(fcntl, 'F_SETPIPE_SZ') else 1031, 4096)
fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_NONBLOCK)
os.execv(sys.argv[1], sys.argv[1:])
`,
    );
    const bin = join(written, 'dist/core/bundle/letsencrypt-dns.cjs');
    const args = ['-c', `python3 "$0" "$@" ${reader}`, script, process.execPath, bin, 'providers'];
    const { stdout } = await runCommand('bash', args, { env: cleanEnvironment({ HOME: directory.path }) });
    assert.equal(stdout, (await run(asked, 'letsencrypt-dns providers')).stdout);
  });

  it('is not needed: files that are broken are as good as none', async () => {
    const broken = join(directory.path, 'broken');
    await cp(asked, broken, { recursive: true });
    const folder = join(broken, 'dist/core/bundle');
    await writeFile(join(folder, 'answers.json'), '{"letsencrypt-dns --help":[0,');
    assert.deepEqual(await run(broken, 'letsencrypt-dns --help'), await run(asked, 'letsencrypt-dns --help'));
    await writeFile(join(folder, 'answers.json'), '{"letsencrypt-dns --help":[0,9]}');
    await symlink('/no/such/file', join(folder, 'answers.txt'));
    assert.deepEqual(await run(broken, 'letsencrypt-dns --help'), await run(asked, 'letsencrypt-dns --help'));
  });
}
