import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.dnsmadeeasy.com/V2.0/dns/managed';
const records = `${base}/7/records`;
const zone: Exchange = {
  request: `GET ${base}/name?domainname=example.com`,
  answer: { id: 7, name: 'example.com' },
};
const challenge = { type: 'TXT', name: '_acme-challenge' };
const listing = `GET ${records}?type=TXT&recordName=_acme-challenge`;

const play = playing('dnsmadeeasy', { username: 'key', token: 'secret' }, zone);

function item(id: number, text: string) {
  return { id, ...challenge, value: `"${text}"`, ttl: 60 };
}

describe('dnsmadeeasy', () => {
  it('signs the date', async () => {
    let date = '';
    const headers = {
      'x-dnsme-apikey': 'key',
      'x-dnsme-requestdate': (value: string) => {
        date = value;
        return value.endsWith(' GMT');
      },
      'x-dnsme-hmac': (value: string) => value === createHmac('sha1', 'secret').update(date).digest('hex'),
    };
    await withExchanges({ ...play([]), exchanges: [{ ...zone, headers }] }, (service) => service.findZone());
  });

  it('creates text bare, in quotes where it needs them, and MX and SRV in parts', async () => {
    const post = (body: object): Exchange => ({ request: `POST ${records}/`, body: { ttl: 60, ...body }, status: 201 });
    const long = 'k'.repeat(256);
    await withExchanges(
      play([
        post({ ...challenge, value: 'token' }),
        post({ ...challenge, value: `"${'k'.repeat(255)}" "k"` }),
        post({ type: 'MX', name: '', value: 'mail.example.org.', mxLevel: 10 }),
        post({ type: 'MX', name: 'b', value: 'mail.example.org.', mxLevel: 0 }),
        post({ type: 'SRV', name: '_sip._tcp', value: 'sip.example.org.', priority: 1, weight: 2, port: 5060 }),
      ]),
      async (service) => {
        await service.create({ ...challenge, content: 'token', ttl: 60 });
        await service.create({ ...challenge, content: long, ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.org.', ttl: 60 });
        await service.create({ type: 'MX', name: 'b', content: 'mail.example.org.', ttl: 60 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '1 2 5060 sip.example.org.', ttl: 60 });
      },
    );
  });

  it('takes "already exists" for success', async () => {
    const answer = {
      error: ['Record with this type (TXT), name (_acme-challenge), and value ("one") already exists.'],
    };
    const body = { ...challenge, value: 'one', ttl: 60 };
    await withExchanges(play([{ request: `POST ${records}/`, body, status: 400, answer }]), (service) =>
      service.create({ ...challenge, content: 'one', ttl: 60 }),
    );
  });

  it('reads all pages, text without quotes', async () => {
    const listed = await withExchanges(
      play([
        { request: listing, answer: { data: [item(1, 'duplicate')], page: 0, totalPages: 2 } },
        { request: `${listing}&page=1`, answer: { data: [item(2, 'two')], page: 1, totalPages: 2 } },
      ]),
      (service) => service.list(challenge),
    );
    assert.deepEqual(
      listed.map(({ id, content }) => [id, content]),
      [
        ['1', 'duplicate'],
        ['2', 'two'],
      ],
    );
  });

  it('updates by id', async () => {
    const body = { id: 1, type: 'TXT', name: 'b', value: 'new', ttl: 60 };
    await withExchanges(play([{ request: `PUT ${records}/1`, body }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: listing, answer: { data: [item(1, 'one'), item(2, 'two')], page: 0, totalPages: 1 } },
        { request: `DELETE ${records}/1` },
      ]),
      (service) => service.removeAll([{ ...challenge, content: 'one' }]),
    );
  });

  it('knows a refusal for too many requests from a mistake', async () => {
    const exchange = { ...zone, status: 400, answer: { error: ['Rate limit exceeded'] } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [exchange] }, (service) => service.findZone()),
      (error) => isFailure(error, 'RATE_LIMITED') && error.retryAfterMs === 30_000,
    );
  });

  it('says that the zone is not in the account', async () => {
    const exchange = { ...zone, status: 404, answer: '<!DOCTYPE html>' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [exchange] }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
