import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type ProviderFactory, silentLogger } from '../../../core/sdk/index.js';
import { type ExpectedFailure, isExpected } from '../../../core/testing/own-case.js';
import { type Credentials, readCredentials, readUsualFile } from '../../../providers/googleclouddns/credentials.js';
import google from '../../../providers/googleclouddns/index.js';
import { metadataProject } from '../../../providers/googleclouddns/metadata.js';
import { fetchToken } from '../../../providers/googleclouddns/token.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { type Answers, watchedHttp } from '../watched-http.js';

const folder = mkdtempSync(join(tmpdir(), 'google-ways-'));
after(() => rmSync(folder, { recursive: true }));

interface Row {
  readonly info?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly answers?: Answers;
  readonly fails?: ExpectedFailure;
  readonly hides?: readonly string[];
}

const pem = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' });
const key = { client_email: 'me@p', private_key: String(pem) };
const user = { type: 'authorized_user', client_id: 'i', client_secret: 's', refresh_token: 'r' };
const given = { access_token: 'token' };
const machine = (host: string) =>
  `GET http://${host}/computeMetadata/v1/instance/service-accounts/default/token?scopes=https://www.googleapis.com/auth/ndev.clouddns.readwrite`;
const usual = 'metadata.google.internal';
const nothing = ['AUTHENTICATION', /there are no credentials/] as const;
const exchange = 'POST https://sts.googleapis.com/v1/token';
const address = 'https://iamcredentials.googleapis.com/v1/x:generateAccessToken';
const external = (source: object) => ({
  type: 'external_account',
  audience: 'a',
  subject_token_type: 't',
  credential_source: source,
});
const subject = join(folder, 'subject');
writeFileSync(subject, '{"access_token":"jwt"}\n');

const rows: Readonly<Record<string, Row>> = {
  'the machine': { answers: { [machine(usual)]: given } },
  'the machine at another address': {
    env: { GCE_METADATA_HOST: 'm.test:80' },
    answers: { [machine('m.test')]: given },
  },
  'a machine without an account': { answers: { [machine(usual)]: [404] }, fails: nothing },
  'no machine of Google': { fails: nothing },
  'a machine that refuses': { answers: { [machine(usual)]: [403] }, fails: ['AUTHENTICATION', /^(?!there are no)/] },
  'a machine out of order': { answers: { [machine(usual)]: [500] }, fails: 'SERVER' },
  'a key': { info: key, answers: { 'POST https://www.googleapis.com/oauth2/v4/token': given } },
  'a key with its own address': {
    info: { ...key, token_uri: 'https://t.test/' },
    answers: { 'POST https://t.test/': given },
  },
  'a key that cannot sign': {
    info: { ...key, private_key: 'x' },
    fails: (error) => Reflect.get(error as Error, 'place') === '--auth-service-account-info',
  },
  'a person': { info: user, answers: { 'POST https://oauth2.googleapis.com/token': given }, hides: ['s', 'r'] },
  'another identity, in a field of the usual name': {
    info: external({ file: subject, format: { type: 'json' } }),
    answers: { [exchange]: given },
    hides: ['jwt'],
  },
  'another identity on the way to an account': {
    info: { ...external({ file: subject, format: { type: 'json' } }), service_account_impersonation_url: address },
    answers: { [exchange]: { access_token: 'federated' }, [`POST ${address}`]: { accessToken: 'token' } },
    hides: ['jwt', 'federated'],
  },
  'another identity whose file is not there': {
    info: external({ file: '/no/such' }),
    fails: ['CONFIG', /token of the external account cannot be read/],
  },
};

const list = { 'GET https://content.googleapis.com/dns/v1/projects/p/managedZones': { managedZones: [] } };
const token = { 'POST https://www.googleapis.com/oauth2/v4/token': given };

/** Looks for a zone with these credentials, and no word of a project. */
function find(answers: Answers, info?: object) {
  const { http, seen } = watchedHttp(answers);
  const { signal } = new AbortController();
  const options = info === undefined ? {} : { serviceAccountInfo: JSON.stringify(info) };
  const context = { id: 'googleclouddns', options, http, log: silentLogger, signal: () => signal, now: () => 0 };
  return { zone: (google.create as ProviderFactory)(context).findZone('example.com'), seen };
}

describe('ways to log in at Google Cloud', () => {
  for (const [title, { info, env = {}, answers = {}, fails, hides }] of Object.entries(rows)) {
    it(title, async () => {
      const { http, seen } = watchedHttp(answers, fails === undefined);
      const credentials = info && (await readCredentials(JSON.stringify(info)));
      const work = fetchToken({ http, now: () => 0, env, credentials, impersonate: undefined });
      if (fails !== undefined) return assert.rejects(work, (error) => isExpected(error, fails));
      assert.equal(await work, 'token');
      if (hides !== undefined) assert.deepEqual(seen.hidden, hides);
    });
  }

  it('keep the key of an account to themselves', async () => {
    const { zone, seen } = find({ ...list, ...token }, { ...key, project_id: 'p' });
    assert.equal(await zone, undefined);
    assert.ok(seen.hidden.includes(String(pem)));
  });

  it('say which project it is, and only without them the machine does', async () => {
    const kept = process.env;
    process.env = { HOME: mkdtempSync(join(folder, 'none-')) };
    try {
      const machines = { [`GET http://${usual}/computeMetadata/v1/project/project-id`]: 'p', [machine(usual)]: given };
      const all = { ...list, ...token, 'POST https://oauth2.googleapis.com/token': given, ...machines };
      assert.equal(await find(all, { ...user, quota_project_id: 'p' }).zone, undefined);
      assert.equal(await find(all).zone, undefined);
      for (const info of [key, user])
        await assert.rejects(find(all, info).zone, (error) => isExpected(error, ['CONFIG', /which project/]));
    } finally {
      process.env = kept;
    }
  });

  it('have a project of the machine, or none off Google', async () => {
    const project = `GET http://${usual}/computeMetadata/v1/project/project-id`;
    const of = (answers: Answers) => metadataProject(watchedHttp(answers).http, {});
    assert.equal(await of({ [project]: 'p\n' }), 'p');
    assert.equal(await of({}), undefined);
    assert.equal(await of({ [project]: [404] }), undefined);
    await assert.rejects(of({ [project]: [403] }), (error) => isExpected(error, 'AUTHENTICATION'));
  });

  it('are in a file, in the text itself, or in base64', async () => {
    const file = join(folder, 'user.json');
    const text = JSON.stringify(user);
    writeFileSync(file, text);
    for (const info of [file, text, ` ${text}`, `base64::${Buffer.from(text).toString('base64')}`])
      assert.deepEqual(await readCredentials(info), user satisfies object as Credentials);
    for (const info of ['{', '{}', '/no/such'])
      await assert.rejects(readCredentials(info), { code: 'CONFIG', place: '--auth-service-account-info' });
    const home = mkdtempSync(join(folder, 'home-'));
    assert.equal(await readUsualFile({ HOME: home }), undefined);
    mkdirSync(join(home, '.config/gcloud'), { recursive: true });
    writeFileSync(join(home, '.config/gcloud/application_default_credentials.json'), text);
    assert.deepEqual(await readUsualFile({ HOME: home }), user);
  });
});
