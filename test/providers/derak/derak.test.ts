import { basic, describeProvider, recordHandlers, routedFake, zoneRoutes } from '../../../core/testing/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: { fields: { id: 'recordId', name: 'host' }, names: 'full', priority: { MX: 'priority' } },
  wrap: ({ items, total }) => ({ data: items, count: total }),
  // Names are relative to the zone, but that of the apex.
  show: ({ host, ...item }) => ({ ...item, host: String(host).replace(/\.\w+\.\w+$/, ''), cloud: false }),
  done: (item, { request }) => [request.method === 'PUT' ? 201 : 200, item ?? { success: true }],
  gone: [404, { success: false, error: 1021 }],
});
const records = '/v1.0/zones/71/dnsrecords';
const found = ['GET /api/v2/service/cdn/zones', `GET ${records}`] as const;

describeProvider('derak', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.derak.cloud',
    credentials: basic('api', 'opaque-api-key'),
    refused: [401, { success: false, error: 1010 }],
    routes: {
      ...zoneRoutes({
        list: 'GET /api/v2/service/cdn/zones',
        item: ({ id, name }) => ({ zoneId: id, humanReadable: name, status: 'active', serviceType: 'CDN' }),
        wrap: ({ items }) => ({ success: true, result: items }),
      }),
      'GET /v1.0/zones/{zone}/dnsrecords': list,
      'PUT /v1.0/zones/{zone}/dnsrecords': add,
      'PATCH /v1.0/zones/{zone}/dnsrecords/{id}': alter,
      'DELETE /v1.0/zones/{zone}/dnsrecords/{id}': drop,
    },
  }),
  refusals: [
    [400, { success: false, error: 1013 }, 'RATE_LIMITED'],
    [403, { success: false, error: 1003 }, ['AUTHENTICATION', /1003/]],
    [401, { success: false, error: 1010 }, ['AUTHENTICATION', /1010/]],
  ],
  cases: {
    'creates by PUT, with a name relative to the zone': {
      creates: '_acme-challenge 120 TXT one',
      sends: [...found, [`PUT ${records}`, { type: 'TXT', host: '_acme-challenge', content: 'one', ttl: 120 }]],
    },
    'calls the apex by its full name': {
      creates: '@ 120 TXT one',
      sends: [...found, [`PUT ${records}`, { type: 'TXT', host: 'example.com', content: 'one', ttl: 120 }]],
    },
    'updates by PATCH': {
      given: ['a TXT one'],
      updates: ['1', 'a 300 TXT new'],
      sends: [found[0], [`PATCH ${records}/1`, { type: 'TXT', host: 'a', content: 'new', ttl: 300 }]],
    },
    'takes no other website than the one that was told': {
      options: { apiKey: 'opaque-api-key', websiteId: '70' },
      fails: 'ZONE_NOT_FOUND',
    },
  },
});
