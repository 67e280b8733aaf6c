import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const options = { apiKey: 'opaque-key' };
const value = { type: 'TXT', name: fqdn, content: 'one' };
const call = (change: object) => ({
  request: 'POST https://api.dnsexit.com/dns/',
  headers: { apikey: 'opaque-key' },
  body: { domain: 'example.com', ...change },
});
const add = (ttl: number, name = fqdn) => call({ add: [{ ...value, name, ttl, overwrite: false }] });

describeByValue('dnsexit', {
  options,
  add: add(1),
  remove: call({ delete: [value] }),
  done: { code: 0, details: [`ADD Record TXT ${fqdn} TTL(hh:mm) 00:01  one`], message: 'Success' },
  refused: { code: 1, details: ['bad key'], message: 'Failed' },
});

const record = { type: 'TXT', name: '@', content: 'one', ttl: 61 };
for (const [status, code, kind] of [
  [200, 2, 'AUTHENTICATION'],
  [400, 5, 'API'],
  [500, undefined, 'SERVER'],
] as const) {
  it(`dnsexit takes ${status} and the code ${code} for ${kind}, and counts minutes`, async () => {
    const exchanges = [{ ...add(2, 'example.com'), status, answer: { code, message: 'No such thing' } }];
    await assert.rejects(
      withExchanges({ provider: 'dnsexit', options, exchanges }, (service) => service.create(record)),
      (error) => isFailure(error, kind) && error.serviceCode === code?.toString(),
    );
  });
}
