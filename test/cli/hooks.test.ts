import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCli } from '../lab/index.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { hostedCli } from './command-host.js';

describe('letsencrypt-dns hooks', () => {
  it('runs the steps again, without credentials, and a failed one is owed until it succeeds', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const authority = makeAuthority();
    for (const name of ['www.example.com', 'mail.example.com']) {
      await store.save(saveRequest(name, authority.issue([name])));
    }
    writeFileSync(join(configDir, 'domains.conf'), 'www.example.com\nmail.example.com\nnew.example.com\n');
    const done = join(configDir, 'done');

    const environment = (hook: string) => ({
      LETSENCRYPT_CONFIG_DIR: configDir,
      DEPLOY_HOOK: hook,
      DOCKER_HOST: 'unix:///nowhere',
    });
    const run = (args: readonly string[], hook: string) => hostedCli(args, { env: environment(hook) });

    const again = `echo "$DNSROBOCERT_CERTIFICATE_NAME" >> ${done}`;
    const both = await runCli(['hooks', 'www.example.com', 'mail.example.com'], { env: environment(again) });
    assert.equal(both.code, 0, both.stderr);
    assert.deepEqual(readFileSync(done, 'utf8').trim().split('\n').sort(), ['mail.example.com', 'www.example.com']);

    const failed = await run(['hooks', 'www.example.com', '--json'], 'exit 3');
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /the deploy hook ended with exit code 3/);
    assert.match((await run(['status'], again)).stdout, /www\.example\.com: still owed: deploy-hook/);

    const mended = await run(['hooks', 'www.example.com'], again);
    assert.equal(mended.code, 0, mended.stderr);
    assert.doesNotMatch((await run(['status'], again)).stdout, /still owed/);

    const all = await run(['hooks'], again);
    assert.equal(all.code, 1);
    assert.match(all.stdout, /new\.example\.com: there is no sound certificate/);
    assert.equal((await run(['hooks', 'wwww.example.com'], again)).code, 2);
  });
});
