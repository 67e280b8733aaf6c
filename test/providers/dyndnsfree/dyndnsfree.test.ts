import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue } from '../families/by-value.js';

const options = { username: 'me', password: 'opaque-password' };
const call = (hostname: string, txt = 'one') => ({
  request: `GET https://dynup.de/acme.php?username=me&password=opaque-password&hostname=${hostname}&add_hostname=_acme-challenge.${hostname}&txt=${txt}`,
  answer: 'success',
});

describeByValue('dyndnsfree', {
  options,
  add: call('example.com'),
  done: 'success\n',
  refused: 'error: bad key',
});

it('names the host of each challenge, also below the domain, with one value beside another', async () => {
  const exchanges = [call('example.com'), call('example.com', 'two'), call('www.example.com')];
  await withExchanges({ provider: 'dyndnsfree', options, exchanges }, async (service) => {
    const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
    await service.create(record);
    await service.create({ ...record, content: 'two' });
    await service.create({ ...record, name: '_acme-challenge.www' });
  });
});

it('knows a refused password, and does not show it', async () => {
  const exchanges = [{ ...call('example.com'), answer: 'error: authentication failed' }];
  await assert.rejects(
    withExchanges({ provider: 'dyndnsfree', options, exchanges }, (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    ),
    (error) => isFailure(error, 'AUTHENTICATION') && !error.message.includes('opaque-password'),
  );
});
