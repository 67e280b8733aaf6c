import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const call = (action: string) => ({
  request: `GET https://api.mgw-media.de/record/${action}/${fqdn}/txt/one`,
  headers: { authorization: `Basic ${btoa('me:opaque-hash')}` },
});

const options = { customer: 'me', apiHash: 'opaque-hash' };

describeByValue('mgwmedia', {
  options,
  add: call('add'),
  remove: call('rm'),
  done: 'OK\n',
  refused: 'bad key',
});

it('mgwmedia adds nothing twice where an answer was lost, though all is done by GET', async () => {
  const exchanges = [{ ...call('add'), status: 502 }];
  await assert.rejects(
    withExchanges({ provider: 'mgwmedia', options, exchanges }, (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    ),
    (error) => isFailure(error, 'SERVER'),
  );
});
