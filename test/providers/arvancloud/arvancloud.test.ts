import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { fromValue, toValue } from '../../../providers/arvancloud/values.js';

const base = 'https://napi.arvancloud.ir/cdn/4.0/domains/example.com';
const records = `${base}/dns-records`;
const headers = { authorization: 'Apikey opaque' };
const zone: Exchange = { request: `GET ${base}`, headers, answer: { data: { name: 'example.com' } } };

function play(exchanges: readonly Exchange[], token = 'opaque') {
  return { provider: 'arvancloud', options: { token }, exchanges: [zone, ...exchanges] };
}

function post(type: string, name: string, value: unknown): Exchange {
  return { request: `POST ${records}`, headers, body: { type, name, value, ttl: 120 }, status: 201, answer: {} };
}

function item(id: string, type: string, name: string, value: unknown) {
  return { id, type, name, value, ttl: 120 };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('arvancloud', () => {
  it('writes each type in its own form, with the next TTL up', async () => {
    await withExchanges(
      play([
        post('TXT', 'a', { text: 'one' }),
        post('A', '@', [{ ip: '192.0.2.1' }]),
        post('CNAME', 'b', { host: 'www.example.net', host_header: 'source' }),
        post('MX', '@', { host: 'mail.example.com', priority: 10 }),
        post('SRV', '_sip._tcp', { target: 'sip.example.com', priority: 1, weight: 2, port: 5060 }),
        post('CAA', '@', { tag: 'issue', value: 'ca.example' }),
      ]),
      async (service) => {
        await service.create(one);
        await service.create({ type: 'A', name: '@', content: '192.0.2.1', ttl: 60 });
        await service.create({ type: 'CNAME', name: 'b', content: 'www.example.net', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '1 2 5060 sip.example.com', ttl: 60 });
        await service.create({ type: 'CAA', name: '@', content: '0 issue "ca.example"', ttl: 60 });
      },
    );
  });

  it('takes a record that exists for success', async () => {
    const answer = {
      status: false,
      message: 'The given data was invalid.',
      errors: { value: ['DNS record is duplicate.'] },
    };
    await withExchanges(play([{ ...post('TXT', 'a', { text: 'one' }), status: 422, answer }]), (service) =>
      service.create(one),
    );
  });

  it('reads all pages and all types', async () => {
    const addresses = [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }];
    const listed = await withExchanges(
      play([
        {
          request: `GET ${records}?per_page=20`,
          answer: {
            data: [item('1', 'a', '@', addresses), item('2', 'aname', '@', { location: 'x.example.' })],
            meta: { last_page: 2 },
          },
        },
        {
          request: `GET ${records}?per_page=20&page=2`,
          answer: {
            data: [
              item('3', 'mx', '@', { host: 'mail.example.com.', priority: 10 }),
              item('4', 'srv', 's', { target: 't.example.', priority: 1, weight: 2, port: 3 }),
              item('5', 'caa', '@', { tag: 'issue', value: 'ca.example' }),
            ],
            meta: { last_page: 2 },
          },
        },
      ]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ type, content }) => `${type} ${content}`),
      [
        'A 192.0.2.1',
        'A 192.0.2.2',
        'ANAME x.example',
        'MX 10 mail.example.com',
        'SRV 1 2 3 t.example',
        'CAA 0 issue "ca.example"',
      ],
    );
  });

  it('updates, and removes one of two values', async () => {
    const data = [
      item('1', 'txt', 'a', { text: 'one' }),
      item('2', 'txt', 'a', { text: 'two' }),
      item('3', 'txt', 'aa', { text: 'two' }),
    ];
    await withExchanges(
      play([
        { request: `PUT ${records}/1`, body: { type: 'TXT', name: 'a', value: { text: 'new' }, ttl: 120 }, answer: {} },
        { request: `GET ${records}?per_page=20&type=txt&search=a`, answer: { data } },
        { request: `DELETE ${records}/2`, answer: { message: 'DNS record deleted.' } },
      ]),
      async (service) => {
        await service.update('1', { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('leaves a record of several addresses alone', async () => {
    const data = [item('1', 'a', '@', [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }])];
    await assert.rejects(
      withExchanges(play([{ request: `GET ${records}?per_page=20&type=a&search=%40`, answer: { data } }]), (service) =>
        service.remove(undefined, { type: 'A', name: '@', content: '192.0.2.1' }),
      ),
      (error) => isFailure(error, 'UNSUPPORTED'),
    );
  });

  it('takes a key with the word in front; tells a zone that is missing from a key that is refused', async () => {
    await withExchanges(play([], 'Apikey opaque'), (service) => service.findZone());
    const findZone = (status: number, message: string) =>
      withExchanges({ ...play([]), exchanges: [{ ...zone, status, answer: { message } }] }, (service) =>
        service.findZone(),
      );
    await assert.rejects(findZone(404, 'Domain not found.'), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(
      findZone(401, 'Bad key'),
      (error) => isFailure(error, 'AUTHENTICATION') && /Bad key/.test(error.message),
    );
  });
});

/** What the API calls the values of each type. */
const values: readonly (readonly [type: string, content: string, value: unknown])[] = [
  ['A', '192.0.2.1', [{ ip: '192.0.2.1' }]],
  ['AAAA', '2001:db8::1', [{ ip: '2001:db8::1' }]],
  ['CNAME', 'host.example.net', { host: 'host.example.net', host_header: 'source' }],
  ['NS', 'ns1.example.net', { host: 'ns1.example.net' }],
  ['MX', '10 mail.example.net', { host: 'mail.example.net', priority: 10 }],
  ['SRV', '20 5 5060 sip.example.net', { target: 'sip.example.net', priority: 20, weight: 5, port: 5060 }],
  ['CAA', '0 issue "letsencrypt.org"', { tag: 'issue', value: 'letsencrypt.org' }],
  ['TXT', 'a "b"', { text: 'a "b"' }],
];

describe('values of arvancloud', () => {
  for (const [type, content, value] of values) {
    it(`have a form of their own for ${type}`, () => {
      assert.deepEqual(toValue({ type, name: 'a', content, ttl: 60 }), value);
      assert.deepEqual(fromValue(type, value), [content]);
    });
  }

  it('are none where nothing is told, and have parts that stand for what is missing', () => {
    assert.deepEqual(fromValue('TXT', {}), []);
    assert.deepEqual(fromValue('ANAME', { location: 'a.example.net.' }), ['a.example.net']);
    for (const value of [{}, null, 'a']) assert.deepEqual(fromValue('ANAME', value), []);
    assert.deepEqual(fromValue('MX', {}), ['0 ']);
    assert.deepEqual(fromValue('SRV', {}), ['0 0 0 ']);
    assert.deepEqual(fromValue('CAA', {}), ['0  ""']);
    assert.deepEqual(toValue({ type: 'MX', name: 'a', content: 'mail', ttl: 60 }), { host: 'mail', priority: 0 });
  });
});
