import { basic, describeProvider, restFake } from '../../../core/testing/index.js';

const zone = { type: 'primary', enabled: '1', ttl: '86400' };
const find = 'GET /domain/searchPrimaryDomain';
const listed = 'GET /record/searchRecord?domain=71';
const start = ['POST /service/reconfigure', {}] as const;
const added = (fields: object) =>
  ['POST /record/addRecord', { record: { enabled: '1', domain: '71', ...fields } }] as const;
const removed = (id: number) => [`POST /record/delRecord/${id}`, {}] as const;

describeProvider('opnsense', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' },
  options: { host: 'fw.example.net', port: 8443, key: 'opaque-key', token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://fw.example.net:8443/api/bind',
    credentials: basic('opaque-key', 'opaque-token'),
    refused: [401, { status: 401, message: 'Authentication Failed' }],
    missing: [404, { errorMessage: 'Endpoint not found' }],
    zoneOf: ({ query: { domain } }) => (domain === undefined ? undefined : { id: domain }),
    zones: {
      list: find,
      item: ({ id, name }) => ({ uuid: id, enabled: '1', type: 'primary', ttl: '86400', domainname: name }),
      wrap: ({ items, total }) => ({ rows: items, rowCount: total, total, current: 1 }),
    },
    records: {
      list: 'GET /record/searchRecord',
      create: 'POST /record/addRecord',
      remove: 'POST /record/delRecord/{id}',
      form: { fields: { id: 'uuid', content: 'value' }, quotes: (text) => /\s/.test(text), dots: true },
      extra: ['enabled', 'domain'],
      ignores: ['domain'],
      wrapOne: { in: 'record' },
      show: ({ ttl: _none, uuid, ...item }, { zone: { id, name } }) => ({
        uuid,
        enabled: '1',
        domain: id,
        '%domain': name,
        ...item,
      }),
      wrap: ({ items, total }) => ({ rows: items, rowCount: total, total, current: 1 }),
      done: (item) => [200, { result: item === undefined ? 'deleted' : 'saved' }],
      gone: [200, { result: 'not found' }],
    },
    routes: { 'POST /service/reconfigure': () => ({ status: 'ok' }), 'GET /general/get': () => ({ general: {} }) },
  }),
  refusals: [
    [500, { errorMessage: 'Unexpected error' }, ['SERVER', /Unexpected error/]],
    [200, { rows: [{ ...zone, uuid: '71', domainname: 'example.com', enabled: '0' }] }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'writes values as a zone file has them, and starts BIND once for several': {
      creates: ['_acme-challenge 60 TXT one', '@ 60 MX 10 mail.example.org'],
      removes: ['_acme-challenge TXT one', '@ MX 10 mail.example.org'],
      sends: [
        ...[find, listed, listed],
        added({ type: 'TXT', name: '_acme-challenge', value: '"one"' }),
        added({ type: 'MX', name: '@', value: '10 mail.example.org.' }),
        ...[start, listed, listed, removed(1), removed(2), start],
      ],
    },
    'says why a record is not taken': {
      creates: 'a 60 TXT one',
      answers: { 'POST /record/addRecord': [200, { result: 'failed', validations: { 'record.name': 'No.' } }] },
      fails: ['API', /No\. failed/],
    },
  },
});
