import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.digitalocean.com/v2/domains/example.com';
const records = `${base}/records`;
const zone: Exchange = {
  request: `GET ${base}`,
  headers: { authorization: 'Bearer opaque' },
  answer: { domain: { name: 'example.com' } },
};

const play = playing('digitalocean', { token: 'opaque' }, zone);

function item(id: number, data: string, more = {}) {
  return { id, type: 'TXT', name: '_acme-challenge', data, ttl: 60, priority: null, tag: null, ...more };
}

/** Narrowed to what is wanted, so that a zone of thousands costs one request. */
function listed(type: string, label: string): string {
  return `${records}?type=${type}&name=${label}example.com&per_page=200`;
}

function page(items: readonly object[], next?: string) {
  return { domain_records: items, links: { pages: { next } } };
}

describe('digitalocean', () => {
  it('looks through all pages before it creates', async () => {
    const body = { type: 'TXT', name: '_acme-challenge', data: 'three', ttl: 60 };
    await withExchanges(
      play([
        { request: `GET ${listed('TXT', '_acme-challenge.')}`, answer: page([item(1, 'one')], `${records}?page=2`) },
        { request: `GET ${records}?page=2`, answer: page([item(2, 'two')]) },
        { request: `POST ${records}`, body, status: 201 },
      ]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'three', ttl: 60 }),
    );
  });

  it('writes hosts with a dot, and the parts of MX, SRV and CAA where they belong', async () => {
    const post = (body: { type: string; name: string; [field: string]: unknown }): Exchange[] => [
      { request: `GET ${listed(body.type, body.name === '@' ? '' : `${body.name}.`)}`, answer: page([]) },
      { request: `POST ${records}`, body: { ttl: 300, ...body }, status: 201 },
    ];
    await withExchanges(
      play([
        ...post({ type: 'CNAME', name: 'a', data: 'b.example.org.' }),
        ...post({ type: 'MX', name: '@', data: 'mail.example.org.', priority: 10 }),
        ...post({ type: 'MX', name: '@', data: 'mail.example.org.', priority: 0 }),
        ...post({ type: 'SRV', name: '_sip._tcp', data: 'sip.example.org.', priority: 1, weight: 2, port: 5060 }),
        ...post({ type: 'CAA', name: '@', data: 'letsencrypt.org.', flags: 0, tag: 'issue' }),
      ]),
      async (service) => {
        await service.create({ type: 'CNAME', name: 'a', content: 'b.example.org', ttl: 300 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 300 });
        await service.create({ type: 'MX', name: '@', content: 'mail.example.org', ttl: 300 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '1 2 5060 sip.example.org', ttl: 300 });
        await service.create({ type: 'CAA', name: '@', content: '0 issue "letsencrypt.org"', ttl: 300 });
      },
    );
  });

  it('lists contents in presentation form', async () => {
    const items = [
      item(1, 'sip.example.org', { type: 'SRV', name: '@', priority: 1, weight: 2, port: 3 }),
      item(2, 'letsencrypt.org', { type: 'CAA', name: '@', flags: 0, tag: 'issue' }),
    ];
    const listed = await withExchanges(
      play([{ request: `GET ${records}?name=example.com&per_page=200`, answer: page(items) }]),
      (service) => service.list({ name: '@' }),
    );
    assert.deepEqual(
      listed.map(({ id, name, content, priority }) => [id, name, content, priority]),
      [
        ['1', 'example.com', '2 3 sip.example.org', 1],
        ['2', 'example.com', '0 issue "letsencrypt.org"', undefined],
      ],
    );
  });

  it('updates by id', async () => {
    const body = { type: 'TXT', name: 'b', data: 'new', ttl: 60 };
    await withExchanges(play([{ request: `PUT ${records}/1`, body }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: `GET ${listed('TXT', '_acme-challenge.')}`, answer: page([item(1, 'one'), item(2, 'two')]) },
        { request: `DELETE ${records}/1`, status: 204 },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that the zone is not in the account', async () => {
    const answer = { id: 'not_found', message: 'The resource you were accessing could not be found.' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zone, status: 404, answer }] }, (service) => service.list({})),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('gives the words of the API for what it refuses', async () => {
    const answer = { id: 'Unauthorized', message: 'Unable to authenticate you' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zone, status: 401, answer }] }, (service) => service.list({})),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unable to authenticate/.test(error.message),
    );
  });
});
