import { describeProvider, itemForm, recordHandlers, removeRecord, routedFake } from '../../../core/testing/index.js';

/** Each type calls its content otherwise. */
const parts = {
  ...{ A: ['address'], AAAA: ['address'], CNAME: ['cname'], NS: ['nameserver'], TXT: ['value'] },
  ...{ MX: ['preference', 'exchange'], CAA: ['flag', 'tag', 'value'] },
};
const form = { hasIds: false, parts } as const;
const { fromItem } = itemForm({ form });
const { list } = recordHandlers({
  form,
  pages: { by: 'offset', parameter: 'skip', size: 'take', usual: 100, largest: 500 },
  ignores: ['orderBy'],
  show: (item) => ({ ...item, group: { type: 'custom' } }),
  wrap: ({ items, total }) => ({ items, total }),
});
const records = '/dns/records/example.com';
const mail = { type: 'MX', name: '@', preference: 10, exchange: 'mail.example.org' };
const found = `GET ${records}?take=500&skip=0&orderBy=name`;

describeProvider('spaceship', {
  options: { apiKey: 'opaque-api-key', apiSecret: 'opaque-api-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://spaceship.dev/api/v1',
    credentials: { 'x-api-key': 'opaque-api-key', 'x-api-secret': 'opaque-api-secret' },
    missing: [404, { detail: 'Domain not found', data: [] }],
    routes: {
      'GET /dns/records/{domain}': list,
      'PUT /dns/records/{domain}': ({ body, zone }) => {
        const records = (body as { items: object[] }).items.map((item) => fromItem({ ...item }, zone));
        if (records.some(({ ttl }) => ttl < 60 || ttl > 3600)) return [422, { detail: 'ttl', data: [] }];
        for (const record of records) removeRecord(zone, record);
        for (const record of records) zone.records.insert(record);
        return [204];
      },
      'DELETE /dns/records/{domain}': ({ body, zone }) => {
        const items = body as readonly object[];
        if (items.some((item) => 'ttl' in item)) return [422, { detail: 'ttl is not expected', data: [] }];
        for (const item of items) removeRecord(zone, fromItem({ ...item }, zone));
        return [204];
      },
    },
  }),
  refusals: [[422, { detail: 'Invalid', data: [{ details: 'no such host' }] }, ['API', /Invalid: no such host/]]],
  cases: {
    'leaves out other types': { answers: { GET: [200, { items: [{ type: 'URL' }] }] }, lists: {}, gives: [] },
    'creates and removes by all that makes a record': {
      creates: '@ 600 MX 10 mail.example.org',
      removes: '@ MX 10 mail.example.org',
      sends: [
        ...[found, found, [`PUT ${records}`, { force: true, items: [{ ...mail, ttl: 600 }] }] as const],
        ...[found, [`DELETE ${records}`, [mail]] as const],
      ],
    },
  },
});
