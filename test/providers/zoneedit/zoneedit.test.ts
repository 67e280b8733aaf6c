import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const options = { user: 'me', token: 'opaque-token' };
const call = (action: string) => ({
  request: `GET https://dynamic.zoneedit.com/txt-${action}.php?host=${fqdn}&rdata=one`,
  headers: { authorization: `Basic ${btoa('me:opaque-token')}` },
});
const refused = (code: number, text: string) => `<ERROR CODE="${code}" TEXT="${text}" ZONE="${fqdn}">`;

describeByValue('zoneedit', {
  options,
  add: call('create'),
  remove: call('delete'),
  done: `<SUCCESS CODE="200" TEXT="${fqdn} TXT with rdata one" ZONE="example.com">`,
  refused: refused(705, 'bad key'),
});

it('knows a failed login, and how long to wait', async () => {
  const fail = (answer: string, tries: number) =>
    withExchanges(
      {
        provider: 'zoneedit',
        options,
        exchanges: Array.from({ length: tries }, () => ({ ...call('create'), answer })),
      },
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    );
  await assert.rejects(fail(refused(708, 'Failed Login: me'), 1), (error) => isFailure(error, 'AUTHENTICATION'));
  await assert.rejects(
    fail(refused(702, 'Minimum 600 seconds between requests'), 1),
    (error) => isFailure(error, 'RATE_LIMITED') && error.retryAfterMs === 600_000,
  );
});
