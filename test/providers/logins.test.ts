import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openProvider } from '../../core/dns/open-provider.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { rpcResult } from '../../core/testing/fakes/index.js';
import type { GivenAnswer } from '../../core/testing/wire.js';
import { rsaKey } from '../lab/rsa-key.js';
import { catalogOf } from './families/designate.js';

const token = 'got-by-login-4711';
const key = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' }).toString();
const account = { project_id: 'p', client_email: 'a@example.com', private_key: key };

interface Login {
  readonly provider: string;
  readonly options: Readonly<Record<string, string | boolean>>;
  /** What the service says to a login. */
  readonly answer: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A login that the service takes once. */
  readonly isOnce?: true;
}

const keystone = { username: 'u', password: 'p', projectId: 'p' };

const soap = `<e:Envelope xmlns:e="e"><e:Body><a:r xmlns:a="a"><response><status>ok</status><data><ssid>${token}</ssid></data></response></a:r></e:Body></e:Envelope>`;

const logins: readonly Login[] = [
  {
    provider: 'azure',
    options: { clientId: 'c', clientSecret: 's', tenantId: 't', subscriptionId: 's', resourceGroup: 'g' },
    answer: JSON.stringify({ access_token: token }),
  },
  {
    provider: 'conoha',
    options: { region: 'tyo1', username: 'u', password: 'p', tenantId: 't' },
    answer: JSON.stringify({ access: { token: { id: token } } }),
  },
  {
    provider: 'conoha',
    options: { region: 'c3j1', username: 'u', password: 'p', tenantId: 't' },
    answer: '{}',
    headers: { 'x-subject-token': token },
  },
  { provider: 'azion', options: { email: 'u', password: 'p' }, answer: JSON.stringify({ token }) },
  {
    provider: 'bluecat',
    options: { serverUrl: 'https://bam.example', username: 'u', password: 'p', configName: 'c', dnsView: 'v' },
    answer: JSON.stringify(`Session Token-> BAMAuthToken: ${token} <- for User : u`),
  },
  {
    provider: 'bluecatv2',
    options: {
      ...{ serverUrl: 'https://bam.example', username: 'u', password: 'p', configName: 'c', viewName: 'v' },
      // A deployment after the write that failed would log in by itself.
      skipDeploy: true,
    },
    answer: JSON.stringify({ basicAuthenticationCredentials: token }),
  },
  {
    provider: 'clouddns',
    options: { clientId: 'c', email: 'u', password: 'p' },
    answer: JSON.stringify({ auth: { accessToken: token } }),
  },
  {
    provider: 'cloudru',
    options: { serviceInstanceId: 'p', keyId: 'u', secret: 'p' },
    answer: JSON.stringify({ access_token: token }),
  },
  { provider: 'desec', options: { username: 'u', password: 'p' }, answer: JSON.stringify({ token }) },
  {
    provider: 'designate',
    options: { authUrl: 'https://cloud.example.net', credentialId: 'a', credentialSecret: 's' },
    answer: JSON.stringify(catalogOf('https://dns.example.net')),
    headers: { 'x-subject-token': token },
  },
  { provider: 'dnsservices', options: { username: 'u', password: 'p' }, answer: JSON.stringify({ token }) },
  {
    provider: 'googleclouddns',
    options: { serviceAccountInfo: `base64::${Buffer.from(JSON.stringify(account)).toString('base64')}` },
    answer: JSON.stringify({ access_token: token }),
  },
  // Of several keys in one option, each is one.
  { provider: 'dnshomede', options: { credentials: `example.org:k1,example.com:${token}` }, answer: '' },
  { provider: 'hurricane', options: { tokens: `example.org:k1,example.com:${token}` }, answer: '' },
  { provider: 'myaddr', options: { keys: `home:k1,office:${token}` }, answer: '' },
  { provider: 'syse', options: { credentials: `example.org:k1,example.com:${token}` }, answer: '[]' },
  // In a file it is as secret as among the options.
  {
    provider: 'edgedns',
    options: {
      host: 'h.test',
      clientToken: 'c',
      clientSecret: token,
      accessToken: 'a',
      edgerc: '/none',
      edgercSection: '',
    },
    answer: '',
  },
  {
    provider: 'euserv',
    options: { username: 'u', password: 'p' },
    answer: JSON.stringify({ message: 'success', code: '100', result: { sess_id: { value: token } } }),
  },
  { provider: 'gransy', options: { username: 'u', password: 'p' }, answer: soap },
  {
    provider: 'inwx',
    options: { username: 'u', password: 'p', sharedSecret: 'JBSWY3DPEHPK3PXP', endpoint: 'https://api.inwx.example' },
    answer: String(rpcResult({ code: 1000, msg: 'OK', resData: {} }).body),
    headers: { 'content-type': 'text/xml', 'set-cookie': `${token}; Path=/` },
  },
  { provider: 'joker', options: { token: 't' }, answer: `Status-Code: 0\nAuth-Sid: ${token}\n\n` },
  {
    provider: 'netcup',
    options: { customerId: '1', apiKey: 'k', apiPassword: 'p', apiEndpoint: 'https://ccp.netcup.example/run' },
    answer: JSON.stringify({ status: 'success', responsedata: { apisessionid: token } }),
  },
  {
    provider: 'rackspace',
    options: { username: 'u', apiKey: 'k', account: '1' },
    answer: JSON.stringify({ access: { token: { id: token } } }),
  },
  {
    provider: 'transip',
    options: { username: 'u', apiKey: key, keyIsGlobal: false },
    answer: JSON.stringify({ token }),
    isOnce: true,
  },
  {
    provider: 'ultradns',
    options: { username: 'u', password: 'p', apiEndpoint: 'https://restapi.ultradns.com' },
    answer: JSON.stringify({ access_token: token }),
  },
  {
    provider: 'vegadns',
    options: { url: 'https://vegadns.example', key: 'k', secret: 's' },
    answer: JSON.stringify({ access_token: token }),
  },
  {
    provider: 'vkcloud',
    options: { ...keystone, domainName: 'users', identity: 'https://id.example/v3', endpoint: 'https://dns.example' },
    answer: '{}',
    headers: { 'x-subject-token': token },
  },
  {
    provider: 'selectelv2',
    options: { ...keystone, accountId: '1', authUrl: 'https://id.example/v3', apiUrl: 'https://dns.example' },
    answer: '{}',
    headers: { 'x-subject-token': token },
  },
  {
    provider: 'yandex360',
    options: { clientId: 'c', clientSecret: 's', refreshToken: 'r', orgId: '1' },
    answer: JSON.stringify({ access_token: token }),
  },
  {
    provider: 'yandexcloud',
    options: { serviceAccountId: 's', keyId: 'k', privateKey: key, zoneId: 'z' },
    answer: JSON.stringify({ iamToken: token }),
  },
];

