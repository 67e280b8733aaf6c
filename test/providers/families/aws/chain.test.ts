import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Failure, type FailureCode } from '../../../../core/sdk/index.js';
import { isExpected } from '../../../../core/testing/own-case.js';
import type { CredentialSources } from '../../../../providers/families/aws/credential-sources.js';
import { fromInstance } from '../../../../providers/families/aws/credentials-instance.js';
import { awsFolder } from '../../../../providers/families/aws/shared-files.js';
import { findCredentials, type Row, shown } from './chain.js';

const keys = 'aws_access_key_id = ID\naws_secret_access_key = KEY\n';
const plain = { accessKeyId: 'ID', secretAccessKey: 'KEY', sessionToken: undefined };
const hour = '1970-01-01T01:00:00Z';
const role = JSON.stringify({ AccessKeyId: 'ID', SecretAccessKey: 'KEY', Token: 'T', Expiration: hour });
const ofRole = { accessKeyId: 'ID', secretAccessKey: 'KEY', sessionToken: 'T', expiresAt: 3_600_000 };
const nothing = ['AUTHENTICATION', /there are no AWS credentials/] as const;
const container = 'http://169.254.170.2/v2/c';
const metadata = 'http://[fd00:ec2::254]/latest';
const roles = `${metadata}/meta-data/iam/security-credentials/`;
const ipv6 = { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6' };
const session = { [`PUT ${metadata}/api/token`]: 'session' };
const instance = { ...session, [`GET ${roles}`]: 'r\n', [`GET ${roles}r`]: role };
const sso = (region: string) =>
  `[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\nsso_region = ${region}\n`;
const cached = `.aws/sso/cache/${createHash('sha1').update('s').digest('hex')}.json`;
const token = { [cached]: JSON.stringify({ accessToken: 'sso-token', expiresAt: hour }) };
const roleCredentials = { accessKeyId: 'ID', secretAccessKey: 'KEY', sessionToken: 'T', expiration: 3_600_000 };
const portal = (host: string) => `GET ${host}/federation/credentials?role_name=r&account_id=1`;
const config = (text: string) => ({ '.aws/config': text });
const profile = { profile: 'p' };
const program = (text: string) => ({
  options: profile,
  files: config(`[profile p]\ncredential_process = printf '%s' '${text}'\n`),
});
const printed = { Version: 1, AccessKeyId: 'ID', SecretAccessKey: 'KEY' };
const sts = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ID</AccessKeyId><SecretAccessKey>KEY</SecretAccessKey><SessionToken>T</SessionToken><Expiration>${hour}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const assumed = { 'POST https://sts.amazonaws.com/': sts };
const taken = (source: string) => ({ options: profile, files: config(`[profile p]\nrole_arn = r\n${source}\n`) });
const web = { AWS_WEB_IDENTITY_TOKEN_FILE: 'HOME/none', AWS_ROLE_ARN: 'arn' };
const refusal = (code: string) => `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`;

const rows: Readonly<Record<string, Row>> = {
  'half of the environment': { env: { AWS_ACCESS_KEY_ID: 'ID' }, fails: nothing },
  'the environment with its token': {
    env: { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'KEY', AWS_SESSION_TOKEN: 'T' },
    gives: { ...plain, sessionToken: 'T' },
    hides: ['KEY', 'T'],
  },
  'an empty token is none': {
    env: { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'KEY', AWS_SESSION_TOKEN: '' },
    gives: plain,
  },
  'the usual credentials file': { files: { '.aws/credentials': `[default]\n${keys}` }, gives: plain },
  'half a key in a file': { files: { '.aws/credentials': '[default]\naws_access_key_id = ID\n' }, fails: nothing },
  'the usual profile of the config file': { files: config(`[default]\n${keys}`), gives: plain },
  'another profile without the word': {
    options: profile,
    files: config(`[p]\n${keys}`),
    fails: ['CONFIG', /p has no access key/],
  },
  'a profile that the environment names': {
    env: { AWS_PROFILE: 'p' },
    files: config(`[profile p]\n${keys}`),
    gives: plain,
  },
  'no name is no profile': { env: { AWS_PROFILE: '' }, files: config(`[profile p]\n${keys}`), fails: nothing },
  'blanks, comments and the token of a profile': {
    options: profile,
    files: config(`# none\n[ profile  p ]\n${keys}aws_session_token=T\n  s3 =\n   x = y\n`),
    gives: { ...plain, sessionToken: 'T' },
  },
  'a folder in place of a file': { env: { AWS_CONFIG_FILE: 'HOME' }, fails: ['CONFIG', /cannot be read/] },
  'a program': { ...program(JSON.stringify(printed)), gives: { ...plain, expiresAt: undefined } },
  'a program whose keys end': {
    ...program(JSON.stringify({ ...printed, SessionToken: 'T', Expiration: hour })),
    gives: ofRole,
  },
  'a program of another version': {
    ...program(JSON.stringify({ ...printed, Version: 2 })),
    fails: ['CONFIG', /something else/],
  },
  'a program that fails': {
    options: profile,
    files: config('[profile p]\ncredential_process = exit 3\n'),
    fails: ['CONFIG', /failed \(3\)/],
  },
  'a container': {
    env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/c', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret' },
    answers: { [`GET ${container}`]: role },
    gives: ofRole,
    hides: ['secret', 'KEY', 'T'],
    asks: [`GET ${container} secret`],
  },
  'a container whose token is in a file': {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://c.test/', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'HOME/t' },
    files: { t: 'secret\n' },
    answers: { 'GET https://c.test/': role },
    asks: ['GET https://c.test/ secret'],
  },
  'a container without its token': {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://c.test/', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'HOME/t' },
    fails: ['CONFIG', /authorization token cannot be read/],
    asks: [],
  },
  'a container elsewhere, in plain text': {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://c.test/' },
    fails: ({ place }: Error & { place?: string }) => place === 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    asks: [],
  } as Row,
  'an instance by IPv6': {
    env: ipv6,
    answers: instance,
    gives: ofRole,
    hides: ['session', 'KEY', 'T'],
    asks: [`PUT ${metadata}/api/token 21600`, `GET ${roles} session`, `GET ${roles}r session`],
  },
  'an instance that nobody may ask': {
    env: { ...ipv6, AWS_EC2_METADATA_DISABLED: 'TRUE' },
    answers: instance,
    fails: nothing,
    asks: [],
  },
  'an instance without a role': {
    env: ipv6,
    answers: { ...session, [`GET ${roles}`]: '\n' },
    fails: nothing,
    asks: [`PUT ${metadata}/api/token 21600`, `GET ${roles} session`],
  },
  'an instance that knows no roles': { env: ipv6, answers: { ...session, [`GET ${roles}`]: [404] }, fails: nothing },
  'an instance that is out of order': {
    env: ipv6,
    answers: { ...session, [`GET ${roles}`]: [500] },
    fails: 'SERVER',
  },
  'a single sign-on in China': {
    options: profile,
    files: { ...config(sso('cn-north-1')), ...token },
    answers: { [portal('https://portal.sso.cn-north-1.amazonaws.com.cn')]: JSON.stringify({ roleCredentials }) },
    gives: ofRole,
    hides: ['sso-token', 'KEY', 'T'],
  },
  'a single sign-on at its own address': {
    options: profile,
    env: { AWS_ENDPOINT_URL_SSO: 'https://sso.test' },
    files: { ...config(sso('eu-west-1')), ...token },
    answers: { [portal('https://sso.test')]: JSON.stringify({ roleCredentials }) },
    gives: ofRole,
  },
  'a single sign-on that ends now': {
    options: profile,
    files: { ...config(sso('x')), [cached]: token[cached]?.replace('01:00', '00:00') ?? '' },
    fails: ['AUTHENTICATION', / is over /],
    asks: [],
  },
  'no single sign-on': { options: profile, files: config(sso('x')), fails: ['AUTHENTICATION', / is missing /] },
  'a role on top of the environment': {
    ...taken('credential_source = Environment'),
    env: { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'KEY' },
    answers: assumed,
    gives: ofRole,
  },
  'a role on top of a container': {
    ...taken('credential_source = EcsContainer'),
    env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/c', AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 'env' },
    answers: { [`GET ${container}`]: role, ...assumed },
    asks: [`GET ${container}`, 'POST https://sts.amazonaws.com/ ID'],
  },
  'a role on top of an instance': {
    ...taken('credential_source = Ec2InstanceMetadata'),
    env: ipv6,
    answers: { ...instance, ...assumed },
    gives: ofRole,
  },
  'a role on top of keys beside it': { ...taken(keys), answers: assumed, gives: ofRole },
  'a role on top of nothing': { ...taken(''), fails: ['CONFIG', /nobody who takes it on/] },
  'a role of the options': {
    options: { accessKey: 'ID', accessSecret: 'own key', sessionToken: 'own token', roleArn: 'r' },
    answers: assumed,
    gives: ofRole,
    hides: ['own key', 'own token', 'KEY', 'T'],
  },
  'a role that may not be taken on': {
    options: { accessKey: 'ID', accessSecret: 'KEY', roleArn: 'r' },
    answers: { 'POST https://sts.amazonaws.com/': [400, {}, refusal('ExpiredTokenException')] },
    fails: ['AUTHENTICATION', /ExpiredTokenException/],
  },
  'a role that is asked for wrongly': {
    options: { accessKey: 'ID', accessSecret: 'KEY', roleArn: 'r' },
    answers: { 'POST https://sts.amazonaws.com/': [400, {}, refusal('ValidationError')] },
    fails: ['API', /ValidationError/],
  },
  'a web identity': {
    env: { ...web, AWS_WEB_IDENTITY_TOKEN_FILE: 'HOME/t' },
    files: { t: 'jwt\n' },
    answers: { 'POST https://sts.amazonaws.com/': sts.replaceAll('AssumeRole', 'AssumeRoleWithWebIdentity') },
    gives: ofRole,
    hides: ['jwt', 'KEY', 'T'],
  },
  'a profile before a web identity': {
    options: profile,
    env: web,
    files: config(`[profile p]\n${keys}`),
    gives: plain,
  },
  'a web identity without its token': { env: web, fails: ['CONFIG', /web identity token cannot be read/] },
  'half of a web identity': { env: { AWS_ROLE_ARN: 'arn' }, fails: nothing },
  'an access key without its secret': {
    options: { accessKey: 'ID' },
    fails: ['CONFIG', /lack --auth-access-secret /],
  },
  'a key without its secret, where that is called otherwise': {
    options: { accessKey: 'ID' },
    flags: ['key-id', 'secret-key'],
    fails: ['CONFIG', /lack --secret-key /],
  },
  'a secret without its access key': { options: { token: 'KEY' }, fails: ['CONFIG', /lack --auth-access-key /] },
};

describe('where AWS credentials come from', () => {
  it('the home of whoever runs this, where the environment tells of none', () => {
    assert.equal(awsFolder({}), join(homedir(), '.aws'));
  });

  for (const [code, isOut] of Object.entries({ TIMEOUT: false, NETWORK: false, SERVER: true } as const)) {
    it(`an instance where the question for it ends in ${code}`, async () => {
      const send = () => Promise.reject(new Failure(code as FailureCode, 'no answer'));
      const found = fromInstance({ http: { extend: () => ({ send }) }, env: {} } as unknown as CredentialSources);
      if (isOut) await assert.rejects(found, (error) => isExpected(error, code as FailureCode));
      else assert.equal(await found, undefined);
    });
  }

  for (const [title, row] of Object.entries(rows)) {
    it(title, async () => {
      const { fails, gives, asks, hides } = row;
      const { seen, found } = findCredentials(row);
      if (fails !== undefined) await assert.rejects(found, (error) => isExpected(error, fails));
      else assert.deepEqual(await found, gives ?? (await found));
      if (asks !== undefined) assert.deepEqual(shown(seen), asks);
      if (hides !== undefined) assert.deepEqual(seen.hidden.toSorted(), hides.toSorted());
    });
  }
});
