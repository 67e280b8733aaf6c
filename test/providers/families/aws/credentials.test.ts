import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHttpClient } from '../../../../core/http/client.js';
import { isFailure, silentLogger } from '../../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../../core/testing/dispatcher.js';
import { createCredentials } from '../../../../providers/families/aws/credentials.js';

const home = mkdtempSync(join(tmpdir(), 'aws-home-'));
after(() => rmSync(home, { recursive: true }));

interface Scene {
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Answers by method and address; everything else cannot be reached. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly now?: () => number;
}

function open({ env = {}, options = {}, answers = {}, now = () => 0 }: Scene) {
  const asked: string[] = [];
  const dispatcher = answeringDispatcher(({ method, url, headers }) => {
    const key = `${method} ${url}`;
    asked.push(`${key} ${headers.authorization ?? headers['x-aws-ec2-metadata-token'] ?? ''}`.trim());
    const body = answers[key];
    const status = body === 'forbidden' ? 403 : 200;
    return body === undefined ? undefined : { status, headers: {}, body };
  });
  const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
  const http = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
  const credentials = createCredentials({
    options: { region: 'us-east-1', ...options },
    http,
    now,
    env: { HOME: home, ...env },
  });
  return { credentials, asked };
}

function role(id: string, expiration: number): string {
  return JSON.stringify({
    AccessKeyId: id,
    SecretAccessKey: 's',
    Token: 't',
    Expiration: new Date(expiration).toISOString(),
  });
}

const environmentKeys = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's' };
const hour = 3_600_000;

describe('AWS credentials', () => {
  it('come from the options before the environment, whose session token is not mixed in', async () => {
    const env = { ...environmentKeys, AWS_SESSION_TOKEN: 'other' };
    const { credentials } = open({ env, options: { username: 'id', token: 's' } });
    assert.deepEqual(await credentials.current(), { accessKeyId: 'id', secretAccessKey: 's', sessionToken: undefined });
  });

  it('are refused where half of them is missing', async () => {
    const { credentials } = open({ options: { accessKey: 'id' } });
    await assert.rejects(
      credentials.current(),
      (error) => isFailure(error, 'CONFIG') && /access-secret/.test(error.message),
    );
  });

  it('come from the environment before the files', async () => {
    const { credentials } = open({ env: environmentKeys });
    assert.equal((await credentials.current()).accessKeyId, 'env');
  });

  it('come from the profile that is named, whatever the environment has', async () => {
    const file = join(home, 'credentials');
    writeFileSync(
      file,
      '[default]\naws_access_key_id = d\naws_secret_access_key = s\n[work]\naws_access_key_id=w\naws_secret_access_key=s=\n',
    );
    const env = { ...environmentKeys, AWS_SHARED_CREDENTIALS_FILE: file };
    const named = open({ env, options: { profile: 'work' } });
    assert.deepEqual(await named.credentials.current(), {
      accessKeyId: 'w',
      secretAccessKey: 's=',
      sessionToken: undefined,
    });
    const unnamed = open({ env: { AWS_SHARED_CREDENTIALS_FILE: file } });
    assert.equal((await unnamed.credentials.current()).accessKeyId, 'd');
    const missing = open({ env, options: { profile: 'nobody' } });
    await assert.rejects(missing.credentials.current(), (error) => isFailure(error, 'CONFIG') && error.place === file);
  });

  it('come from a web identity', async () => {
    const file = join(home, 'token');
    writeFileSync(file, 'jwt\n');
    const xml = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>web</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>1970-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: 'arn', AWS_REGION: 'eu-west-1' };
    const { credentials } = open({ env, answers: { 'POST https://sts.eu-west-1.amazonaws.com/': xml } });
    assert.deepEqual(await credentials.current(), {
      accessKeyId: 'web',
      secretAccessKey: 's',
      sessionToken: 't',
      expiresAt: hour,
    });
  });

  it('come from the container, with its token', async () => {
    const file = join(home, 'container-token');
    writeFileSync(file, 'pod\n');
    const address = 'http://169.254.170.23/v1/credentials';
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: address, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
    const { credentials, asked } = open({ env, answers: { [`GET ${address}`]: role('pod', hour) } });
    assert.equal((await credentials.current()).accessKeyId, 'pod');
    assert.deepEqual(asked, [`GET ${address} pod`]);
    const elsewhere = open({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/' } });
    await assert.rejects(elsewhere.credentials.current(), (error) => isFailure(error, 'CONFIG'));
    assert.deepEqual(elsewhere.asked, []);
  });

  it('come from the instance, and are renewed before they expire', async () => {
    const roles = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/';
    let now = 0;
    const answers: Record<string, string> = {
      'PUT http://169.254.169.254/latest/api/token': 'session',
      [`GET ${roles}`]: 'the-role',
      [`GET ${roles}the-role`]: role('first', hour),
    };
    const { credentials, asked } = open({ answers, now: () => now });
    assert.equal((await credentials.current()).accessKeyId, 'first');
    answers[`GET ${roles}the-role`] = role('second', 2 * hour);
    assert.equal((await credentials.current()).accessKeyId, 'first');
    assert.deepEqual(asked, [
      'PUT http://169.254.169.254/latest/api/token',
      `GET ${roles} session`,
      `GET ${roles}the-role session`,
    ]);
    now = hour - 60_000;
    assert.equal((await credentials.current()).accessKeyId, 'second');
  });

  it('that are nowhere are asked for in one sentence', async () => {
    const off = open({ answers: { 'PUT http://169.254.169.254/latest/api/token': 'forbidden' } });
    await assert.rejects(
      off.credentials.current(),
      (error) => isFailure(error, 'AUTHENTICATION') && /there are no AWS credentials/.test(error.message),
    );
    const { credentials } = open({});
    await assert.rejects(
      credentials.current(),
      (error) => isFailure(error, 'AUTHENTICATION') && /--auth-access-key/.test(error.hint ?? ''),
    );
  });
});
