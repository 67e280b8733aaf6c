import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://desec.io/api/v1';
const zonePath = `${base}/domains/example.com`;
const headers = { authorization: 'Token opaque' };
const zone: Exchange = { request: `GET ${zonePath}/`, headers, answer: { name: 'example.com' } };

const play = playing('desec', { token: 'opaque' }, zone);

const told = { domain: 'example.com', touched: '2026-01-01T00:00:00Z' };

function read(...records: string[]): Exchange {
  const found = records.length === 0 ? [] : [{ ...told, type: 'TXT', subname: 'a', ttl: 7200, records }];
  return { request: `GET ${zonePath}/rrsets/?type=TXT&subname=a`, headers, answer: found };
}

function patch(...records: string[]): Exchange {
  const body = { ...told, type: 'TXT', subname: 'a', records };
  return { request: `PATCH ${zonePath}/rrsets/a/TXT/`, headers, body, answer: {} };
}

describe('desec', () => {
  it('makes a set, and adds to one that is there', async () => {
    const body = { type: 'TXT', subname: 'a', ttl: '3600', records: ['"one"'] };
    await withExchanges(
      play([
        read(),
        { request: `POST ${zonePath}/rrsets/`, body, status: 201, answer: {} },
        read('"one"'),
        patch('"one"', '"two"'),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
      },
    );
  });

  it('removes a whole set by its address', async () => {
    const removal: Exchange = { request: `DELETE ${zonePath}/rrsets/a/TXT/`, status: 204 };
    await withExchanges(play([read('"one"', '"two"'), read('"one"', '"two"'), removal]), (service) =>
      service.remove(undefined, { type: 'TXT', name: 'a' }),
    );
  });

  it('removes one of two values, then the last one', async () => {
    await withExchanges(play([read('"one"', '"two"'), patch('"one"'), read('"one"'), patch()]), async (service) => {
      await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
      await service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]);
    });
  });

  it('updates a value in one write', async () => {
    await withExchanges(play([read('"old"', '"x"'), read('"old"', '"x"'), patch('"x"', '"new"')]), async (service) => {
      const [record] = await service.list({ type: 'TXT', name: 'a', content: 'old' });
      await service.update(record?.id, { type: 'TXT', name: 'a', content: 'new', ttl: 7200 });
    });
  });

  it('logs in with user name and password, once more where the token has expired', async () => {
    const body = { email: 'me@example.com', password: 'secret' };
    const login = (token: string): Exchange => ({ request: `POST ${base}/auth/login/`, body, answer: { token } });
    const exchanges = [
      { ...login('old'), status: 502 },
      login('old'),
      { ...zone, headers: { authorization: 'Token old' }, status: 401, answer: { detail: 'Invalid token.' } },
      login('new'),
      { ...zone, headers: { authorization: 'Token new' } },
    ];
    const options = { username: 'me@example.com', password: 'secret' };
    const found = await withExchanges({ provider: 'desec', options, exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('says that the token was refused, in the words of the API', async () => {
    const exchanges = [{ ...zone, status: 401, answer: { detail: 'Invalid token.' } }];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid token/.test(error.message),
    );
  });

  it('writes the values of several names in one request, and removes them in one', async () => {
    const all = `GET ${zonePath}/rrsets/?type=TXT`;
    const set = (subname: string, ...records: string[]) => ({ type: 'TXT', subname, ttl: 3600, records });
    const records = ['a', 'b', 'c'].map((name) => ({ type: 'TXT', name, content: 'new' }));
    const bulk = (...sets: object[]): Exchange => ({ request: `PATCH ${zonePath}/rrsets/`, body: sets, answer: [] });
    await withExchanges(
      play([
        { request: all, answer: [set('a', '"old"')] },
        bulk(set('a', '"old"', '"new"'), set('b', '"new"'), set('c', '"new"')),
        { request: all, answer: [set('a', '"old"', '"new"'), set('b', '"new"'), set('c', '"new"')] },
        { ...bulk(set('a', '"old"'), set('b'), set('c')), status: 502 },
        bulk(set('a', '"old"'), set('b'), set('c')),
      ]),
      async (service) => {
        await service.createAll(records.map((record) => ({ ...record, ttl: 3600 })));
        await service.removeAll(records);
      },
    );
  });
});
