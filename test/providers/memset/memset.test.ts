import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.memset.com/v1/json';

const zone: Exchange = {
  request: `GET ${base}/dns.zone_domain_info?domain=example.com`,
  headers: { authorization: `Basic ${Buffer.from('opaque:x').toString('base64')}` },
  answer: { domain: 'example.com', zone_id: 'z1' },
};
const reload: Exchange = { request: `GET ${base}/dns.reload`, answer: { status: 'NEW', finished: false } };

function item(id: string, address: string, record = '_acme-challenge', type = 'TXT') {
  return { id, type, record, address, ttl: 60, priority: 10, relative: false };
}

function list(...records: object[]): Exchange {
  return { request: `GET ${base}/dns.zone_info?id=z1`, answer: { id: 'z1', records } };
}

function call(method: string, query: string, answer: object = {}): Exchange {
  return { request: `GET ${base}/dns.zone_record_${method}?${query}`, answer };
}

const play = playing('memset', { token: 'opaque' }, zone);

describe('memset', () => {
  it('creates a record and reloads', async () => {
    const query = 'type=TXT&record=_acme-challenge&address=two&ttl=60&zone_id=z1';
    await withExchanges(play([list(item('r1', 'one')), call('create', query), reload]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 60 }),
    );
  });

  it('reloads once for several records', async () => {
    const query = (name: string) => `type=TXT&record=${name}&address=x&ttl=60&zone_id=z1`;
    await withExchanges(
      play([list(), list(), call('create', query('a')), call('create', query('b')), reload]),
      (service) => service.createAll(['a', 'b'].map((name) => ({ type: 'TXT', name, content: 'x', ttl: 60 }))),
    );
  });

  it('lists MX with its priority apart', async () => {
    const found = list(item('r1', 'mail.example.com', '', 'MX'));
    const listed = await withExchanges(play([found]), (service) => service.list({ content: '10 mail.example.com' }));
    assert.deepEqual(listed, [
      { id: 'r1', type: 'MX', name: 'example.com', content: 'mail.example.com', ttl: 60, priority: 10 },
    ]);
  });

  it('updates by name', async () => {
    const query = 'type=TXT&record=_acme-challenge&address=new&ttl=60&id=r1&zone_id=z1';
    await withExchanges(play([list(item('r1', 'one')), call('update', query), reload]), (service) =>
      service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list(item('r1', 'one'), item('r2', 'two')), call('delete', 'id=r1'), reload]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that the account has no such zone', async () => {
    const answer = { error_type: 'ApiErrorDoesNotExist', error_code: 3, error: 'Zone domain not found' };
    const test = { ...play([]), exchanges: [{ ...zone, status: 404, answer }] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
