import { groupBy } from '../../../core/sdk/index.js';
import { asObject, basic, describeProvider, restFake } from '../../../core/testing/index.js';

const at = '/dns_zones/71/records';
const list = `GET ${at}.json`;
const zones = 'GET /dns_zones.json';
const sent = (dns_record: object) => [`POST ${at}.json`, { dns_record }] as const;
const shown = (own: object) => [{ dns_record: { name: '@', ttl: '86400', ...own } }];
const all = {
  SOA: shown({ id: 99, type: 'SOA', primaryNs: 'ns1.example.org' }),
  SRV: shown({ id: 2, type: 'SRV', priority: 5, hostname: 'sip.example.org' }),
  TXT: shown({ id: 3, type: 'TXT', name: 'a', txt: 'one', ttl: 60 }),
};

describeProvider('onapp', {
  keepsType: true,
  options: { username: 'me@example.com', token: 'opaque-token', server: 'https://cp.example.net/' },
  fake: restFake({
    base: 'https://cp.example.net',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: { list: zones, item: ({ id, name }) => ({ dns_zone: { id: Number(id), name } }) },
    records: {
      at: '/dns_zones/{zone}/records[/{id}].json',
      form: {
        priority: { MX: 'priority' },
        parts: { A: ['ip'], AAAA: ['ip'], TXT: ['txt'], CNAME: ['hostname'], MX: ['hostname'], NS: ['hostname'] },
      },
      numericIds: true,
      // A change has no type: that stays as it is.
      sent({ body, zone, params }) {
        const item = asObject(asObject(body).dns_record);
        return { type: zone.records.get(params.id ?? '')?.type, ...item, ttl: Number(item.ttl) };
      },
      show: (item) => ({ dns_record: item }),
      wrap({ items }) {
        const byType = groupBy(items, (item) => asObject(asObject(item).dns_record).type);
        return { dns_zone: { records: Object.fromEntries(byType) } };
      },
      duplicate: [422, { errors: { base: ['The record has already been taken'] } }],
    },
  }),
  refusals: [
    [422, { errors: { base: ['has already been taken'] } }, 'RECORD_EXISTS'],
    [401, { errors: ['Unauthorized'] }, ['AUTHENTICATION', /Unauthorized/]],
  ],
  cases: {
    'creates text, changes and removes it': {
      creates: 'a 60 TXT one',
      updates: [undefined, 'a 60 TXT new'],
      removes: 'a TXT new',
      sends: [
        ...[zones, sent({ name: 'a', type: 'TXT', ttl: '60', txt: 'one' })],
        ...[list, [`PUT ${at}/1.json`, { dns_record: { name: 'a', ttl: '60', txt: 'new' } }] as const],
        ...[list, `DELETE ${at}/1.json`],
      ],
    },
    'creates addresses and hosts': {
      creates: ['@ 60 AAAA 2001:db8::1', '@ 60 MX 10 mail.example.com'],
      sends: [
        zones,
        sent({ name: '@', type: 'AAAA', ttl: '60', ip: '2001:db8::1' }),
        sent({ name: '@', type: 'MX', ttl: '60', hostname: 'mail.example.com', priority: 10 }),
      ],
    },
    'takes "already exists" for success': {
      creates: 'a 60 TXT one',
      answers: { 'POST ': [422, { errors: { base: ['Record already exists'] } }] },
    },
    'lists the records of all types': {
      answers: { [list]: [200, { dns_zone: { records: all } }] },
      lists: {},
      gives: ['99 example.com 86400 SOA ', '2 example.com 86400 SRV 5 sip.example.org', '3 a.example.com 60 TXT one'],
    },
  },
});
