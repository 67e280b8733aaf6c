import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { setStage } from './setup.js';

/** The second client, of other making: Debian's package certbot. Its hook hands the value to this process over HTTP. */
test('certbot obtains, renews and revokes a certificate', { timeout: 120_000 }, async () => {
  await using stage = await setStage();
  const hooks = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    stage.responder.add(`_acme-challenge.${searchParams.get('domain')}`, searchParams.get('value') ?? '');
    response.end();
  });
  hooks.listen(0, '127.0.0.1');
  await once(hooks, 'listening');
  const bound = hooks.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const script = `fetch("http://127.0.0.1:${port}/?domain="+process.env.CERTBOT_DOMAIN+"&value="+process.env.CERTBOT_VALIDATION)`;
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-certbot-'));
  const run = (...words: string[]) => {
    const folders = ['config', 'work', 'logs'].flatMap((kind) => [`--${kind}-dir`, join(folder, kind)]);
    const common = ['--non-interactive', '--no-verify-ssl', '--server', stage.ca.directoryUrl, ...folders];
    return promisify(execFile)('certbot', [...words, ...common]);
  };
  try {
    const hook = [
      '--manual',
      '--preferred-challenges',
      'dns',
      '--manual-auth-hook',
      `${process.execPath} -e '${script}'`,
    ];
    const account = ['--agree-tos', '--register-unsafely-without-email'];
    await run('certonly', ...hook, ...account, '-d', '*.example.com', '-d', 'example.com');
    await run('renew', '--force-renewal', '--no-random-sleep-on-renew');
    const path = join(folder, 'config/live/example.com/cert.pem');
    assert.equal(new X509Certificate(await readFile(path)).subjectAltName, 'DNS:*.example.com, DNS:example.com');
    await run('revoke', '--cert-path', path, '--reason', 'superseded', '--no-delete-after-revoke');
    assert.deepEqual(
      stage.ca.certificates().map(({ revoked }) => revoked),
      [undefined, 4],
    );
  } finally {
    hooks.close();
    await rm(folder, { recursive: true });
  }
});
