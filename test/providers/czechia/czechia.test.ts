import { it } from 'node:test';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue } from '../families/by-value.js';

const options = { token: 'opaque-token' };
const call = (method: string, hostName = '_acme-challenge') => ({
  request: `${method} https://api.czechia.com/api/DNS/example.com/TXT`,
  headers: { authorizationtoken: 'opaque-token' },
  body: { hostName, text: 'one', ttl: 60, publishZone: 1 },
});

describeByValue('czechia', { options, add: call('POST'), remove: call('DELETE'), done: '' });

it('czechia takes a value that is there, or gone, for done, also at the apex', async () => {
  const record = { type: 'TXT', name: '@', content: 'one' };
  const exchanges = [
    { ...call('POST', '@'), status: 400, answer: { status: 400, errors: { text: ['Record already exists'] } } },
    { ...call('DELETE', '@'), status: 404 },
  ];
  await withExchanges({ provider: 'czechia', options, exchanges }, async (service) => {
    await service.create(record);
    await service.removeAll([record]);
  });
});
