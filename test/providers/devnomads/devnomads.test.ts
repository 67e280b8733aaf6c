import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const zone = 'https://api.devnomads.nl/services/dns/zones/example.com.';
const headers = { authorization: 'Bearer opaque' };
const off = { content: '"off"', disabled: true };

function records(...values: string[]) {
  return values.map((value) => ({ content: `"${value}"`, disabled: false }));
}

function read(...items: object[]): Exchange {
  const rrsets = items.length === 0 ? [] : [{ name: 'a.example.com.', type: 'TXT', ttl: 300, records: items }];
  return { request: `GET ${zone}`, headers, answer: { rrsets } };
}

function patch(items: readonly object[], changetype = 'REPLACE', ttl = 300, name = 'a'): Exchange {
  const rrset = { name: `${name}.example.com.`, type: 'TXT', ttl, changetype, records: items };
  return { request: `PATCH ${zone}`, headers, body: { rrsets: [rrset] }, status: 204 };
}

const play = playing('devnomads', { token: 'opaque' }, read());

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('devnomads', () => {
  it('makes a set, and adds to one that is there; disabled records stay', async () => {
    await withExchanges(
      play([
        read(),
        patch(records('one'), 'REPLACE', 60),
        read(...records('one'), off),
        patch([...records('two', 'one'), off]),
      ]),
      async (service) => {
        await service.create(one);
        await service.create({ ...one, content: 'two' });
      },
    );
  });

  it('removes one of two values, then the last, then all', async () => {
    await withExchanges(
      play([
        read(...records('one', 'two'), off),
        patch([...records('one'), off]),
        read(...records('one'), off),
        patch([off]),
        read(...records('one', 'two')),
        read(...records('one', 'two')),
        patch([], 'DELETE'),
        read(...records('one', 'two'), off),
        read(...records('one', 'two'), off),
        patch([off]),
      ]),
      async (service) => {
        await service.removeAll([{ ...one, content: 'two' }]);
        await service.removeAll([one]);
        await service.remove(undefined, { type: 'TXT', name: 'a' });
        await service.remove(undefined, { type: 'TXT', name: 'a' });
      },
    );
  });

  it('updates in one write, or moves a value to its new name', async () => {
    await withExchanges(
      play([
        read(...records('old', 'x')),
        read(...records('old', 'x')),
        patch(records('new', 'x'), 'REPLACE', 60),
        read(...records('old', 'x')),
        patch(records('x')),
        read(...records('x')),
        patch(records('new'), 'REPLACE', 60, 'b'),
      ]),
      async (service) => {
        const [record] = await service.list({ type: 'TXT', name: 'a', content: 'old' });
        await service.update(record?.id, { ...one, content: 'new' });
        await service.update(record?.id, { ...one, name: 'b', content: 'new' });
      },
    );
  });

  it('tells a zone that is missing from a token that is refused', async () => {
    const findZone = (status: number, error: string) =>
      withExchanges({ ...play([]), exchanges: [{ ...read(), status, answer: { error } }] }, (service) =>
        service.findZone(),
      );
    await assert.rejects(findZone(422, "Could not find domain 'example.com.'"), (error) =>
      isFailure(error, 'ZONE_NOT_FOUND'),
    );
    await assert.rejects(
      findZone(401, 'Bad token'),
      (error) => isFailure(error, 'AUTHENTICATION') && /Bad token/.test(error.message),
    );
  });
});
