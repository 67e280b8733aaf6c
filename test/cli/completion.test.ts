import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, missing, runCli, runCommand, type TempDir } from '../lab/index.js';

describe('letsencrypt-dns completion', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('completion');
    for (const name of ['a.example', 'b.example']) await mkdir(join(directory.path, 'live', name), { recursive: true });
    await writeFile(join(directory.path, 'live/README'), '');
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout, code } = await runCli(['completion', shell]);
      assert.equal(code, 0);
      await writeFile(join(directory.path, shell), stdout);
    }
  });
  after(() => directory.remove());

  const env = () => ({ LETSENCRYPT_CONFIG_DIR: directory.path, HOME: directory.path, TERM: 'dumb' });

  /** What a shell offers at the end of these words; the last one is under the cursor. */
  type Complete = (words: readonly string[]) => Promise<string[]>;

  const bash: Complete = async (words) => {
    const script = `source ${join(directory.path, 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _letsencrypt_dns; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await runCommand('bash', ['-c', script, 'bash', 'letsencrypt-dns', ...words], { env: env() });
    return stdout.trim().split('\n');
  };

  const fish: Complete = async (words) => {
    const script = `source ${join(directory.path, 'fish')}; complete -C "letsencrypt-dns ${words.join(' ')}"`;
    const { stdout } = await runCommand('fish', ['--no-config', '-c', script], { env: env() });
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '');
  };

  /** The functions of its completion system are stood in for: they show what they are given. */
  const zsh: Complete = async (words) => {
    const script = `compdef() { :; }
compadd() { shift; print -l -- "$@"; }
_describe() { print -l -- \${(P)2%%:*}; }
_files() { print files; }
source ${join(directory.path, 'zsh')}
words=("$@"); CURRENT=$#; _letsencrypt_dns`;
    const { stdout } = await runCommand('zsh', ['-f', '-c', script, 'zsh', 'letsencrypt-dns', ...words], {
      env: env(),
    });
    const typed = words.at(-1) ?? '';
    return stdout
      .trim()
      .split('\n')
      .filter((word) => word.startsWith(typed) || word === 'files');
  };

  for (const [name, complete] of Object.entries({ bash, fish, zsh })) {
    describe(name, { skip: name === 'bash' ? false : missing(name as 'fish' | 'zsh') }, () => {
      it('offers commands, those below others, and options', async () => {
        const commands = await complete(['re']);
        assert.deepEqual([...commands].sort(), ['renew', 'revoke']);
        assert.deepEqual((await complete(['config', 'mi'])).sort(), ['migrate']);
        assert.deepEqual((await complete(['renew', '--fo'])).sort(), ['--force']);
        assert.deepEqual((await complete(['sync', '--allow'])).sort(), ['--allow-removals']);
      });

      it('offers the names of certificates, providers, topics and shells', async () => {
        assert.deepEqual((await complete(['renew', 'a'])).sort(), ['a.example']);
        assert.deepEqual((await complete(['hooks', 'b'])).sort(), ['b.example']);
        assert.deepEqual((await complete(['providers', 'cloudf'])).sort(), ['cloudflare']);
        assert.deepEqual((await complete(['help', 'vari'])).sort(), ['variables']);
        assert.deepEqual((await complete(['completion', 'z'])).sort(), ['zsh']);
      });

      it('offers values of options', async () => {
        assert.deepEqual((await complete(['run', '--log-level', 'de'])).sort(), ['debug']);
        const files = await complete(['check', '--config', directory.path.slice(0, 3)]);
        assert.ok(files.length > 0 && !files.includes('--live'), files.join());
      });
    });
  }

  it('knows the shells, and says so', async () => {
    const { code, stderr } = await runCli(['completion', 'basch']);
    assert.equal(code, 2);
    assert.match(stderr, /there is no completion for basch.*bash/s);
  });
});

describe('letsencrypt-dns help man', { skip: missing('man', 'groff') }, () => {
  it('prints a manual page that man shows without a warning, with every command and variable', async () => {
    const directory = await createTempDir('manual');
    try {
      const { stdout: page } = await runCli(['help', 'man']);
      const file = join(directory.path, 'letsencrypt-dns.1');
      await writeFile(file, page);
      const shown = await runCommand('man', ['--warnings=w', '-l', file], {
        env: { MANWIDTH: '100', LC_ALL: 'C.UTF-8', MANPAGER: 'cat', TERM: 'dumb' },
      });
      assert.equal(shown.stderr, '');
      const { stdout: help } = await runCli(['--help']);
      const commands = [...help.matchAll(/^ {2}([a-z]+)(?: [[<]|\|| {2,})/gm)].map(([, name]) => name ?? '');
      assert.ok(commands.length > 12, commands.join());
      for (const name of commands) assert.match(shown.stdout, new RegExp(`^ {7}${name}\\b`, 'm'), name);
      assert.match(shown.stdout, /LETSENCRYPT_STAGING\b[\s\S]*NOTIFY_URLS/);
      assert.match(shown.stdout, /config migrate[\s\S]*--output <file>/);
      const { stderr } = await runCommand('groff', ['-man', '-Tutf8', '-ww', '-z', '-K', 'utf8', file]);
      assert.equal(stderr, '');
    } finally {
      await directory.remove();
    }
  });

  it('prints that of lexicon, with all of its options and every provider', async () => {
    const directory = await createTempDir('manual');
    try {
      const file = join(directory.path, 'lexicon.1');
      await writeFile(file, (await runCli(['help', 'man-lexicon'])).stdout);
      const shown = await runCommand('man', ['--warnings=w', '-l', file], {
        env: { MANWIDTH: '100', LC_ALL: 'C.UTF-8', MANPAGER: 'cat', TERM: 'dumb' },
      });
      assert.equal(shown.stderr, '');
      const { stdout: help } = await runCli(['lexicon', '--help']);
      const options = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name ?? '');
      assert.ok(options.length > 8, options.join());
      for (const name of options) assert.match(shown.stdout, new RegExp(`^ {7}${name}\\b`, 'm'), name);
      assert.match(shown.stdout, /acmedns,\s+active24[\s\S]*zonomi/);
      const { stderr } = await runCommand('groff', ['-man', '-Tutf8', '-ww', '-z', '-K', 'utf8', file]);
      assert.equal(stderr, '');
    } finally {
      await directory.remove();
    }
  });
});
