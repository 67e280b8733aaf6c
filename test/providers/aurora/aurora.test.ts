import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.auroradns.eu';
const records = `${base}/zones/z1/records`;
const zones: Exchange = { request: `GET ${base}/zones`, answer: [{ id: 'z1', name: 'example.com' }] };

const play = playing('aurora', { apiKey: 'key', secretKey: 'secret' }, zones);

function item(id: string, content: string) {
  return { id, type: 'TXT', name: '_acme-challenge', content, ttl: 300, prio: 0 };
}

describe('aurora', () => {
  it('signs method, path and time', async () => {
    let date = '';
    const headers = {
      'content-type': 'application/json',
      'x-auroradns-date': (value: string) => {
        date = value;
        return /^\d{8}T\d{6}Z$/.test(value);
      },
      authorization: (value: string) => {
        const [scheme, credential = ''] = value.split(' ');
        const signature = createHmac('sha256', 'secret').update(`GET/zones${date}`).digest('base64');
        return scheme === 'AuroraDNSv1' && Buffer.from(credential, 'base64').toString() === `key:${signature}`;
      },
    };
    await withExchanges({ ...play([]), exchanges: [{ ...zones, headers }] }, (service) => service.findZone());
  });

  it('creates records, with the priority of MX apart and the apex without a name', async () => {
    const text = { type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 300 };
    const mail = { type: 'MX', name: '', content: 'mail.example.com', ttl: 3600, prio: 10 };
    await withExchanges(
      play([
        { request: `POST ${records}`, body: text, status: 201, answer: item('r1', 'token') },
        { request: `POST ${records}`, body: mail, status: 201 },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge.example.com.', content: 'token', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 3600 });
      },
    );
  });

  it('takes a conflict for success', async () => {
    const body = { type: 'TXT', name: 'a', content: 'token', ttl: 300 };
    await withExchanges(play([{ request: `POST ${records}`, body, status: 409 }]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'token', ttl: 300 }),
    );
  });

  it('updates by id', async () => {
    const body = { type: 'TXT', name: 'b', content: 'new', ttl: 600 };
    await withExchanges(play([{ request: `PUT ${records}/r1`, body }]), (service) =>
      service.update('r1', { type: 'TXT', name: 'b', content: 'new', ttl: 600 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: [item('r1', 'one'), item('r2', 'two')] },
        { request: `DELETE ${records}/r1` },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that the key was refused', async () => {
    const test = { ...play([]), exchanges: [{ ...zones, status: 403, answer: { errormsg: 'Forbidden' } }] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });
});
