import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
const call = (acme: 'add' | 'rm', txt: string, answer = `successfully ${txt}`): Exchange => ({
  request: 'POST https://www.dnshome.de/dyndns.php',
  headers: { authorization: `Basic ${btoa('me.dnshome.de:opaque-password')}` },
  body: `acme=${acme}&txt=${txt}`,
  answer,
});
const play = (exchanges: readonly Exchange[], credentials = 'home.dnshome.de:no, me.dnshome.de:opaque-password') => ({
  provider: 'dnshomede',
  options: { credentials },
  zone: 'me.dnshome.de',
  exchanges,
});

describe('dnshomede', () => {
  it('writes the challenge with the password of its subdomain, and removes it', async () => {
    for (const credentials of [undefined, 'opaque-password'])
      await withExchanges(play([call('add', 'one'), call('rm', 'one')], credentials), async (service) => {
        await service.create(record);
        await service.removeAll([record]);
      });
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([call('add', 'one'), call('add', 'two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('sends again what was lost, and takes a challenge that is gone for removed', async () => {
    const [write, remove] = [call('add', 'one'), call('rm', 'one', 'error - no valid acme txt record')];
    await withExchanges(play([{ ...write, status: 502 }, write, remove]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('says what was refused, and sends nothing for names that have no password', async () => {
    for (const [answer, code] of [
      ['error - this is wrong', 'API'],
      ['nochg 192.0.2.1', 'API'],
      ['badauth', 'AUTHENTICATION'],
      ['', 'API'],
    ] as const)
      await assert.rejects(
        withExchanges(play([call('add', 'one', answer)]), (service) => service.create(record)),
        (error) =>
          isFailure(error, code) && error.message.endsWith(answer || 'no answer') && !/opaque/.test(error.message),
      );
    for (const [name, credentials] of [['_acme-challenge.www'], ['www', 'opaque-password'], ['@']] as const)
      await assert.rejects(
        withExchanges(play([], credentials), (service) => service.create({ ...record, name })),
        (error) => isFailure(error, 'CONFIG'),
      );
    await assert.rejects(
      withExchanges({ ...play([]), zone: 'example.com' }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