/** A provider that gets these answers, and what it hides. */
async function open({ provider: id, options }: Login, answer: () => GivenAnswer) {
  const hidden: (string | undefined)[] = [];
  const registered = builtInRegistry().findProvider(id);
  assert.ok(registered !== undefined);
  const provider = await openProvider({
    registered,
    options,
    dispatcher: answeringDispatcher(answer),
    log: silentLogger,
    userAgent: 'test',
    retry: { attempts: 2, firstPauseMs: 0, longestPauseMs: 0 },
    onSecret: (...secrets) => void hidden.push(...secrets),
  });
  return { provider, hidden };
}

describe('tokens that a service gives', () => {
  for (const login of logins) {
    const { provider: id, answer: body, headers = {}, isOnce = false } = login;
    const answer: GivenAnswer = { status: 200, headers, body };

    it(`are no more shown than options are: ${id}`, async () => {
      const { provider, hidden } = await open(login, () => answer);
      // What comes after the login is of no interest here.
      await provider.findZone('example.com').catch(() => undefined);
      assert.ok(hidden.includes(token), String(hidden));
    });

    // A write is not sent again by itself, and so would fail with its login.
    it(`are asked for ${isOnce ? 'once' : 'again where the service failed for a moment'}: ${id}`, async () => {
      let asked = 0;
      const { provider, hidden } = await open(login, () => {
        asked += 1;
        return asked === 1 ? { status: 502, headers: {}, body: '' } : answer;
      });
      const record = { type: 'TXT', name: 'a', content: 'one', ttl: 600 };
      const zone = { id: 'z', name: 'example.com' };
      await Promise.resolve(provider.createRecord(zone, record)).catch(() => undefined);
      assert.equal(hidden.includes(token), !isOnce);
    });
  }
});
