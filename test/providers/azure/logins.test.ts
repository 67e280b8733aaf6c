import assert from 'node:assert/strict';
import { constants, createHash, createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { clouds } from '../../../providers/azure/clouds.js';
import { logIn } from '../../../providers/azure/credentials.js';
import { makeCertificate, subjectOf } from '../../lab/certificate.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { type Answers, watchedHttp } from '../watched-http.js';

const folder = mkdtempSync(join(tmpdir(), 'azure-'));
after(() => rmSync(folder, { recursive: true }));

interface Scene {
  readonly options?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly answers?: Answers;
}

interface Asked {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

async function run({
  options = {},
  env = {},
  cloud = 'public',
  answers = {},
}: Scene): Promise<{ token: string; asked: Asked[] }> {
  const { http, seen } = watchedHttp(answers);
  const found = clouds[cloud];
  assert.ok(found);
  const all = options as unknown as Parameters<typeof logIn>[0]['options'];
  const token = await logIn({ options: all, http, now: () => 4_000, env: { PATH: folder, ...env }, cloud: found });
  const asked = seen.requests.map(({ method, url, headers, body }) => ({
    request: `${method} ${decodeURIComponent(url.href)}`,
    headers,
    form: Object.fromEntries(new URLSearchParams(body)),
  }));
  return { token, asked };
}

const ids = { clientId: 'c', tenantId: 't' };
const v2 = 'POST https://login.microsoftonline.com/t/oauth2/v2.0/token';
const metadata =
  'GET http://169.254.169.254/metadata/identity/oauth2/token?resource=https://management.azure.com/&api-version=2018-02-01';

describe('logins at Azure', () => {
  it('sign an assertion with the key of a certificate', async () => {
    const file = join(folder, 'client.pem');
    const key = await rsaKey();
    const { privateKey: signer } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issuer = { subject: subjectOf({ commonName: 'ca' }), key: signer };
    const certificate = makeCertificate({ commonName: 'c', key, issuer, days: 1 });
    writeFileSync(file, `${key.export({ type: 'pkcs8', format: 'pem' })}${certificate}`);
    const { token, asked } = await run({
      options: { ...ids, clientCertificatePath: file },
      answers: { [v2]: { access_token: 'a' } },
    });
    assert.equal(token, 'a');
    const { client_assertion: jwt = '', ...form } = asked[0]?.form ?? {};
    assert.deepEqual(form, {
      grant_type: 'client_credentials',
      client_id: 'c',
      scope: 'https://management.azure.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), {
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': thumbprint,
    });
    const { jti: _jti, ...said } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    assert.deepEqual(said, {
      aud: 'https://login.microsoftonline.com/t/oauth2/v2.0/token',
      iss: 'c',
      sub: 'c',
      nbf: 4,
      iat: 4,
      exp: 604,
    });
    const padding = { key: createPublicKey(certificate), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), padding, Buffer.from(signature, 'base64url')));
    const failed = (error: unknown) => isFailure(error, 'CONFIG');
    writeFileSync(file, certificate);
    await assert.rejects(run({ options: { ...ids, clientCertificatePath: file } }), failed);

    const locked = key.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hunter2',
    });
    writeFileSync(file, `${locked}${certificate}`);
    const opened = (clientCertificatePassword: string) =>
      run({
        options: { ...ids, clientCertificatePath: file, clientCertificatePassword },
        answers: { [v2]: { access_token: 'b' } },
      });
    assert.equal((await opened('hunter2')).token, 'b');
    await assert.rejects(opened('hunter3'), failed);
  });

  it('hand on the token of a workload identity, at the authority that it names', async () => {
    const file = join(folder, 'federated');
    writeFileSync(file, 'jwt\n');
    const { asked } = await run({
      options: { ...ids, federatedTokenPath: file },
      env: { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/' },
      answers: { 'POST https://login.microsoftonline.us/t/oauth2/v2.0/token': { access_token: 'a' } },
    });
    assert.equal(asked[0]?.form.client_assertion, 'jwt');
  });

  it('ask GitHub Actions for a token', async () => {
    const { asked } = await run({
      options: { ...ids, authMethod: 'oidc' },
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://github.test/token?v=1', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'g' },
      answers: {
        'GET https://github.test/token?v=1&audience=api://AzureADTokenExchange': { value: 'jwt' },
        [v2]: { access_token: 'a' },
      },
    });
    assert.equal(asked[0]?.headers.authorization, 'Bearer g');
    assert.equal(asked[1]?.form.client_assertion, 'jwt');
  });

  it('take the managed identity of the machine, of an app, and of the identity that is named', async () => {
    const machine = await run({ answers: { [metadata]: { access_token: 'a' } } });
    assert.equal(machine.asked[0]?.headers.metadata, 'true');
    const named = metadata.replace('&api', '&client_id=c&api');
    await run({ options: { managedIdentity: true, clientId: 'c' }, answers: { [named]: { access_token: 'a' } } });
    const app = await run({
      options: { authMethod: 'msi' },
      env: { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/msi/token', IDENTITY_HEADER: 'h' },
      answers: {
        'GET http://127.0.0.1:1/msi/token?resource=https://management.azure.com/&api-version=2019-08-01': {
          access_token: 'a',
        },
      },
    });
    assert.equal(app.asked[0]?.headers['x-identity-header'], 'h');
  });

  it('ask the Azure CLI at last, and say what there could be where there is nothing', async () => {
    await assert.rejects(
      run({}),
      (error) => isFailure(error, 'AUTHENTICATION') && /--auth-client-id/.test(error.hint ?? ''),
    );
    // Other clouds answer at the same address.
    await assert.rejects(
      run({ answers: { [metadata]: [403] } }),
      (error) => isFailure(error, 'AUTHENTICATION') && /there are no Azure credentials/.test(error.message),
    );
    await assert.rejects(
      run({ options: { managedIdentity: true }, answers: { [metadata]: [403] } }),
      (error) => isFailure(error, 'AUTHENTICATION') && error.status === 403,
    );
    const az = join(folder, 'az');
    writeFileSync(
      az,
      '#!/bin/sh\n[ "$*" = "account get-access-token --output json --resource https://management.usgovcloudapi.net/ --tenant t" ] && echo \'{"accessToken":"cli"}\'\n',
    );
    chmodSync(az, 0o755);
    assert.equal((await run({ options: { tenantId: 't' }, cloud: 'usgovernment' })).token, 'cli');
    await assert.rejects(
      run({ options: { authMethod: 'cli' } }),
      (error) => isFailure(error, 'AUTHENTICATION') && /az login/.test(error.hint ?? ''),
    );
    rmSync(az);
  });

  it('lack what they need in one sentence', async () => {
    await assert.rejects(
      run({ options: { clientSecret: 's' } }),
      (error) => isFailure(error, 'CONFIG') && /tenant/.test(error.message),
    );
    await assert.rejects(run({ options: { authMethod: 'wli' } }), (error) => isFailure(error, 'AUTHENTICATION'));
  });
});
