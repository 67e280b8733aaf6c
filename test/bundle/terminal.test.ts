import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { binPath, createTempDir, missing, projectRoot, runCommand, type TempDir, waitFor } from '../lab/index.js';
import { buildBundle } from './build-bundle.js';

/** As dnsrobocert's guide has it. */
const dnsrobocert = `draft: false
acme:
  email_account: john.doe@example.com
  staging: true
profiles:
- name: mine
  provider: cloudflare
  provider_options: { auth_token: "\${TOKEN}" }
certificates:
- { name: main, profile: mine, domains: ["*.example.com", example.com] }
`;

const own = `profiles:
- { name: mine, provider: cloudflare, provider_options: { auth_token: a-token } }
certificates:
- { domains: [mail.example.com], profile: mine }
`;

interface Case {
  readonly words: string;
  readonly bin?: 'letsencrypt-dns' | 'lexicon';
  /** Files of the configuration directory, which is the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly code: number;
  /** Part of what is printed. */
  readonly prints: RegExp;
}

const domains = { 'domains.conf': 'mail.example.com\n' };
const wrong = { 'letsencrypt-dns.yaml': own.replace('mail.example.com', '"no name"') };
const cases: readonly Case[] = [
  { words: 'status', files: { 'domains.conf': '' }, code: 0, prints: /no certificates/ },
  { words: 'plan', files: domains, code: 10, prints: /mail\.example\.com/ },
  { words: 'sync', files: domains, code: 1, prints: /cannot reach the CA/ },
  { words: 'plan --config config.yml', files: { 'config.yml': dnsrobocert }, code: 10, prints: /main/ },
  { words: 'check --config config.yml', files: { 'config.yml': dnsrobocert }, code: 0, prints: /0 errors/ },
  { words: 'plan', files: { 'letsencrypt-dns.yml': own }, code: 10, prints: /mail\.example\.com/ },
  { words: 'plan', files: { 'letsencrypt-dns.json': '{"certificates":[]}' }, code: 0, prints: /./ },
  { words: 'check', files: wrong, code: 2, prints: /letsencrypt-dns\.yaml:4:/ },
  { words: 'config migrate', files: domains, code: 0, prints: /certificates:/ },
  { words: 'config schema', code: 0, prints: /"certificates"/ },
  { words: 'providers', code: 0, prints: /cloudflare/ },
  { words: 'cloudflare --help', bin: 'lexicon', code: 0, prints: /--auth-token/ },
  { words: 'cloudfare list example.com TXT', bin: 'lexicon', code: 2, prints: /cloudflare/ },
];

/** Each command once from the compiled sources and once from the bundle, on a terminal that `script` makes. */
describe('the bundle on a terminal', { skip: missing('script') }, () => {
  const directories: TempDir[] = [];
  let bundle: string;
  async function temporary(): Promise<string> {
    const directory = await createTempDir('terminal');
    directories.push(directory);
    return directory.path;
  }
  before(async () => {
    bundle = await temporary();
    await buildBundle(bundle);
  });
  after(async () => {
    for (const directory of directories) await directory.remove();
  });

  /** Arguments of `script`, and what the program gets to see, in a new configuration directory. */
  async function terminal(from: string, { words, bin = 'letsencrypt-dns', files = {} }: Omit<Case, 'code' | 'prints'>) {
    const folder = await temporary();
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const line = `stty columns 200; echo "pid $$"; exec '${process.execPath}' '${binPath(bin, from)}' ${words}`;
    const env = {
      LETSENCRYPT_CONFIG_DIR: folder,
      // Nobody answers there.
      LETSENCRYPT_SERVER: 'https://127.0.0.1:1/directory',
      LEXICON_CLOUDFLARE_AUTH_TOKEN: 'a-token',
      TOKEN: 'a-token',
      HOME: folder,
      SHELL: '/bin/sh',
      TERM: 'xterm',
    };
    return { folder, args: ['-qec', line, '/dev/null'], options: { env: cleanEnvironment(env), cwd: folder } };
  }

  async function onTerminal(from: string, command: Case) {
    const { folder, args, options } = await terminal(from, command);
    const { code, stdout } = await runCommand('script', args, { ...options, accept: [0, 1, 2, 10] });
    const lines = stdout.replaceAll('\x1B[1A\r\x1B[0J', '').split('\r\n').slice(1);
    // How long a step has lasted so far is told again and again.
    const printed = lines.filter((each) => !/ \d+\.\d s$/.test(stripVTControlCharacters(each))).join('\n');
    return { code, printed: printed.replaceAll(folder, 'DIR').replaceAll(from, 'FROM') };
  }

  for (const each of cases) {
    const name = [each.bin ?? 'letsencrypt-dns', each.words, ...Object.keys(each.files ?? {})].join(' ');
    it(`prints what the sources do: ${name}`, async () => {
      const [sources, bundled] = await Promise.all([onTerminal(projectRoot(), each), onTerminal(bundle, each)]);
      assert.deepEqual(bundled, sources);
      assert.equal(bundled.code, each.code, bundled.printed);
      assert.match(bundled.printed, each.prints);
    });
  }

  it('logs readable lines as a daemon there', async () => {
    const { args, options } = await terminal(bundle, { words: 'run', files: { 'domains.conf': '' } });
    const child = spawn('script', args, options);
    const forget = atExit(() => child.kill('SIGKILL'));
    child.stdin.end();
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
    const closed = once(child, 'close');
    try {
      await waitFor('a readable line', () => /^\S*\d\d:\d\d:\d\d.*INFO/m.test(printed), { timeoutMs: 30_000 });
      process.kill(Number(/pid (\d+)/.exec(printed)?.[1]), 'SIGTERM');
      assert.deepEqual(await closed, [0, null], printed);
    } catch (error) {
      throw new Error(printed, { cause: error });
    } finally {
      child.kill('SIGKILL');
      forget();
    }
  });
});
