import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTested } from '../../core/testing/tested-provider.js';
import { rsaKey } from '../lab/rsa-key.js';

const password = 'opaque-password';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const pem = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' });

/** What lego's or acme.sh's variables hold in a form of their own, and what a request says then. */
interface Row {
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly address: string;
  readonly headers?: Readonly<Record<string, string | RegExp>>;
  readonly body?: string;
  /** To the first request, which asks for a token. */
  readonly login?: unknown;
}

const rows: Readonly<Record<string, Row>> = {
  dnsmadeeasy: {
    options: { username: 'me', token: password, sandbox: true },
    address: 'https://api.sandbox.dnsmadeeasy.com/V2.0/dns/managed/name',
    headers: { 'x-dnsme-apikey': 'me' },
  },
  constellix: {
    options: { username: 'me', token: password, apiVersion: '1' },
    address: 'https://api.dns.constellix.com/v1/domains/',
    headers: { 'x-cnsdns-apikey': 'me', 'x-cns-security-token': /^me:[\w+/]{27}=:\d{13}$/ },
  },
  ionos: {
    options: { prefix: 'public', secret: password },
    address: 'https://api.hosting.ionos.com/dns/v1/zones',
    headers: { 'x-api-key': `public.${password}` },
  },
  dynu: {
    options: { clientId: 'client', clientSecret: password },
    login: { access_token: 'opaque-token' },
    address: 'https://api.dynu.com/v2/dns',
    headers: { authorization: 'Bearer opaque-token' },
  },
  joker: {
    options: { username: 'me', password },
    address: 'https://dmapi.joker.com/request/login',
    body: `username=me&password=${password}`,
  },
  directadmin: {
    options: { loginUrl: 'https://me:p%40ss@panel.example.net:2222' },
    address: 'https://panel.example.net:2222/CMD_API_SHOW_DOMAINS',
    headers: { authorization: basic('me:p@ss') },
  },
  plesk: {
    options: { username: 'me', password, server: 'https://plesk.example.net:8443/enterprise/control/agent.php' },
    address: 'https://plesk.example.net:8443/enterprise/control/agent.php',
    headers: { http_auth_login: 'me' },
  },
  conoha: {
    options: { username: 'me', password, tenantId: 't', identityService: 'https://identity.sin1.conoha.io/v2.0' },
    login: { access: { token: { id: 'opaque-token' } } },
    address: 'https://dns-service.sin1.conoha.io/v1/domains',
    headers: { 'x-auth-token': 'opaque-token' },
  },
  yandexcloud: {
    options: {
      serviceAccountId: 'aje1',
      keyId: 'ajek1',
      privateKey: Buffer.from(pem).toString('base64'),
      folderId: 'f',
    },
    login: { iamToken: 'opaque-token' },
    address: 'https://dns.api.cloud.yandex.net/dns/v1/zones',
    headers: { authorization: 'Bearer opaque-token' },
  },
  infoblox: {
    options: { credentials: `me:${password}:more`, host: 'grid.example.net' },
    address: 'https://grid.example.net/wapi/v2.6.1/zone_auth',
    headers: { authorization: basic(`me:${password}:more`) },
  },
};

describe('credentials in the form of other clients', () => {
  for (const [id, { options, address, headers = {}, body = '', login }] of Object.entries(rows)) {
    it(`are taken by ${id}`, async () => {
      const sent: { address: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
      const { service } = await openTested(id, {
        options,
        zoneName: 'example.com',
        limitMs: 10_000,
        answer(request) {
          sent.push({ ...request, address: `${request.url.origin}${request.url.pathname}` });
          const isLogin = login !== undefined && sent.length === 1;
          return isLogin ? { status: 200, headers: {}, body: JSON.stringify(login) } : undefined;
        },
      });
      await assert.rejects(service.findZone());
      const asked = sent.find((request) => request.address === address);
      assert.ok(asked, sent.map((request) => request.address).join(' '));
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value === 'string') assert.equal(asked.headers[name], value);
        else assert.match(asked.headers[name] ?? '', value);
      }
      assert.ok(asked.body.includes(body), asked.body);
    });
  }
});
