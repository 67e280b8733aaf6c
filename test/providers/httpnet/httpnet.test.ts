import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://partner.http.net/api/dns/v1/json';
const config = { id: 'z1', name: 'example.com', status: 'active', soaValues: { ttl: 86400 } };

function answer(data: readonly object[], totalPages = 1) {
  return { status: 'success', errors: [], response: { data, totalPages } };
}

function find(path: string, filter: object, data: readonly object[], page = 1, totalPages = 1): Exchange {
  return {
    request: `POST ${base}/${path}`,
    body: { filter, authToken: 'opaque', page },
    answer: answer(data, totalPages),
  };
}

const zone = find('zoneConfigsFind', { field: 'ZoneName', value: 'example.com' }, [config]);

function play(exchanges: readonly Exchange[]) {
  const options = { token: 'opaque', retryWaitTime: 0 };
  return { provider: 'httpnet', options, exchanges: [zone, ...exchanges] };
}

function list(data: readonly object[], page = 1, totalPages = 1): Exchange {
  const subFilter = [
    { field: 'zoneConfigId', value: 'z1' },
    { field: 'RecordType', value: 'TXT' },
    { field: 'RecordName', value: 'a.example.com' },
  ];
  return find('recordsFind', { subFilterConnective: 'AND', subFilter }, data, page, totalPages);
}

function item(id: string, content: string) {
  return { id, type: 'TXT', name: 'a.example.com', content: `"${content}"`, ttl: 60, priority: null };
}

function change(fields: object, refusal?: object): Exchange {
  const body = { zoneConfig: config, ...fields, authToken: 'opaque', page: 1 };
  return { request: `POST ${base}/zoneUpdate`, body, answer: refusal ?? { status: 'pending', errors: [] } };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const added = { type: 'TXT', name: 'a.example.com', content: 'one', ttl: 60 };
const blocked = { status: 'error', errors: [{ text: 'The status does not allow it.', value: 'blocked' }] };

describe('httpnet', () => {
  it('creates what is not there, with the zone as it is now', async () => {
    await withExchanges(
      play([list([]), zone, change({ recordsToAdd: [added] }), list([item('r1', 'one')])]),
      async (service) => {
        await service.create(one);
        await service.create(one);
      },
    );
  });

  it('reads all pages, and removes one of two values', async () => {
    await withExchanges(
      play([
        list([item('r1', 'one')], 1, 2),
        list([item('r2', 'two')], 2, 2),
        zone,
        change({ recordsToDelete: [{ id: 'r2' }] }),
      ]),
      (service) => service.removeAll([{ ...one, content: 'two' }]),
    );
  });

  it('asks again while the zone is blocked', async () => {
    const remove = { recordsToDelete: [{ id: 'r1' }] };
    await withExchanges(play([zone, change(remove, blocked), change(remove, blocked), change(remove)]), (service) =>
      service.remove('r1', {}),
    );
  });

  it('makes an updated record again, and removes many in one request', async () => {
    await withExchanges(
      play([
        zone,
        change({ recordsToDelete: [{ id: 'r1' }] }),
        zone,
        change({ recordsToAdd: [added] }),
        list([item('r1', 'one'), item('r2', 'two')]),
        zone,
        change({ recordsToDelete: [{ id: 'r1' }, { id: 'r2' }] }),
      ]),
      async (service) => {
        await service.update('r1', one);
        await service.remove(undefined, { type: 'TXT', name: 'a' });
      },
    );
  });

  it('tells a zone that is missing from a key that is refused', async () => {
    const findZone = (data: object) =>
      withExchanges({ ...play([]), exchanges: [{ ...zone, answer: data }] }, (service) => service.findZone());
    await assert.rejects(findZone(answer([], 0)), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    const refused = { status: 'error', errors: [{ text: 'Wrong auth token.', value: '' }] };
    await assert.rejects(
      findZone(refused),
      (error) => isFailure(error, 'AUTHENTICATION') && /Wrong auth token/.test(error.message),
    );
  });
});
