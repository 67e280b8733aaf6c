import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue } from '../families/by-value.js';

const options = { serverUrl: 'https://panel.example.org:8080/', token: '0123abcd' };
const call = (method: 'POST' | 'DELETE', record = '_acme-challenge') => ({
  request: `${method} https://panel.example.org:8080/ddns/update.php?zone=example.com&type=TXT&record=${record}&data=one`,
  headers: { authorization: `Basic ${btoa('anonymous:0123abcd')}` },
});
const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 3600 };
const done = "Scheduled update to 'one' of record _acme-challenge. Schedule runs in 7 seconds. Record TTL: 3600.\n";
const [write, remove] = [call('POST'), call('DELETE')];

describeByValue('ispconfigddns', { options, add: write, remove, done, refused: 'bad key' });

it('takes a value that is there for written and one that is gone for removed', async () => {
  const exchanges = [
    { ...write, answer: 'ERROR: one is already set in _acme-challenge.\n' },
    { ...remove, status: 502 },
    { ...remove, status: 404, answer: "Could not find record '_acme-challenge' of …" },
    { ...call('POST', ''), answer: done },
  ];
  await withExchanges({ provider: 'ispconfigddns', options, exchanges }, async (service) => {
    await service.create(record);
    await service.removeAll([record]);
    await service.create({ ...record, name: '@' });
  });
});

it('tells zones that it may not write from other refusals', async () => {
  for (const [status, answer, code] of [
    [403, 'Permission denied for zone example.com.', 'ZONE_NOT_FOUND'],
    [404, "Could not find zone 'example.com.'", 'ZONE_NOT_FOUND'],
    [403, 'Permission denied for record _acme-challenge', 'AUTHENTICATION'],
    [400, 'Invalid Data: maximum 255 characters', 'API'],
  ] as const)
    await assert.rejects(
      withExchanges(
        { provider: 'ispconfigddns', options, exchanges: [{ ...write, status, answer: `${answer}\n` }] },
        (service) => service.create(record),
      ),
      (error) => isFailure(error, code) && error.message.endsWith(answer),
    );
});
