import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
const options = { keys: 'home:opaque-key-one, Office:opaque-key-two' };
const call = { request: 'POST https://myaddr.tools/update', body: { key: 'opaque-key-two', acme_challenge: 'one' } };
const play = (zone: string, ...exchanges: readonly object[]) => ({
  provider: 'myaddr',
  options,
  zone,
  exchanges: exchanges.map((exchange) => ({ ...call, ...exchange })),
});

describe('myaddr', () => {
  it('writes a challenge with the key of its name, and leaves it to go by itself', async () => {
    await withExchanges(play('office.myaddr.dev', { status: 502 }, {}), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('knows no names without a key', async () => {
    for (const zone of ['other.myaddr.tools', 'myaddr.tools', 'home.example.com', 'a.home.myaddr.tools'])
      await assert.rejects(
        withExchanges(play(zone), (service) => service.findZone()),
        (error) => isFailure(error, 'ZONE_NOT_FOUND'),
      );
  });

  it('says what was refused, without the key', async () => {
    const refusal = { status: 400, answer: 'invalid value for "key" opaque-key-two' };
    await assert.rejects(
      withExchanges(play('office.myaddr.io', refusal), (service) => service.create(record)),
      (error) => isFailure(error, 'API') && !String(error).includes('opaque-key-two'),
    );
  });
});
