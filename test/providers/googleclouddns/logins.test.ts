import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHttpClient } from '../../../core/http/client.js';
import { isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { readCredentials, readUsualFile } from '../../../providers/googleclouddns/credentials.js';
import { metadataProject } from '../../../providers/googleclouddns/metadata.js';
import { fetchToken } from '../../../providers/googleclouddns/token.js';
import { rsaKey } from '../../lab/rsa-key.js';

const folder = mkdtempSync(join(tmpdir(), 'google-'));
after(() => rmSync(folder, { recursive: true }));

interface Asked {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function open(answers: Readonly<Record<string, string | object>>) {
  const asked: Asked[] = [];
  const dispatcher = answeringDispatcher(({ method, url, headers, body }) => {
    const request = `${method} ${decodeURIComponent(url.href)}`;
    asked.push({ request, headers, body });
    const given = answers[request];
    return given === undefined
      ? undefined
      : { status: 200, headers: {}, body: typeof given === 'string' ? given : JSON.stringify(given) };
  });
  const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
  return { asked, http: createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry }) };
}

const dns = 'https://www.googleapis.com/auth/ndev.clouddns.readwrite';
const platform = 'https://www.googleapis.com/auth/cloud-platform';
const user = { type: 'authorized_user', client_id: 'i', client_secret: 's', refresh_token: 'r' };
const metadataUrl = 'http://metadata.google.internal/computeMetadata/v1';

async function run(info: object | undefined, answers: Readonly<Record<string, string | object>>, impersonate?: string) {
  const { http, asked } = open(answers);
  const credentials = info && (await readCredentials(JSON.stringify(info)));
  return { token: await fetchToken({ http, now: () => 0, env: {}, credentials, impersonate }), asked };
}

describe('logins at Google Cloud', () => {
  it('ask the metadata server at last, for the token and for the project', async () => {
    const address = `GET ${metadataUrl}/instance/service-accounts/default/token?scopes=${dns}`;
    const { token, asked } = await run(undefined, { [address]: { access_token: 'a' } });
    assert.equal(token, 'a');
    assert.equal(asked[0]?.headers['metadata-flavor'], 'Google');
    const { http } = open({ 'GET http://127.0.0.1:8080/computeMetadata/v1/project/project-id': 'p\n' });
    assert.equal(await metadataProject(http, { GCE_METADATA_HOST: '127.0.0.1:8080' }), 'p');
    await assert.rejects(
      run(undefined, {}),
      (error) => isFailure(error, 'AUTHENTICATION') && /auth-service/.test(error.hint ?? ''),
    );
  });

  it('renew that of a person', async () => {
    const { token, asked } = await run(user, { 'POST https://oauth2.googleapis.com/token': { access_token: 'a' } });
    assert.equal(token, 'a');
    assert.equal(asked[0]?.body, 'grant_type=refresh_token&client_id=i&client_secret=s&refresh_token=r');
  });

  it('act as another account, with a right to that alone', async () => {
    const pem = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' });
    const key = { project_id: 'p', client_email: 'me@p', private_key: pem };
    const { token, asked } = await run(
      key,
      {
        'POST https://www.googleapis.com/oauth2/v4/token': { access_token: 'own' },
        'POST https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/dns@q:generateAccessToken': {
          accessToken: 'b',
        },
      },
      'dns@q',
    );
    assert.equal(token, 'b');
    const [, claims = ''] = (new URLSearchParams(asked[0]?.body).get('assertion') ?? '').split('.');
    assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).scope, platform);
    assert.equal(asked[1]?.headers.authorization, 'Bearer own');
    assert.deepEqual(JSON.parse(asked[1]?.body ?? ''), { scope: [dns], lifetime: '3600s' });
  });

  it('exchange the token of another identity provider, from a file or an address', async () => {
    const file = join(folder, 'subject');
    writeFileSync(file, 'jwt\n');
    const external = {
      type: 'external_account',
      audience: '//iam.googleapis.com/pool',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      service_account_impersonation_url: 'https://iamcredentials.googleapis.com/v1/x:generateAccessToken',
    };
    const answers = {
      'POST https://sts.googleapis.com/v1/token': { access_token: 'federated' },
      'POST https://iamcredentials.googleapis.com/v1/x:generateAccessToken': { accessToken: 'b' },
      'GET https://github.test/token?audience=x': { value: 'from-github' },
    };
    const byFile = await run({ ...external, credential_source: { file } }, answers);
    assert.equal(byFile.token, 'b');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(byFile.asked[0]?.body)), {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: '//iam.googleapis.com/pool',
      scope: platform,
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: 'jwt',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
    assert.equal(byFile.asked[1]?.headers.authorization, 'Bearer federated');
    const format = { type: 'json', subject_token_field_name: 'value' };
    const url = 'https://github.test/token?audience=x';
    const byAddress = await run(
      { ...external, credential_source: { url, headers: { authorization: 'Bearer g' }, format } },
      answers,
    );
    assert.equal(byAddress.asked[0]?.headers.authorization, 'Bearer g');
    assert.equal(new URLSearchParams(byAddress.asked[1]?.body).get('subject_token'), 'from-github');
    await assert.rejects(run({ ...external, credential_source: {} }, answers), (error) => isFailure(error, 'CONFIG'));
  });

  it('go from a person to the account that the file names', async () => {
    const address = 'https://iamcredentials.googleapis.com/v1/x:generateAccessToken';
    const file = {
      type: 'impersonated_service_account',
      service_account_impersonation_url: address,
      source_credentials: user,
      delegates: ['d'],
    };
    const { token, asked } = await run(file, {
      'POST https://oauth2.googleapis.com/token': { access_token: 'own' },
      [`POST ${address}`]: { accessToken: 'b' },
    });
    assert.equal(token, 'b');
    assert.deepEqual(JSON.parse(asked[1]?.body ?? ''), { scope: [dns], lifetime: '3600s', delegates: ['d'] });
  });

  it('find what gcloud left behind', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    assert.equal(await readUsualFile({ HOME: home }), undefined);
    mkdirSync(join(home, '.config', 'gcloud'), { recursive: true });
    writeFileSync(join(home, '.config', 'gcloud', 'application_default_credentials.json'), JSON.stringify(user));
    assert.deepEqual(await readUsualFile({ HOME: home }), user);
    assert.deepEqual(await readUsualFile({ CLOUDSDK_CONFIG: join(home, '.config', 'gcloud') }), user);
  });
});

