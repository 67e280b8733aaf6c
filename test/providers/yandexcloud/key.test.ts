import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { exchangeKey, keyIn, keyOf } from '../../../providers/yandexcloud/token.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { watchedHttp } from '../watched-http.js';

describe('the key of a service account', () => {
  it('is refused, unshown, where its parts hold no private key', async () => {
    await assert.rejects(keyOf({ serviceAccountId: 'aje1', keyId: 'ajek1', privateKey: 'opaque' }), (error: Error) => {
      assert.doesNotMatch(error.message, /opaque/);
      return isFailure(error, 'CONFIG') && error.place === '--service-account-private-key';
    });
    assert.throws(
      () => keyIn('{ "id": "opaque" }'),
      (error: Error) => isFailure(error, 'CONFIG') && !/opaque/.test(error.message),
    );
  });

  it('is read from text, from text in one line, from Base64, and from a file', async (context) => {
    const pem = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' }).toString();
    const folder = mkdtempSync(join(tmpdir(), 'yandexcloud-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'key.pem');
    writeFileSync(file, pem);
    for (const privateKey of [pem, pem.replaceAll('\n', '\\n'), ` ${btoa(pem)}\n`, `${file}\n`])
      assert.equal((await keyOf({ privateKey })).private_key, pem);
  });

  it('is sent again where the service failed for a moment', async () => {
    const { http } = watchedHttp(
      { 'POST https://iam.api.cloud.yandex.net/iam/v1/tokens': { iamToken: 't1.made' } },
      true,
    );
    const pem = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.equal(await exchangeKey(http, await keyOf({ keyId: 'k', privateKey: pem }), 0), 't1.made');
  });
});
