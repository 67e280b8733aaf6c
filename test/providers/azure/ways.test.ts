import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type ExpectedFailure, isExpected } from '../../../core/testing/own-case.js';
import { clouds, publicCloud } from '../../../providers/azure/clouds.js';
import { logIn } from '../../../providers/azure/credentials.js';
import { type Answers, watchedHttp } from '../watched-http.js';

const folder = mkdtempSync(join(tmpdir(), 'azure-ways-'));
after(() => rmSync(folder, { recursive: true }));

interface Row {
  readonly options?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly answers?: Answers;
  /** What `az` does, in the shell. */
  readonly az?: string;
  readonly fails?: ExpectedFailure;
  readonly hides?: readonly string[];
  /** What is sent with the last request: a form, or headers. */
  readonly sends?: Readonly<Record<string, string>>;
}

const ids = { clientId: 'c', tenantId: 't' };
const given = { access_token: 'token' };
const machine = (resource: string) =>
  `GET http://169.254.169.254/metadata/identity/oauth2/token?resource=${resource}&api-version=2018-02-01`;
const here = machine(publicCloud.resource);
const login = (host: string, version = '') => `POST https://${host}/t/oauth2${version}/token`;
const nothing = ['AUTHENTICATION', /^there are no Azure credentials $/] as const;
const noToken = ['AUTHENTICATION', /the Azure CLI gives no token/] as const;
const agent = 'http://127.0.0.1:40342/metadata/identity/oauth2/token';
const arc = { IDENTITY_ENDPOINT: agent, IMDS_ENDPOINT: 'http://127.0.0.1:40342' };
const askArc = `GET ${agent}?resource=${publicCloud.resource}&api-version=2019-11-01`;
const challenge = (file: string) => ({ [askArc]: [401, { 'www-authenticate': `Basic realm=${file}` }] }) as const;
const gitHub = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://g.test/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer' };

