import { quoteTxt } from '../../../core/sdk/index.js';
import { basic, describeProvider, restFake } from '../../../core/testing/index.js';

const records = '/zones/71/records';
const zone = 'GET /zones/example.com';
const filtered = `GET ${records}?record_type=TXT&name=_acme-challenge`;
const sent = (data: string, ttl: number) => ({
  zone_record: { record_type: 'TXT', name: '_acme-challenge', data, ttl },
});

describeProvider('pointhq', {
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: restFake({
    base: 'https://api.pointhq.com',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: {
      ...{ list: 'GET /zones', one: 'GET /zones/{domain}' },
      item: ({ id, name }) => ({ zone: { id: Number(id), name, ttl: 3600 } }),
    },
    /** A zone is known by its name as well. */
    zoneOf: ({ params: { place = '71' } }) => (/^\d+$/.test(place) ? { id: place } : { name: place }),
    records: {
      at: '/zones/{place}/records',
      form: {
        names: 'fqdn',
        fields: { type: 'record_type', content: 'data' },
        priority: { MX: 'aux', SRV: 'aux' },
        quotes: 'read',
      },
      // Text is shown in quotes, and written without.
      numericIds: true,
      show: (item) => ({
        zone_record: { aux: null, ...item, ...(item.record_type === 'TXT' && { data: quoteTxt(String(item.data)) }) },
      }),
      wrapOne: { in: 'zone_record' },
      ignores: ['record_type', 'name'],
      done: (item) => [202, item ?? { zone_record: { status: 'OK' } }],
    },
  }),
  refusals: [[404, { status: 'Error', message: 'Not found' }, 'ZONE_NOT_FOUND']],
  cases: {
    'creates, changes and removes text, and leaves other values': {
      given: ['a TXT one'],
      creates: '_acme-challenge 60 TXT one',
      updates: [undefined, '_acme-challenge 120 TXT two'],
      removes: '_acme-challenge TXT two',
      sends: [
        ...[zone, filtered, [`POST ${records}`, sent('one', 60)] as const],
        ...[filtered, [`PUT ${records}/2`, sent('two', 120)] as const],
        ...[filtered, `DELETE ${records}/2`],
      ],
    },
    'leaves the TTL to the zone where none was asked for': {
      creates: '@ MX 10 mail.example.com',
      sends: [
        ...[zone, `GET ${records}?record_type=MX`],
        [
          `POST ${records}`,
          { zone_record: { record_type: 'MX', name: 'example.com.', data: 'mail.example.com', aux: 10 } },
        ],
      ],
    },
    'lists without quotes and final dots': {
      given: ['_acme-challenge TXT o"ne', '@ NS dns6.pointhq.com.'],
      lists: {},
      gives: ['1 _acme-challenge.example.com 60 TXT o"ne', '2 example.com 60 NS dns6.pointhq.com'],
    },
  },
});
