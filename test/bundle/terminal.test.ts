import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { CommandLine } from '../cli/run-as-bin.js';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { binPath, createTempDir, missing, projectRoot, runCommand, type TempDir, waitFor } from '../lab/index.js';
import { bundleToRun } from './build-bundle.js';
import { endMark } from './terminal-commands.js';

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

/** Each command once from the bundle and once from the compiled sources, these in one process, on terminals that `script` makes. */
describe('the bundle on a terminal', { skip: missing('script') }, () => {
  const directories: TempDir[] = [];
  let bundle: string;
  let sources: readonly { readonly code: number; readonly printed: string }[];
  async function temporary(): Promise<string> {
    const directory = await createTempDir('terminal');
    directories.push(directory);
    return directory.path;
  }
  before(async () => {
    bundle = await bundleToRun(await temporary());
    sources = await ofSources();
  });
  after(async () => {
    for (const directory of directories) await directory.remove();
  });

  /** A command line in a new configuration directory. */
  async function lineOf({ words, bin = 'letsencrypt-dns', files = {} }: Omit<Case, 'code' | 'prints'>) {
    const folder = await temporary();
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
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
    return { bin, words: words.split(' '), env: cleanEnvironment(env), cwd: folder };
  }

  /** Arguments of `script` for what runs there. */
  const onTerminal = (command: string) => ['-qec', `stty columns 200; echo "pid $$"; exec ${command}`, '/dev/null'];
  const bundled = ({ bin, words }: CommandLine) => `'${process.execPath}' '${binPath(bin, bundle)}' ${words.join(' ')}`;

  /** What it said: without its folders, and without how long a step has lasted so far, which is told again and again. */
  function said(shown: string, { cwd }: CommandLine, from: string): string {
    const lines = shown.replaceAll('\x1B[1A\r\x1B[0J', '').split('\r\n');
    const printed = lines.filter((each) => !/ \d+\.\d s$/.test(stripVTControlCharacters(each))).join('\n');
    return printed.replaceAll(cwd, 'DIR').replaceAll(from, 'FROM');
  }

  async function ofBundle(command: Case) {
    const line = await lineOf(command);
    const options = { env: line.env, cwd: line.cwd, accept: [0, 1, 2, 10] };
    const { code, stdout } = await runCommand('script', onTerminal(bundled(line)), options);
    return { code, printed: said(stdout.slice(stdout.indexOf('\n') + 1), line, bundle) };
  }

  async function ofSources() {
    const lines = await Promise.all(cases.map(lineOf));
    const folder = await temporary();
    const file = join(folder, 'lines.json');
    await writeFile(file, JSON.stringify(lines));
    const script = fileURLToPath(new URL('./terminal-commands.js', import.meta.url));
    const options = { env: cleanEnvironment({ HOME: folder, TERM: 'xterm' }), timeoutMs: 120_000 };
    const { stdout } = await runCommand('script', onTerminal(`'${process.execPath}' '${script}' '${file}'`), options);
    let rest = stdout.slice(stdout.indexOf('\n') + 1);
    return lines.map((line) => {
      const [shown = '', behind = ''] = rest.split(new RegExp(`${endMark}(.*)`, 's'));
      rest = behind.slice(behind.indexOf('\n') + 1);
      return { code: Number.parseInt(behind, 10), printed: said(shown, line, projectRoot()) };
    });
  }

  for (const [index, each] of cases.entries()) {
    const name = [each.bin ?? 'letsencrypt-dns', each.words, ...Object.keys(each.files ?? {})].join(' ');
    it(`prints what the sources do: ${name}`, async () => {
      const { code, printed } = await ofBundle(each);
      assert.deepEqual({ code, printed }, sources[index]);
      assert.equal(code, each.code, printed);
      assert.match(printed, each.prints);
    });
  }

  it('logs readable lines as a daemon there', async () => {
    const line = await lineOf({ words: 'run', files: { 'domains.conf': '' } });
    const child = spawn('script', onTerminal(bundled(line)), { env: line.env, cwd: line.cwd });
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
