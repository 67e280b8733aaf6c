import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://dns-service.tyo1.conoha.io/v1/domains';
const records = `${base}/z1/records`;
const headers = { 'x-auth-token': 'opaque' };
const zones: Exchange = {
  request: `GET ${base}?name=example.com.`,
  headers,
  answer: { domains: [{ id: 'z1', name: 'example.com.' }] },
};

const play = playing('conoha', { token: 'opaque' }, zones);

const list: Exchange = {
  request: `GET ${records}`,
  answer: {
    records: [
      { id: 'r1', type: 'TXT', name: 'a.example.com.', data: 'one', ttl: 60, priority: null },
      { id: 'r2', type: 'TXT', name: 'a.example.com.', data: 'two', ttl: 60, priority: null },
      { id: 'r3', type: 'MX', name: 'example.com.', data: 'mail.example.com.', ttl: null, priority: 10 },
    ],
  },
};

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const item = { type: 'TXT', name: 'a.example.com.', data: 'one', priority: null, ttl: 60 };

describe('conoha', () => {
  it('creates records, and takes a conflict for success', async () => {
    const mx = { type: 'MX', name: 'example.com.', data: 'mail.example.com.', priority: 10, ttl: 60 };
    await withExchanges(
      play([
        { request: `POST ${records}`, headers, body: item, answer: {} },
        { request: `POST ${records}`, body: item, status: 409, answer: { message: 'Duplicate Record' } },
        { request: `POST ${records}`, body: mx, answer: {} },
      ]),
      async (service) => {
        await service.create(one);
        await service.create(one);
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
      },
    );
  });

  it('lists, updates, and removes one of two values', async () => {
    await withExchanges(
      play([
        list,
        { request: `PUT ${records}/r1`, body: { ...item, data: 'new' }, answer: {} },
        list,
        { request: `DELETE ${records}/r2` },
      ]),
      async (service) => {
        const listed = await service.list({});
        assert.deepEqual(
          listed.map(({ name, content, priority }) => [name, content, priority]),
          [
            ['a.example.com', 'one', undefined],
            ['a.example.com', 'two', undefined],
            ['example.com', 'mail.example.com', 10],
          ],
        );
        await service.update('r1', { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('logs in, and once more where the token has expired', async () => {
    const options = { username: 'gncu1', password: 'secret', tenantId: 't1' };
    const auth = { passwordCredentials: { username: 'gncu1', password: 'secret' }, tenantId: 't1' };
    const login = (id: string): Exchange => ({
      request: 'POST https://identity.tyo1.conoha.io/v2.0/tokens',
      body: { auth },
      answer: { access: { token: { id } } },
    });
    const exchanges = [
      { ...login('old'), status: 502 },
      login('old'),
      { ...zones, headers: { 'x-auth-token': 'old' }, status: 401, answer: 'Authentication required' },
      login('new'),
      { ...zones, headers: { 'x-auth-token': 'new' } },
    ];
    const found = await withExchanges({ provider: 'conoha', options, exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('uses version 3 of the service in its regions', async () => {
    const region3 = 'https://dns-service.c3j1.conoha.io/v1/domains';
    const identity = { methods: ['password'], password: { user: { id: 'u1', password: 'secret' } } };
    const exchanges: Exchange[] = [
      {
        request: 'POST https://identity.c3j1.conoha.io/v3/auth/tokens',
        body: { auth: { identity, scope: { project: { id: 't1' } } } },
        status: 201,
        answer: { token: {} },
        answerHeaders: { 'x-subject-token': 'opaque' },
      },
      {
        request: `GET ${region3}?name=example.com.`,
        headers,
        answer: { domains: [{ uuid: 'z3', name: 'example.com.' }] },
      },
      { request: `POST ${region3}/z3/records`, headers, body: item, answer: {} },
    ];
    const options = { region: 'c3j1', username: 'u1', password: 'secret', tenantId: 't1' };
    await withExchanges({ provider: 'conoha', options, exchanges }, (service) => service.create(one));
  });

  it('says that a token was refused', async () => {
    const exchange = { ...zones, status: 401, answer: { message: 'Token is bad' } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [exchange] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Token is bad/.test(error.message),
    );
  });
});
