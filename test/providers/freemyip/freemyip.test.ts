import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 };
const update = (txt: string, answer = 'OK', domain = '_acme-challenge.www.me.freemyip.com'): Exchange => ({
  request: `GET https://freemyip.com/update?token=opaque-token&domain=${domain}&txt=${txt}`,
  answer,
});
const play = (exchanges: readonly Exchange[], zone = 'me.freemyip.com') => ({
  provider: 'freemyip',
  options: { token: 'opaque-token' },
  zone,
  exchanges,
});

describe('freemyip', () => {
  it('sets the value of the domain, and takes it away', async () => {
    await withExchanges(play([update('one'), update('')]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('lets the last value count for all names of the domain, and a removal of an earlier one not touch it', async () => {
    const other = { ...record, name: '_acme-challenge', content: 'two' };
    const exchanges = [update('one'), update('two', 'OK', '_acme-challenge.me.freemyip.com')];
    await withExchanges(play(exchanges), async (service) => {
      await service.create(record);
      await service.create(other);
      await service.removeAll([record]);
    });
  });

  it('says that the token was refused, what makes no sense, and which zones are not its own', async () => {
    const failsWith = (exchanges: readonly Exchange[], code: 'AUTHENTICATION' | 'RESPONSE') =>
      assert.rejects(
        withExchanges(play(exchanges), (service) => service.create(record)),
        (error) => isFailure(error, code) && / ERROR$/.test(error.message) && !error.message.includes('opaque-token'),
      );
    await failsWith([update('one', 'ERROR')], 'AUTHENTICATION');
    await failsWith(Array(3).fill(update('one', '<html>')), 'RESPONSE');
    for (const zone of ['example.com', 'www.me.freemyip.com', 'notfreemyip.com'])
      await assert.rejects(
        withExchanges(play([], zone), (service) => service.findZone()),
        (error) => isFailure(error, 'ZONE_NOT_FOUND'),
      );
  });
});
