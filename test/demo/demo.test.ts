import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  type CliOptions,
  createTempDir,
  missing,
  runCli,
  runCommand,
  spawnCli,
  subjectAltNames,
  verifyChain,
} from '../lab/index.js';

const names = ['smtp.example.com', 'imap.example.com', 'ldap.example.com', 'example.com'];

async function withFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await createTempDir('demo');
  try {
    await work(folder.path);
  } finally {
    await folder.remove();
  }
}

/** What must not reach the demo, wherever it is started. */
const misleading: CliOptions['env'] = {
  LETSENCRYPT_SERVER: 'https://acme.example.invalid/directory',
  LEXICON_PROVIDER: 'cloudflare',
  HTTPS_PROXY: 'http://127.0.0.1:1',
};

describe('letsencrypt-dns demo', () => {
  it('obtains the four example certificates, renews one, runs the hook, and leaves nothing', async () => {
    const demo = await runCli(['demo'], { env: misleading });
    assert.equal(demo.code, 0, demo.stdout + demo.stderr);
    assert.equal(demo.stderr, '');
    for (const name of names) assert.match(demo.stdout, new RegExp(`done  ${name}  create, version 1`));
    assert.match(demo.stdout, /done {2}example\.com {2}renew, version 2/);
    assert.match(demo.stdout, /chain +example\.com ← Rehearsal E1 ← Rehearsal Root X1, verified/);
    assert.match(demo.stdout, /cert\.pfx, \d+ bytes, opens with key and chain/);
    assert.match(demo.stdout, /imap\.example\.com: imap\.example\.com pop\.example\.com\n/);
    assert.match(demo.stdout, /LEXICON_PROVIDER=standalone/);
    const folder = /folder +(\S+)/.exec(demo.stdout)?.[1];
    assert.ok(folder !== undefined && !existsSync(folder), `${folder} is still there`);
    const control = [...demo.stdout].filter((letter) => letter < ' ' && letter !== '\n');
    assert.deepEqual(control, [], 'where it is not on a terminal');
  });

  it('keeps the folder on request: what is in it verifies', { skip: missing('openssl') }, () =>
    withFolder(async (parent) => {
      // Relative to where it is started, where a configuration file lies that must not count.
      await writeFile(join(parent, 'letsencrypt-dns.yaml'), 'acme:\n  directory_url: https://acme.example.invalid/\n');
      const demo = await runCli(['demo', '--keep', 'kept'], { cwd: parent });
      assert.equal(demo.code, 0, demo.stdout + demo.stderr);
      const folder = join(parent, 'kept');
      const root = await readFile(join(folder, 'rehearsal-root.pem'), 'utf8');
      for (const name of names) await verifyChain({ file: join(folder, 'live', name, 'fullchain.pem') }, root);
      const pem = await readFile(join(folder, 'live/example.com/cert.pem'), 'utf8');
      assert.deepEqual(subjectAltNames(pem), ['*.example.com', 'example.com']);
      assert.equal(await readlink(join(folder, 'live/example.com/cert.pem')), '../../archive/example.com/cert2.pem');
      const pfx = join(folder, 'live/example.com/cert.pfx');
      const { stdout } = await runCommand('openssl', ['pkcs12', '-in', pfx, '-passin', 'pass:', '-nodes']);
      assert.match(stdout, /BEGIN PRIVATE KEY/);
    }),
  );

  it('does not touch a folder with anything in it', () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, 'live'));
      const demo = await runCli(['demo', '--keep', folder]);
      assert.equal(demo.code, 2);
      assert.match(demo.stderr, /the folder for the demo is not empty/);
      assert.deepEqual(await readdir(folder), ['live']);
    }));

  it('stays up on request and follows domains.conf', () =>
    withFolder(async (parent) => {
      const folder = join(parent, 'kept');
      const demo = await spawnCli(['demo', '--keep', folder, '--watch']);
      await demo.waitForLine((line) => line.includes('"pass.ended"'));
      await writeFile(join(folder, 'domains.conf'), 'smtp.example.com\nwww.another.example\n');
      await demo.waitForLine((line) => line.includes('certificate.done') && line.includes('www.another.example'));
      assert.ok(existsSync(join(folder, 'live/www.another.example/cert.pem')));
      demo.kill('SIGTERM');
      assert.equal((await demo.exited).code, 0);
    }));
});
