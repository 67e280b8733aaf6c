import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://rest.easydns.net';
const records = `${base}/zones/records`;
const info: Exchange = {
  request: `GET ${base}/domain/example.com?format=json`,
  headers: { authorization: `Basic ${Buffer.from('token:key').toString('base64')}` },
  answer: { msg: 'OK', data: { id: 'example.com', exists: 'Y', onsystem: 'Y' }, status: 200 },
};
const challenge = { type: 'TXT', name: '_acme-challenge' };
const challengeItem = { domain: 'example.com', type: 'TXT', host: '_acme-challenge', ttl: 300, prio: 0 };
const adding = `PUT ${records}/add/example.com/TXT?format=json`;

const play = playing('easydns', { username: 'token', token: 'key' }, info);

function item(id: string, rdata: string) {
  return { id, domain: 'example.com', host: '_acme-challenge', ttl: '300', prio: '0', type: 'TXT', rdata };
}

function error(code: number, message: string) {
  return { error: { code, message } };
}

describe('easydns', () => {
  it('creates, and takes a conflict for success', async () => {
    await withExchanges(
      play([
        { request: adding, body: { ...challengeItem, rdata: 'one' }, status: 201, answer: { msg: 'OK' } },
        { request: adding, body: { ...challengeItem, rdata: 'two' }, status: 409, answer: error(409, 'exists') },
        { request: adding, body: { ...challengeItem, rdata: 'three' }, status: 409, answer: 'Conflict' },
      ]),
      async (service) => {
        await service.create({ ...challenge, content: 'one', ttl: 300 });
        await service.create({ ...challenge, content: 'two', ttl: 300 });
        await service.create({ ...challenge, content: 'three', ttl: 300 });
      },
    );
  });

  it('takes an empty 500 for a record that was added, once, and any other for a failure', async () => {
    const body = { ...challengeItem, rdata: 'one' };
    for (const answer of ['', ' \n']) {
      await withExchanges(play([{ request: adding, body, status: 500, answer }]), (service) =>
        service.create({ ...challenge, content: 'one', ttl: 300 }),
      );
    }
    const failure: Exchange = { request: adding, body, status: 500, answer: error(500, 'no database') };
    await assert.rejects(
      withExchanges(play([failure, failure, failure]), (service) =>
        service.create({ ...challenge, content: 'one', ttl: 300 }),
      ),
      (thrown) => isFailure(thrown, 'SERVER') && /no database/.test(thrown.message),
    );
  });

  it('gives the priority of MX apart', async () => {
    const body = { domain: 'example.com', type: 'MX', host: '@', ttl: 300, prio: 10, rdata: 'mail.example.org' };
    await withExchanges(
      play([{ request: `PUT ${records}/add/example.com/MX?format=json`, body, status: 201 }]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 300 }),
    );
  });

  it('reads all pages', async () => {
    const listing = `GET ${records}/all/example.com?format=json`;
    const listed = await withExchanges(
      play([
        { request: listing, answer: { data: [item('1', 'one')], total: 2 } },
        { request: `${listing}&start=1`, answer: { data: [item('2', '"two"')], total: 2 } },
      ]),
      (service) => service.list(challenge),
    );
    assert.deepEqual(
      listed.map(({ id, content, ttl }) => [id, content, ttl]),
      [
        ['1', 'one', 300],
        ['2', 'two', 300],
      ],
    );
  });

  it('updates by id', async () => {
    const body = { type: 'TXT', host: 'b', ttl: 300, rdata: 'new' };
    await withExchanges(play([{ request: `POST ${records}/1?format=json`, body }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 300 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        {
          request: `GET ${records}/all/example.com?format=json`,
          answer: { data: [item('1', 'one'), item('2', 'two')] },
        },
        { request: `DELETE ${records}/example.com/1?format=json` },
      ]),
      (service) => service.removeAll([{ ...challenge, content: 'one' }]),
    );
  });

  it('says that the zone is not in the account', async () => {
    const find = (...exchanges: readonly Exchange[]) =>
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    const isUnknown = (thrown: unknown) => isFailure(thrown, 'ZONE_NOT_FOUND');
    for (const data of [
      { exists: 'N', onsystem: 'N' },
      { exists: 'Y', onsystem: 'N' },
      { exists: 'N', onsystem: 'Y' },
    ])
      await assert.rejects(find({ ...info, answer: { msg: 'OK', data, status: 200 } }), isUnknown);
    await find({ ...info, answer: { data: { exists: 'Y' } } });
    const records404 = { request: `GET ${records}/all/example.com?format=json`, status: 404 };
    await assert.rejects(find({ ...info, status: 404 }, records404), isUnknown);
  });

  it('knows a refusal under status 200', async () => {
    const answer = error(403, 'Access denied');
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...info, answer }] }, (service) => service.findZone()),
      (thrown) => isFailure(thrown, 'AUTHENTICATION') && /Access denied/.test(thrown.message),
    );
  });
});
