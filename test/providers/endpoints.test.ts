import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTested } from '../../core/testing/tested-provider.js';

const other = 'https://api.example.net';
const key = 'opaque-key';

/** Where the first request goes that is not for a token, with an address of the API that somebody gave. */
const endpoints: Readonly<Record<string, readonly [options: Readonly<Record<string, string>>, asked: string]>> = {
  aurora: [{ apiKey: 'id', secretKey: key, apiEndpoint: `${other}/` }, `${other}/zones`],
  digitalocean: [{ token: key, apiEndpoint: other }, `${other}/v2/domains/example.com`],
  exoscale: [{ key: 'EXOopaque', secret: key, apiEndpoint: `${other}/v2` }, `${other}/v2/dns-domain`],
  hetzner: [{ token: key, apiEndpoint: `${other}/v1` }, `${other}/v1/zones/example.com`],
  infomaniak: [{ token: key, apiEndpoint: other }, `${other}/2/zones/example.com/exists`],
  mythicbeasts: [
    { username: 'me', password: key, apiEndpoint: `${other}/dns/v2`, authEndpoint: `${other}/token` },
    `${other}/dns/v2/zones`,
  ],
  rcodezero: [{ token: key, apiEndpoint: other }, `${other}/api/v1/zones/example.com`],
  ultradns: [{ username: 'me', password: key, apiEndpoint: `${other}/` }, `${other}/v2/zones/example.com./rrsets`],
};

describe('the address of an API, where somebody gives it', () => {
  for (const [id, [options, asked]] of Object.entries(endpoints)) {
    it(`is that of ${id}`, async () => {
      const addresses: string[] = [];
      const { service } = await openTested(id, {
        options,
        zoneName: 'example.com',
        limitMs: 10_000,
        answer({ url }) {
          addresses.push(`${url.origin}${url.pathname}`);
          const isLogin = url.pathname.endsWith('/token');
          const token = { access_token: 'opaque-token', accessToken: 'opaque-token', expiresIn: '3600' };
          return isLogin ? { status: 200, headers: {}, body: JSON.stringify(token) } : undefined;
        },
      });
      await assert.rejects(service.findZone());
      assert.ok(addresses.includes(asked), `asked for ${addresses}`);
      assert.deepEqual([...new Set(addresses.map((address) => new URL(address).origin))], [other]);
    });
  }
});