describe('zones of Google Cloud DNS', () => {
  const options = { serviceAccountInfo: JSON.stringify(user), project: 'other' };
  const token: Exchange = {
    request: 'POST https://oauth2.googleapis.com/token',
    body: 'grant_type=refresh_token&client_id=i&client_secret=s&refresh_token=r',
    answer: { access_token: 'a' },
  };
  const zones = 'https://content.googleapis.com/dns/v1/projects/other/managedZones';
  const find = (given: Record<string, string | boolean>, ...exchanges: Exchange[]) =>
    withExchanges(
      { provider: 'googleclouddns', options: { ...options, ...given }, exchanges: [token, ...exchanges] },
      (service) => service.findZone(),
    );

  it('are those of the project that is told, and found by their id without a list', async () => {
    const one = { id: '7', name: 'main', dnsName: 'example.com.', visibility: 'private' };
    const found = await find({ zoneId: 'main' }, { request: `GET ${zones}/main`, answer: one });
    assert.equal(Reflect.get(found, 'id'), '7');
  });

  it('are private ones only where they are allowed', async () => {
    const managedZones = [{ id: '6', dnsName: 'example.com.', visibility: 'private' }];
    const list = { request: `GET ${zones}`, answer: { managedZones } };
    await assert.rejects(find({}, list), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    assert.equal(Reflect.get(await find({ privateZone: true }, list), 'id'), '6');
    const both = [...managedZones, { id: '7', dnsName: 'example.com.', visibility: 'public' }];
    const found = await find({ privateZone: true }, { ...list, answer: { managedZones: both } });
    assert.equal(Reflect.get(found, 'id'), '7');
  });

  it('need a project', async () => {
    const test = { provider: 'googleclouddns', options: { serviceAccountInfo: JSON.stringify(user) }, exchanges: [] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'CONFIG') && /--project-id/.test(error.hint ?? ''),
    );
  });
});
