import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 300 };

function update(txt: string, answer = `good "${txt}"`, key = 'key-of-www'): Exchange {
  const body = new URLSearchParams({ hostname: '_acme-challenge.www.example.com', password: key, txt }).toString();
  return { request: 'POST https://dyn.dns.he.net/nic/update', body, answer };
}

function play(
  exchanges: readonly Exchange[],
  tokens = 'example.com:key-of-apex, *.www.example.com:key-of-www, example.net:key-of-net',
) {
  return { provider: 'hurricane', options: { tokens }, exchanges };
}

describe('hurricane', () => {
  it('sets the value of a name with its own key, and a dot afterwards', async () => {
    await withExchanges(play([update('one'), update('.')]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('takes one key for all names, and a value that is there already', async () => {
    await withExchanges(play([update('one', 'nochg', 'only')], 'only'), (service) => service.create(record));
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([update('one'), update('two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('takes a value away that it did not write itself', async () => {
    await withExchanges(play([update('one'), update('.'), update('.')]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
      await service.removeAll([{ ...record, content: 'two' }]);
    });
    await withExchanges(play([update('.')]), (service) => service.removeAll([record]));
  });

  it('takes a failure of the service for none of its own', async () => {
    const failed = { ...update('one', 'busy'), status: 503 };
    await assert.rejects(
      withExchanges(play([failed, failed, failed]), (service) => service.create(record)),
      (error) => isFailure(error, 'SERVER'),
    );
  });

  for (const [answer, code] of [
    ['badauth', 'AUTHENTICATION'],
    ['nohost', 'RECORD_NOT_FOUND'],
    ['interval', 'RATE_LIMITED'],
    ['abuse', 'RATE_LIMITED'],
    ['notfqdn', 'API'],
    ['<html>busy</html>', 'RESPONSE'],
  ] as const) {
    it(`takes ${answer} for what it is`, async () => {
      const tries = code === 'RATE_LIMITED' || code === 'RESPONSE' ? [1, 2, 3] : [1];
      const error = await withExchanges(play(tries.map(() => update('one', answer))), (service) =>
        service.create(record).catch((reason: unknown) => reason),
      ).catch((reason: unknown) => reason);
      assert.ok(isFailure(error, code), String(error));
      assert.ok(!String(error).includes('key-of-www'));
    });
  }

  it('says for which name there is no key, and which zones are not its own', async () => {
    await assert.rejects(
      withExchanges(play([]), (service) => service.create({ ...record, name: '_acme-challenge.mail' })),
      (error) => isFailure(error, 'CONFIG') && /mail\.example\.com/.test(error.message),
    );
    await assert.rejects(
      withExchanges({ ...play([]), zone: 'example.org' }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