const rows: Readonly<Record<string, Row>> = {
  'a secret in China': {
    options: { ...ids, clientSecret: 's' },
    cloud: 'china',
    answers: { [login('login.chinacloudapi.cn')]: given },
    sends: {
      grant_type: 'client_credentials',
      client_id: 'c',
      client_secret: 's',
      resource: 'https://management.chinacloudapi.cn',
    },
  },
  'a federated token in China': {
    options: { ...ids, federatedToken: ' jwt\n' },
    cloud: 'china',
    answers: { [login('login.chinacloudapi.cn', '/v2.0')]: given },
    hides: ['jwt'],
    sends: {
      grant_type: 'client_credentials',
      client_id: 'c',
      scope: 'https://management.chinacloudapi.cn/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'jwt',
    },
  },
  'a secret of the government': {
    options: { ...ids, clientSecret: 's' },
    cloud: 'usgovernment',
    answers: { [login('login.microsoftonline.us')]: given },
    sends: {
      grant_type: 'client_credentials',
      client_id: 'c',
      client_secret: 's',
      resource: 'https://management.usgovcloudapi.net',
    },
  },
  'GitHub Actions for the government': {
    options: ids,
    cloud: 'usgovernment',
    env: gitHub,
    answers: {
      'GET https://g.test/?audience=api://AzureADTokenExchange': { value: 'jwt' },
      [login('login.microsoftonline.us', '/v2.0')]: given,
    },
    hides: ['bearer', 'jwt'],
    sends: {
      grant_type: 'client_credentials',
      client_id: 'c',
      scope: 'https://management.usgovcloudapi.net/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'jwt',
    },
  },
  'half of GitHub Actions': { options: ids, env: { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://g.test/' }, fails: nothing },
  'the machine in China': {
    cloud: 'china',
    answers: { [machine('https://management.chinacloudapi.cn/')]: given },
    sends: { metadata: 'true' },
  },
  'an app of Azure': {
    env: { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/', IDENTITY_HEADER: 'header', IMDS_ENDPOINT: 'http://127.0.0.1:1' },
    answers: { [`GET http://127.0.0.1:1/?resource=${publicCloud.resource}&api-version=2019-08-01`]: given },
    hides: ['header'],
    sends: { 'x-identity-header': 'header' },
  },
  'an app whose identity is out of order': {
    env: { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/', IDENTITY_HEADER: 'header' },
    fails: 'NETWORK',
  },
  'an address of an identity alone': { env: { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/' }, answers: { [here]: given } },
  'a header of an identity alone': { env: { IDENTITY_HEADER: 'header' }, answers: { [here]: given } },
  'Azure Arc, whose agent answers at once': { env: arc, answers: { [askArc]: given }, sends: { metadata: 'true' } },
  'Azure Arc with a strange file': {
    env: arc,
    answers: challenge('/etc/shadow'),
    fails: ['AUTHENTICATION', /names a strange file/],
  },
  'Azure Arc with a file that is not there': {
    env: arc,
    answers: challenge('"/var/opt/azcmagent/tokens/no-such.key"'),
    fails: ['AUTHENTICATION', /file of Azure Arc cannot be read/],
  },
  'Azure Arc that names no file': { env: arc, answers: { [askArc]: [401] }, fails: ['AUTHENTICATION', /^(?!.*Arc)/] },
  'Azure Arc out of order': { env: arc, answers: { [askArc]: [500] }, fails: 'SERVER' },
  'an Azure CLI without a tenant': {
    az: '[ "$*" = "account get-access-token --output json --resource https://management.azure.com/" ] && echo \'{"accessToken":"token"}\'',
  },
  'an Azure CLI with a tenant': {
    options: { tenantId: 't' },
    az: '[ "$*" = "account get-access-token --output json --resource https://management.azure.com/ --tenant t" ] && echo \'{"accessToken":"token"}\'',
  },
  'an Azure CLI that prints something else': { az: 'echo "{}"', fails: noToken },
  'an Azure CLI that fails': { az: 'exit 1', fails: noToken },
  'no Azure CLI': { options: { authMethod: 'cli' }, fails: ['AUTHENTICATION', /of the kind cli/] },
  'a way that nobody knows': { options: { authMethod: 'x' }, fails: ['AUTHENTICATION', /of the kind x/] },
  'the application alone': {
    options: { authMethod: 'env' },
    answers: { [here]: given },
    fails: ['AUTHENTICATION', /of the kind env/],
  },
  'a machine that is asked for': { options: { managedIdentity: true, authMethod: 'cli' }, answers: { [here]: given } },
  'no application': { options: { tenantId: 't', clientSecret: 's' }, fails: ['CONFIG', /client-id/] },
  'no directory': { options: { clientId: 'c', clientSecret: 's' }, fails: ['CONFIG', /tenant-id/] },
  'a secret that is refused with 401': {
    options: { ...ids, clientSecret: 's' },
    answers: { [login('login.microsoftonline.com')]: [401] },
    fails: 'AUTHENTICATION',
  },
  'a secret that is refused with 400': {
    options: { ...ids, clientSecret: 's' },
    answers: { [login('login.microsoftonline.com')]: [400] },
    fails: 'AUTHENTICATION',
  },
  'a log-in that is not found': {
    options: { ...ids, clientSecret: 's' },
    answers: { [login('login.microsoftonline.com')]: [404] },
    fails: 'RECORD_NOT_FOUND',
  },
  'a certificate that is not there': {
    options: { ...ids, clientCertificatePath: '/no/such.pem' },
    fails: ['CONFIG', /client certificate cannot be read/],
  },
  'a certificate that is none': {
    options: { ...ids, clientCertificatePath: '/dev/null' },
    fails: (error) => Reflect.get(error as object, 'place') === '--auth-client-certificate-path',
  },
  'a federated token that is not there': {
    options: { ...ids, federatedTokenPath: '/no/such' },
    fails: ['CONFIG', /federated token cannot be read/],
  },
};

describe('ways to log in at Azure', () => {
  for (const [title, row] of Object.entries(rows)) {
    it(title, async () => {
      const path = mkdtempSync(join(folder, 'path-'));
      if (row.az !== undefined) {
        writeFileSync(join(path, 'az'), `#!/bin/sh\n${row.az}\n`);
        chmodSync(join(path, 'az'), 0o755);
      }
      const { http, seen } = watchedHttp(row.answers ?? {}, row.fails === undefined);
      const options = (row.options ?? {}) as Parameters<typeof logIn>[0]['options'];
      const cloud = clouds[row.cloud ?? 'public'] ?? publicCloud;
      const { fails, sends, hides } = row;
      const work = logIn({ options, http, now: () => 0, env: { PATH: path, ...row.env }, cloud });
      if (fails !== undefined) return assert.rejects(work, (error) => isExpected(error, fails));
      assert.equal(await work, 'token');
      const { body = '', headers = {} } = seen.requests.at(-1) ?? {};
      const form = Object.fromEntries(new URLSearchParams(body));
      const sent =
        body === '' ? Object.fromEntries(Object.keys(sends ?? {}).map((name) => [name, headers[name]])) : form;
      if (sends !== undefined) assert.deepEqual(sent, sends);
      if (hides !== undefined) assert.deepEqual(seen.hidden, hides);
    });
  }
});
