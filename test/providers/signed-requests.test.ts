import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openProvider } from '../../core/dns/open-provider.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';

/** Whose requests carry something made of a secret, and the header, the field of a form or the JSON before it. */
const rows = [
  ['active24', { apiKey: 'k', secret: 's' }, 'authorization'],
  ['constellix', { username: 'u', token: 't', apiVersion: '1' }, 'x-cns-security-token'],
  ['constellix', { username: 'u', token: 't', apiVersion: '4' }, 'authorization'],
  ['dns51', { apiKey: 'k', apiSecret: 's' }, 'hash'],
  ['dynadot', { apiKey: 'k', apiSecret: 's' }, 'x-signature'],
  ['efficientip', { hostname: 'ipam.example', tokenKey: 'k', tokenSecret: 's' }, 'authorization'],
  ['gname', { appId: 'a', appKey: 'k' }, 'gntoken'],
  ['jdcloud', { accessKeyId: 'k', accessKeySecret: 's', region: 'r' }, 'authorization'],
  ['namesurfer', { baseUrl: 'https://dns.example', apiKey: 'k', apiSecret: 's' }, '"params":["k",'],
  ['nifcloud', { accessKeyId: 'k', secretAccessKey: 's', apiUrl: 'https://api.example' }, 'x-nifty-authorization'],
  ['qcloud', { secretId: 'k', secretKey: 's' }, 'authorization'],
  ['ucloud', { publicKey: 'u', privateKey: 'p' }, 'Signature'],
  ['vinyldns', { accessKey: 'k', secretKey: 's', host: 'https://dns.example' }, 'authorization'],
  [
    'volcengine',
    { accessKey: 'k', secretKey: 's', region: 'r', host: 'api.example', scheme: 'https' },
    'authorization',
  ],
  ['westcn', { username: 'u', password: 'p' }, 'token'],
  ['xinnet', { agentId: 'k', secret: 's' }, 'authorization'],
] as const;

describe('what a request is signed with', () => {
  for (const [id, options, header] of rows) {
    it(`is no more shown than options are: ${id} ${header}`, async () => {
      const hidden: (string | undefined)[] = [];
      let sent: string | undefined;
      const registered = builtInRegistry().findProvider(id);
      assert.ok(registered);
      const provider = await openProvider({
        registered,
        options,
        dispatcher: answeringDispatcher(({ headers, body }) => {
          sent = (
            headers[header] ??
            new URLSearchParams(body).get(header) ??
            body?.split(header)[1]?.split('"')[1]
          )?.replace(/^(\w+ |.*\bSignature=)/, '');
          return { status: 404, headers: {}, body: '' };
        }),
        log: silentLogger,
        userAgent: 'test',
        onSecret: (...secrets) => void hidden.push(...secrets),
      });
      await provider.findZone('example.com').catch(() => undefined);
      assert.ok(sent && hidden.includes(sent), `${sent} ${hidden}`);
    });
  }
});
