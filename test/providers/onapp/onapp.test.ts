import { asObject, basic, describeProvider, restFake } from '../../../core/testing/index.js';

const at = '/dns_zones/71/records';
const zones = 'GET /dns_zones.json';
const sent = (dns_record: object) => [`POST ${at}.json`, { dns_record }] as const;
const soa = { dns_record: { id: 99, type: 'SOA', name: '@', primaryNs: 'ns1.example.org', ttl: 86400 } };

function fieldOf(type: unknown): string {
  if (type === 'TXT') return 'txt';
  return type === 'A' || type === 'AAAA' ? 'ip' : 'hostname';
}

describeProvider('onapp', {
  options: { username: 'me@example.com', token: 'opaque-token', server: 'https://cp.example.net/' },
  fake: restFake({
    base: 'https://cp.example.net',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: { list: zones, item: ({ id, name }) => ({ dns_zone: { id: Number(id), name } }) },
    records: {
      list: 'GET /dns_zones/{zone}/records.json',
      create: 'POST /dns_zones/{zone}/records.json',
      change: 'PUT /dns_zones/{zone}/records/{id}.json',
      remove: 'DELETE /dns_zones/{zone}/records/{id}.json',
      form: { priority: { MX: 'priority', SRV: 'priority' } },
      numericIds: true,
      extra: ['txt', 'ip', 'hostname', 'content'],
      sent({ body }) {
        const item = asObject(asObject(body).dns_record);
        const type = item.type ?? 'TXT';
        return { ...item, type, content: item[fieldOf(type)], ttl: Number(item.ttl) };
      },
      show: ({ content, ...item }) => ({ dns_record: { ...item, [fieldOf(item.type)]: content } }),
      wrap({ items }) {
        const typeOf = (item: object) => String(asObject(asObject(item).dns_record).type);
        const types = new Set(items.map(typeOf));
        const byType = [...types].map((type) => [type, items.filter((item) => typeOf(item) === type)]);
        return { dns_zone: { records: Object.fromEntries(byType) } };
      },
      duplicate: [422, { errors: { base: ['The record has already been taken'] } }],
    },
  }),
  refusals: [[401, { errors: ['Unauthorized'] }, ['AUTHENTICATION', /Unauthorized/]]],
  cases: {
    'creates text': {
      creates: 'a 60 TXT one',
      sends: [zones, sent({ name: 'a', type: 'TXT', ttl: '60', txt: 'one' })],
    },
    'creates addresses': {
      creates: '@ 60 AAAA 2001:db8::1',
      sends: [zones, sent({ name: '@', type: 'AAAA', ttl: '60', ip: '2001:db8::1' })],
    },
    'creates hosts': {
      creates: '@ 60 MX 10 mail.example.com',
      sends: [zones, sent({ name: '@', type: 'MX', ttl: '60', hostname: 'mail.example.com', priority: 10 })],
    },
    'takes "already exists" for success': {
      creates: 'a 60 TXT one',
      answers: { 'POST ': [422, { errors: { base: ['Record already exists'] } }] },
    },
    'lists the records of all types': {
      answers: {
        [`GET ${at}.json`]: [
          200,
          {
            dns_zone: {
              records: {
                SOA: [soa],
                NS: [{ dns_record: { id: 1, type: 'NS', name: '@', hostname: 'ns1.example.org', ttl: '86400' } }],
                TXT: [{ dns_record: { id: 3, type: 'TXT', name: 'a', txt: 'one', ttl: 60 } }],
              },
            },
          },
        ],
      },
      lists: {},
      gives: ['99 example.com 86400 SOA ', '1 example.com 86400 NS ns1.example.org', '3 a.example.com 60 TXT one'],
    },
    'updates by name': {
      given: ['a TXT one'],
      updates: [undefined, 'a 60 TXT new'],
      sends: [zones, `GET ${at}.json`, [`PUT ${at}/1.json`, { dns_record: { name: 'a', ttl: '60', txt: 'new' } }]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: [zones, `GET ${at}.json`, `DELETE ${at}/1.json`],
    },
  },
});
