import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://api.cloudns.net/dns';
const login = 'auth-id=7&auth-password=secret';
const zone = `${login}&domain-name=example.com`;
const info: Exchange = {
  request: `GET ${base}/get-zone-info.json?${zone}`,
  answer: { name: 'example.com', status: '1' },
};
const done = { status: 'Success', statusDescription: 'Done.' };

function play(exchanges: readonly Exchange[], options = {}) {
  return { provider: 'cloudns', options: { id: '7', password: 'secret', ...options }, exchanges: [info, ...exchanges] };
}

function item(id: string, record: string) {
  return { id, type: 'TXT', host: '_acme-challenge', record, ttl: '60', status: 1 };
}

function list(type: string, host: string, answer: unknown): Exchange {
  return { request: `GET ${base}/records.json?${zone}&type=${type}${host && `&host=${host}`}`, answer };
}

describe('cloudns', () => {
  it('looks first, and creates with the next TTL up', async () => {
    const body = `${zone}&host=_acme-challenge&record=two&ttl=300&record-type=TXT`;
    await withExchanges(
      play([
        list('TXT', '_acme-challenge', { 1: item('1', 'one') }),
        { request: `POST ${base}/add-record.json`, body, answer: done },
      ]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 120 }),
    );
  });

  it('makes no second record', async () => {
    await withExchanges(play([list('TXT', '_acme-challenge', { 1: item('1', 'one') })]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    );
  });

  it('takes SRV and CAA apart, also with --weight and --port', async () => {
    const add = (fields: string): Exchange => ({
      request: `POST ${base}/add-record.json`,
      body: `${zone}&ttl=3600&${fields}`,
      answer: done,
    });
    const service = 'host=_sip._tcp&record-type=SRV&record=sip.example.com';
    await withExchanges(
      play(
        [
          list('SRV', '_sip._tcp', []),
          add(`${service}&priority=1&weight=2&port=5060`),
          list('SRV', '_sip._tcp', []),
          add(`${service}&priority=1&weight=8&port=9`),
          list('CAA', '', []),
          add('host=&record-type=CAA&caa_flag=0&caa_type=issue&caa_value=letsencrypt.org'),
        ],
        { weight: '8', port: '9' },
      ),
      async (records) => {
        const common = { type: 'SRV', name: '_sip._tcp', ttl: 3600 };
        await records.create({ ...common, content: '1 2 5060 sip.example.com' });
        await records.create({ ...common, content: 'sip.example.com', priority: 1 });
        await records.create({ type: 'CAA', name: '@', content: '0 issue "letsencrypt.org"', ttl: 3600 });
      },
    );
  });

  it('lists contents in presentation form', async () => {
    const answer = {
      1: {
        id: '1',
        type: 'SRV',
        host: '',
        record: 'sip.example.com',
        ttl: '60',
        priority: '1',
        weight: '2',
        port: '3',
      },
    };
    const [listed] = await withExchanges(play([list('SRV', '', answer)]), (service) =>
      service.list({ type: 'SRV', name: '@' }),
    );
    assert.deepEqual(
      [listed?.name, listed?.content, listed?.priority, listed?.ttl],
      ['example.com', '2 3 sip.example.com', 1, 60],
    );
  });

  it('updates by id', async () => {
    const body = `${zone}&record-id=1&host=b&record=new&ttl=60`;
    await withExchanges(play([{ request: `POST ${base}/mod-record.json`, body, answer: done }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        list('TXT', '_acme-challenge', { 1: item('1', 'one'), 2: item('2', 'two') }),
        { request: `POST ${base}/delete-record.json`, body: `${zone}&record-id=1`, answer: done },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('asks the master of a cloud domain, which has its records', async () => {
    const cloud = { name: 'example.com', type: 'cloud', zone: 'domain', status: '1', 'cloud-master': 'example.net' };
    const ofMaster = `${login}&domain-name=example.net`;
    const listed = `GET ${base}/records.json?${ofMaster}&type=TXT&host=_acme-challenge`;
    const added = `${ofMaster}&host=_acme-challenge&record=one&ttl=60&record-type=TXT`;
    const exchanges = [
      { ...info, answer: cloud },
      { request: listed, answer: [] },
      { request: `POST ${base}/add-record.json`, body: added, answer: done },
      { request: listed, answer: { 1: item('1', 'one') } },
      { request: `POST ${base}/delete-record.json`, body: `${ofMaster}&record-id=1`, answer: done },
    ];
    await withExchanges({ ...play([]), exchanges }, async (service) => {
      const record = { type: 'TXT', name: '_acme-challenge', content: 'one' };
      await service.create({ ...record, ttl: 60 });
      await service.removeAll([record]);
    });
  });

  it('logs in as a sub-user', async () => {
    for (const [option, parameter] of [
      ['subuser', 'sub-auth-user'],
      ['subid', 'sub-auth-id'],
    ] as const) {
      const request = `GET ${base}/get-zone-info.json?${parameter}=me&auth-password=p&domain-name=example.com`;
      const options = { [option]: 'me', password: 'p' };
      const test = { provider: 'cloudns', options, exchanges: [{ ...info, request }] };
      await withExchanges(test, (service) => service.findZone());
    }
  });

  for (const [words, code] of [
    ['Invalid authentication, incorrect auth-id or auth-password.', 'AUTHENTICATION'],
    ['Missing domain-name', 'ZONE_NOT_FOUND'],
  ] as const) {
    it(`says ${code} where the API says "${words}"`, async () => {
      const answer = { status: 'Failed', statusDescription: words };
      await assert.rejects(
        withExchanges({ ...play([]), exchanges: [{ ...info, answer }] }, (service) => service.findZone()),
        (error) => isFailure(error, code),
      );
    });
  }
});
