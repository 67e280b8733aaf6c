import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.pointhq.com/zones';
const records = `${base}/7/records`;
const filtered = `GET ${records}?record_type=TXT&name=_acme-challenge`;

const zone: Exchange = {
  request: `GET ${base}/example.com`,
  headers: { authorization: `Basic ${Buffer.from('me@example.com:opaque').toString('base64')}` },
  answer: { zone: { id: 7, name: 'example.com', ttl: 3600 } },
};

function item(id: number, data: string, name = '_acme-challenge.example.com.', record_type = 'TXT') {
  return { zone_record: { id, record_type, name, data, ttl: 60, aux: null, zone_id: 7 } };
}

const play = playing('pointhq', { username: 'me@example.com', token: 'opaque' }, zone);

describe('pointhq', () => {
  it('creates records, with the default TTL of the zone where none was asked for', async () => {
    const post = (zone_record: object): Exchange => ({
      request: `POST ${records}`,
      body: { zone_record },
      status: 201,
      answer: {},
    });
    await withExchanges(
      play([
        { request: filtered, answer: [item(1, '"one"')] },
        post({ record_type: 'TXT', name: '_acme-challenge', data: 'two', ttl: 60 }),
        { request: `GET ${records}?record_type=MX`, answer: [] },
        post({ record_type: 'MX', name: 'example.com.', data: 'mail.example.com', aux: 10 }),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com' });
      },
    );
  });

  it('makes no second record of the same content', async () => {
    await withExchanges(play([{ request: filtered, answer: [item(1, '"one"')] }]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    );
  });

  it('lists without quotes and final dots', async () => {
    const found = [item(1, '"o\\"ne"'), item(2, 'dns6.pointhq.com.', 'example.com.', 'NS')];
    const listed = await withExchanges(play([{ request: `GET ${records}`, answer: found }]), (service) =>
      service.list({}),
    );
    assert.deepEqual(
      listed.map(({ id, name, content }) => [id, name, content]),
      [
        ['1', '_acme-challenge.example.com', 'o"ne'],
        ['2', 'example.com', 'dns6.pointhq.com'],
      ],
    );
  });

  it('updates by name', async () => {
    const body = { zone_record: { record_type: 'TXT', name: '_acme-challenge', data: 'new', ttl: 60 } };
    await withExchanges(
      play([
        { request: filtered, answer: [item(1, '"one"')] },
        { request: `PUT ${records}/1`, body, status: 202, answer: {} },
      ]),
      (service) => service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: filtered, answer: [item(1, '"one"'), item(2, '"two"')] },
        { request: `DELETE ${records}/1`, status: 202, answer: {} },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that the account has no such zone', async () => {
    const test = {
      ...play([]),
      exchanges: [{ ...zone, status: 404, answer: { status: 'Error', message: 'Not found' } }],
    };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
