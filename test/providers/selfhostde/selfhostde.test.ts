import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 };
const update = (content: string, answer = '200 OK', rid = 123): Exchange => ({
  request: `GET https://account.selfhost.de/cgi-bin/api.pl?username=4711&password=opaque-password&rid=${rid}&content=${content}`,
  answer,
});
const play = (exchanges: readonly Exchange[], recordsMapping = 'example.com:99,www.example.com:123:456') => ({
  provider: 'selfhostde',
  options: { username: '4711', password: 'opaque-password', recordsMapping },
  exchanges,
});

describe('selfhostde', () => {
  it('changes the record of a name, and empties it, with mappings of lego and of acme.sh', async () => {
    for (const mapping of [undefined, '_acme-challenge.example.com:99 _acme-challenge.www.example.com:123:456'])
      await withExchanges(
        play([update('one'), update('empty'), update('two', '200 OK\n', 99)], mapping),
        async (service) => {
          await service.create(record);
          await service.removeAll([record]);
          await service.create({ ...record, name: '_acme-challenge', content: 'two' });
        },
      );
  });

  it('takes another name than that of a challenge where a record of it is named', async () => {
    await withExchanges(play([update('one')], 'alias.example.com:123'), (service) =>
      service.create({ ...record, name: 'alias' }),
    );
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([update('one'), update('two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('takes nothing else for a success', async () => {
    for (const answer of ['403 Forbidden', '<html>', ''])
      await assert.rejects(
        withExchanges(play([update('one', answer)]), (service) => service.create(record)),
        (error) =>
          isFailure(error, 'API') && error.message.endsWith(answer || 'no answer') && !/opaque/.test(error.message),
      );
  });

  it('sends nothing for names without a record, and knows the zones of the others', async () => {
    for (const mapping of ['example.com:99', 'www.example.com:x'])
      await assert.rejects(
        withExchanges(play([], mapping), (service) => service.create(record)),
        (error) => isFailure(error, 'CONFIG') && /www\.example\.com/.test(error.message),
      );
    await assert.rejects(
      withExchanges({ ...play([]), zone: 'example.org' }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
