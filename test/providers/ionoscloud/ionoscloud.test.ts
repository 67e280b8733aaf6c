import { describeProvider, restFake } from '../../../core/testing/index.js';

const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 } as const;
const error = (status: number, errorCode: string, message: string) =>
  [status, { httpStatus: status, messages: [{ errorCode, message }] }] as const;
const dates = { createdDate: '2026-01-01T00:00:00Z', lastModifiedDate: '2026-01-01T00:00:00Z' };

describeProvider('ionoscloud', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://dns.de-fra.ionos.com',
    credentials: { authorization: 'Bearer opaque-token' },
    refused: error(401, 'paas-auth-1', 'Unauthorized, wrong or no api key provided to process this request'),
    zones: {
      list: 'GET /zones',
      item: ({ id, name }) => ({ id, type: 'zone', properties: { zoneName: name, enabled: true } }),
      wrap: ({ items, offset, size }) => ({ type: 'collection', offset, limit: size, items }),
      filter: 'filter.zoneName',
      pages,
    },
    records: {
      at: '/zones/{zone}/records',
      form: { apex: '', priority: { MX: 'priority', SRV: 'priority' } },
      show: ({ id, type, name, content, ttl, priority = 0 }, { zone }) => ({
        ...{ id, type: 'record', href: `/zones/${zone.id}/records/${id}` },
        metadata: { ...dates, fqdn: [name, zone.name].join('.'), state: 'AVAILABLE', zoneId: zone.id },
        properties: { content, enabled: true, name, priority, ttl, type },
      }),
      wrap: ({ items, offset, size }) => ({ offset, limit: size, items }),
      wrapOne: { in: 'properties' },
      done: (item) => [202, item ?? {}],
      duplicate: error(409, 'paas-feature-3', 'record already exists'),
      gone: error(404, 'paas-feature-2', 'Resource does not exist'),
      pages,
    },
  }),
  refusals: [
    [...error(422, 'vali-1', 'It already exists'), 'RECORD_EXISTS'],
    [...error(401, 'paas-auth-1', 'Unauthorized'), ['AUTHENTICATION', /Unauthorized.* paas-auth-1$/]],
  ],
  cases: {
    'asks for the next part where one is full': {
      given: Array.from({ length: 1000 }, (_, index) => `n${index} TXT x`),
      lists: { type: 'TXT', name: 'n999' },
      sends: [
        'GET /zones?filter.zoneName=example.com&offset=0&limit=1000',
        'GET /zones/71/records?offset=0&limit=1000',
        'GET /zones/71/records?offset=1000&limit=1000',
      ],
      gives: ['1000 n999.example.com 60 TXT x'],
    },
  },
});
