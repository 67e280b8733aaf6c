import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Command } from 'commander';
import { examplesByCommand, exampleText } from '../../core/cli/examples.js';
import { createProgram } from '../../core/cli/program.js';
import { shellFaults } from '../docs/blocks/shell.js';
import { createTempDir, missing, openTerminal, type TempDir } from '../lab/index.js';
import { hostedCli } from './command-host.js';

describe('what a check has understood', () => {
  let folder: TempDir;
  const env = () => ({
    LETSENCRYPT_CONFIG_DIR: folder.path,
    LEXICON_PROVIDER: 'cloudflare',
    LEXICON_CLOUDFLARE_AUTH_TOKEN: 'a-secret-token',
    LETSENCRYPT_USER_MAIL: 'me@example.com',
    TZ: 'Europe/Berlin',
  });
  before(async () => {
    // Short enough for sixty columns: a path is not parted.
    folder = await createTempDir('understood', '/tmp');
    const lines = 'www.example.com mail.example.com autorestart-containers=nginx\n*.example.org\n';
    await writeFile(join(folder.path, 'domains.conf'), lines);
    const yaml =
      'profiles:\n  - { name: second, provider: hetzner, provider_options: { auth_token: x }, zones: [example.org] }\n';
    await writeFile(join(folder.path, 'letsencrypt-dns.yml'), yaml);
    await mkdir(join(folder.path, 'accounts'));
  });
  after(() => folder.remove());

  it('is the CA, the account, the providers, the schedule and the way of each certificate', async () => {
    const { stdout, stderr, code } = await hostedCli(['check'], { env: env() });
    assert.equal(code, 0, stderr);
    for (const line of [
      /^file +\/.*domains\.conf$/m,
      /^CA +Let's Encrypt, https:\S+, whose account is made with the first order, contact me@example\.com$/m,
      /^provider +cloudflare \(LEXICON_PROVIDER\)$/m,
      /^provider +hetzner, profile second$/m,
      /^schedule +12 01,13 \* \* \* Europe\/Berlin, next \d{4}-\d\d-\d\d \d\d:12 UTC$/m,
      /^www\.example\.com +www\.example\.com mail\.example\.com +cloudflare +Let's Encrypt +ecdsa +docker-restart \(nginx\)$/m,
      /^example\.org +\*\.example\.org +second +Let's Encrypt +ecdsa +-$/m,
      /^2 certificates, 2 provider profiles, 0 errors$/m,
    ])
      assert.match(stdout, line);
    assert.doesNotMatch(stdout, /a-secret-token/);
  });

  it('is data as well', async () => {
    const { understood } = (
      await hostedCli(['check', '--json'], { env: { ...env(), LETSENCRYPT_STAGING: 'true' } })
    ).json() as {
      understood: { authorities: unknown[]; certificates: { name: string; profiles: string[] }[] };
    };
    assert.deepEqual(understood.authorities, [
      {
        server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
        title: "Let's Encrypt",
        isStaging: true,
        hasAccount: false,
        contact: 'me@example.com',
      },
    ]);
    assert.deepEqual(
      understood.certificates.map(({ name, profiles }) => [name, profiles]),
      [
        ['www.example.com', ['environment']],
        ['example.org', ['second']],
      ],
    );
  });

  describe('and other results', { skip: missing('script') }, () => {
    const commands = [
      'check',
      'plan',
      'status',
      'providers',
      'providers ovh',
      'help variables',
      'check --help',
      '--help',
    ];
    for (const command of commands) {
      it(`fit a terminal of 60 columns that can do nothing: ${command}`, async () => {
        const terminal = openTerminal(command.split(' '), {
          env: { ...env(), TERM: 'dumb', HOME: folder.path },
          cwd: folder.path,
          columns: 60,
        });
        await terminal.exited;
        const shown = terminal.shown({ raw: true });
        assert.equal(shown.includes('\x1B'), false, 'nothing moves the cursor or colours');
        // A word that is longer than the line stands alone, as it is.
        const long = shown.split(/\r?\n/).filter((line) => line.length > 60 && line.trim().includes(' '));
        assert.deepEqual(long, []);
      });
    }
  });
});

describe('the examples', () => {
  const program = createProgram('0', async () => {});
  const names = (command: Command, before = ''): string[] =>
    command.commands.flatMap((each) =>
      each.commands.length > 0 ? names(each, `${before}${each.name()} `) : [`${before}${each.name()}`],
    );

  it('are there for every command', () => {
    const without = names(program).filter((name) => name !== 'lexicon' && exampleText(name) === '');
    assert.deepEqual(without, []);
    // `providers` does something by itself, and has a command below.
    const known = new Set(['', ...names(program), ...program.commands.map((command) => command.name())]);
    assert.deepEqual(
      Object.keys(examplesByCommand).filter((name) => !known.has(name)),
      [],
    );
  });

  it('are commands that there are', async () => {
    for (const [words] of Object.values(examplesByCommand).flat()) {
      assert.deepEqual(await shellFaults(`letsencrypt-dns ${words}`), []);
    }
  });
});
