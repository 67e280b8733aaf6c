import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const options = { apiUser: 'me_APIUser', apiKey: 'opaque-key' };
const call = (method: string, action: string) => ({
  request: `${method} https://www.webnames.ca/_/APICore/domains/example.com/${action}-txt-record?hostName=${fqdn}&txt=one`,
  headers: { 'api-user': 'me_APIUser', 'api-key': 'opaque-key' },
});
const add = call('POST', 'add');

describeByValue('webnamesca', {
  options,
  add,
  remove: call('DELETE', 'delete'),
  done: {
    errorMessage: '',
    result: { dnsRecordSets: [{ hostname: fqdn, type: 'TXT', records: ['one'] }] },
    logID: 36_014,
  },
});

for (const [status, answer, kind, words] of [
  [400, { errorMessage: 'User does not exist.', logID: 35_579, result: {} }, 'AUTHENTICATION', /does not exist/],
  [400, { errorMessage: 'Some other thing.', result: {} }, 'API', /Some other thing/],
  [404, '', 'ZONE_NOT_FOUND', /404/],
  [200, { result: null }, 'RESPONSE', /result/],
] as const) {
  it(`webnamesca takes ${status} ${JSON.stringify(answer)} for ${kind}`, async () => {
    const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
    await assert.rejects(
      withExchanges({ provider: 'webnamesca', options, exchanges: [{ ...add, status, answer }] }, (service) =>
        service.create(record),
      ),
      (error) => isFailure(error, kind) && words.test(error.message),
    );
  });
}
