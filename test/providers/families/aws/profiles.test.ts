import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHttpClient } from '../../../../core/http/client.js';
import { isFailure, silentLogger } from '../../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../../core/testing/dispatcher.js';
import type { GivenAnswer, SentRequest } from '../../../../core/testing/wire.js';
import { createCredentials } from '../../../../providers/families/aws/credentials.js';

const home = mkdtempSync(join(tmpdir(), 'aws-profiles-'));
after(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true });

/** What the security token service was asked. */
interface Asked {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  /** Whose signature, for which region and service. */
  readonly scope: string;
}

function stsAnswer({ body }: SentRequest): GivenAnswer {
  const { Action: action = '', RoleArn: arn = '' } = Object.fromEntries(new URLSearchParams(body));
  const keys = `<AccessKeyId>${arn}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>1970-01-01T01:00:00Z</Expiration>`;
  const xml = `<${action}Response><${action}Result><Credentials>${keys}</Credentials></${action}Result></${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xml };
}

function open(
  config: string,
  options: Record<string, string> = {},
  env: Record<string, string> = {},
  answer = stsAnswer,
) {
  writeFileSync(join(home, '.aws', 'config'), config);
  const asked: Asked[] = [];
  const dispatcher = answeringDispatcher((request) => {
    const { url, headers, body } = request;
    const [, scope = ''] = /Credential=(.*)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
    asked.push({ url: url.href, form: Object.fromEntries(new URLSearchParams(body)), scope });
    return answer(request);
  });
  const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
  const http = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
  const credentials = createCredentials({
    options: { region: 'us-east-1', ...options },
    http,
    now: () => 0,
    env: { HOME: home, ...env },
  });
  return { credentials, asked };
}

async function idOf({ credentials }: ReturnType<typeof open>): Promise<string> {
  return (await credentials.current()).accessKeyId;
}

const keys = 'aws_access_key_id = base\naws_secret_access_key = s\n';
const isConfig = (words: RegExp) => (error: unknown) => isFailure(error, 'CONFIG') && words.test(error.message);

describe('AWS roles and profiles', () => {
  it('take on the role of the options, with the external id that it asks for', async () => {
    const scene = open('', {
      accessKey: 'AKID',
      accessSecret: 's',
      roleArn: 'arn:aws:iam::2:role/dns',
      externalId: 'e',
    });
    assert.equal(await idOf(scene), 'arn:aws:iam::2:role/dns');
    const [{ url, form, scope } = { url: '', form: {}, scope: '' }] = scene.asked;
    assert.equal(url, 'https://sts.amazonaws.com/');
    assert.match(form.RoleSessionName ?? '', /^letsencrypt-dns-[\w-]{8,48}$/);
    assert.deepEqual(
      { ...form, RoleSessionName: '' },
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::2:role/dns',
        RoleSessionName: '',
        ExternalId: 'e',
      },
    );
    assert.equal(scope, 'AKID/19700101/us-east-1/sts');
  });

  it('ask the region that is set, or the address that is', async () => {
    const options = { accessKey: 'AKID', accessSecret: 's', roleArn: 'r' };
    const cn = open('', options, { AWS_REGION: 'cn-north-1' });
    await idOf(cn);
    assert.equal(cn.asked[0]?.url, 'https://sts.cn-north-1.amazonaws.com.cn/');
    assert.equal(cn.asked[0]?.scope, 'AKID/19700101/cn-north-1/sts');
    const told = open('', { ...options, region: 'eu-west-1' });
    await idOf(told);
    assert.equal(told.asked[0]?.url, 'https://sts.eu-west-1.amazonaws.com/');
    const own = open('', options, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4566' });
    await idOf(own);
    assert.equal(own.asked[0]?.url, 'http://127.0.0.1:4566/');
  });

  it('go from profile to profile', async () => {
    const config = `[profile base]\n${keys}[profile middle]\nrole_arn = first\nsource_profile = base\n[profile last]\nrole_arn = second\nsource_profile = middle\nexternal_id = e\nrole_session_name = me\nregion = eu-west-1\n`;
    const scene = open(config, { profile: 'last' });
    assert.equal(await idOf(scene), 'second');
    assert.deepEqual(
      scene.asked.map(({ url, form, scope }) => [url, form.RoleArn, form.ExternalId, scope.split('/')[0]]),
      [
        ['https://sts.amazonaws.com/', 'first', undefined, 'base'],
        ['https://sts.eu-west-1.amazonaws.com/', 'second', 'e', 'first'],
      ],
    );
    assert.equal(scene.asked[1]?.form.RoleSessionName, 'me');
  });

  it('take keys of the profile itself, of the environment and of a token', async () => {
    const itself = open(`[profile p]\n${keys}role_arn = r\nsource_profile = p\n`, { profile: 'p' });
    assert.equal(await idOf(itself), 'r');
    assert.match(itself.asked[0]?.scope ?? '', /^base/);
    const env = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's' };
    const environment = open('[profile p]\nrole_arn = r\ncredential_source = Environment\n', { profile: 'p' }, env);
    await idOf(environment);
    assert.match(environment.asked[0]?.scope ?? '', /^env/);
    const file = join(home, 'token');
    writeFileSync(file, 'jwt\n');
    const web = open(`[profile p]\nrole_arn = r\nweb_identity_token_file = ${file}\n`, { profile: 'p' });
    assert.equal(await idOf(web), 'r');
    assert.equal(web.asked[0]?.form.Action, 'AssumeRoleWithWebIdentity');
    assert.equal(web.asked[0]?.form.WebIdentityToken, 'jwt');
  });

  it('end where they lead nowhere', async () => {
    const circle = open('[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a\n', {
      profile: 'a',
    });
    await assert.rejects(idOf(circle), isConfig(/leads back to itself/));
    const gone = open('[profile a]\nrole_arn=r\nsource_profile=b\n', { profile: 'a' });
    await assert.rejects(idOf(gone), isConfig(/profile b is in neither/));
    const typed = open(`[profile a]\n${keys}role_arn=r\nsource_profile=a\nmfa_serial=m\n`, { profile: 'a' });
    await assert.rejects(idOf(typed), isConfig(/one-time code/));
  });

  it('take what a program prints, and repeat nothing of it', async () => {
    const program = (text: string) => open(`[profile p]\ncredential_process = ${text}\n`, { profile: 'p' });
    const good = JSON.stringify({ Version: 1, AccessKeyId: 'printed', SecretAccessKey: 's', SessionToken: 't' });
    assert.equal(await idOf(program(`printf '%s' '${good}'`)), 'printed');
    const secret = (error: unknown) =>
      isFailure(error, 'CONFIG') && !/hush/.test(JSON.stringify(error) + error.message);
    await assert.rejects(idOf(program('echo hush')), secret);
    await assert.rejects(idOf(program('echo hush >&2; exit 3')), secret);
  });

  for (const [kind, config, name] of [
    [
      'session',
      '[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://a\n',
      's',
    ],
    [
      'address',
      '[profile p]\nsso_start_url = https://a\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n',
      'https://a',
    ],
  ] as const) {
    it(`take the role of a single sign-on by ${kind}, while it lasts`, async () => {
      const file = join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(name).digest('hex')}.json`);
      const roleCredentials = { accessKeyId: 'sso', secretAccessKey: 's', sessionToken: 't', expiration: 3_600_000 };
      const scene = () =>
        open(config, { profile: 'p' }, {}, ({ url, headers }) => {
          assert.equal(
            url.href,
            'https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=r&account_id=1',
          );
          assert.equal(headers['x-amz-sso_bearer_token'], 'token');
          return { status: 200, headers: {}, body: JSON.stringify({ roleCredentials }) };
        });
      rmSync(file, { force: true });
      await assert.rejects(
        idOf(scene()),
        (error) => isFailure(error, 'AUTHENTICATION') && /missing/.test(error.message),
      );
      writeFileSync(file, JSON.stringify({ accessToken: 'token', expiresAt: '1970-01-01T01:00:00Z' }));
      assert.equal(await idOf(scene()), 'sso');
      writeFileSync(file, JSON.stringify({ accessToken: 'token', expiresAt: '1969-12-31T23:00:00Z' }));
      await assert.rejects(idOf(scene()), (error) => isFailure(error, 'AUTHENTICATION') && /over/.test(error.message));
    });
  }
});
