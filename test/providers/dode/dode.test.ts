import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 };
const call = (query: string, answer: unknown = { domain: 'x', success: true }): Exchange => ({
  request: `GET https://my.do.de/api/letsencrypt?token=opaque-token&domain=_acme-challenge.www.example.com&${query}`,
  answer,
});
const play = (exchanges: readonly Exchange[]) => ({ provider: 'dode', options: { token: 'opaque-token' }, exchanges });

describe('dode', () => {
  it('writes a value and removes it', async () => {
    await withExchanges(
      play([call('value=one', { Domain: 'x', Success: true }), call('action=delete')]),
      async (service) => {
        await service.create(record);
        await service.removeAll([record]);
      },
    );
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([call('value=one'), call('value=two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('says what was refused, and takes nothing else for a success', async () => {
    const failsWith = (answer: unknown, code: 'AUTHENTICATION' | 'API' | 'RESPONSE') =>
      assert.rejects(
        withExchanges(play([call('value=one', answer)]), (service) => service.create(record)),
        (error) => isFailure(error, code),
      );
    await failsWith({ success: false, error: 'invalid token' }, 'AUTHENTICATION');
    await failsWith({ success: false, error: 'unknown domain' }, 'API');
    await failsWith({ Success: false, Error: 'unknown domain' }, 'API');
    await failsWith({ domain: 'x' }, 'RESPONSE');
    await failsWith('<html></html>', 'RESPONSE');
  });
});
