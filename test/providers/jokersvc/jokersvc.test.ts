import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 };

function replace(label: string, value: string, answer = 'OK: 1 inserted, 0 deleted'): Exchange {
  const fields = { username: 'user', password: 'opaque-password', zone: 'example.com', label, type: 'TXT', value };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(fields).toString();
  return { request: 'POST https://svc.joker.com/nic/replace', headers, body, answer };
}

const look = replace('letsencrypt-dns-test', '');
const play = (...exchanges: readonly Exchange[]) => ({
  provider: 'jokersvc',
  options: { username: 'user', password: 'opaque-password' },
  exchanges,
});

describe('jokersvc', () => {
  it('sets the value of a name, also of the domain itself, and takes it away', async () => {
    const challenge = '_acme-challenge.www';
    await withExchanges(
      play(look, replace(challenge, 'one'), replace(challenge, ''), replace('@', 'two')),
      async (service) => {
        await service.create(record);
        await service.removeAll([record]);
        await service.create({ ...record, name: '@', content: 'two' });
      },
    );
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play(look, replace(record.name, 'one'), replace(record.name, 'two')), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('sends again what was lost, and tells refusals from other failures', async () => {
    const write = replace(record.name, 'one');
    await withExchanges(play(look, { ...write, status: 502 }, write), (service) => service.create(record));
    for (const status of [401, 403, 400])
      await assert.rejects(
        withExchanges(play(look, { ...write, status, answer: ' badauth \nmore' }), (service) => service.create(record)),
        (error) => isFailure(error, status === 400 ? 'API' : 'AUTHENTICATION') && / badauth$|400/.test(error.message),
      );
  });

  it('takes a domain that is refused for one of somebody else, and no page for a success', async () => {
    await assert.rejects(
      withExchanges(play({ ...look, answer: 'ERROR: badauth' }), (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
    await assert.rejects(
      withExchanges(play(look, replace(record.name, 'one', '')), (service) => service.create(record)),
      (error) => isFailure(error, 'AUTHENTICATION') && /no reason/.test(error.message),
    );
    await assert.rejects(
      withExchanges(play(look, replace(record.name, 'one', '<html>')), (service) => service.create(record)),
      (error) => isFailure(error, 'AUTHENTICATION') && !error.message.includes('opaque-password'),
    );
  });
});
