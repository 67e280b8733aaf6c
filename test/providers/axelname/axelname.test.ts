import { describeProvider, every, query, recordHandlers, routedFake } from '../../../core/testing/index.js';

const missing = [404, { error_code: '1', error_text: 'Domain not found', result: 'error' }] as const;
const done = { code: 'OK', message: 'done', result: 'success' };
const { list, add, drop } = recordHandlers({
  form: { fields: { content: 'value', ttl: 'none' }, names: 'full', priority: { MX: 'prio' } },
  extra: ['domain', 'nichdl', 'token'],
  ignores: ['domain', 'nichdl', 'token'],
  sent: ({ query }) => query,
  idOf: ({ query }) => query.id,
  show: ({ none: _ttl, ...item }) => item,
  wrap: ({ items }) => ({ ...done, count: items.length, list: items }),
  done: () => done,
  gone: [404, { error_code: '2', error_text: 'Record not found', result: 'error' }],
});
const account = 'nichdl=me&token=opaque-token';
const found = `GET /dns_list?${account}&domain=example.com`;

describeProvider('axelname', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The API knows no TTLs.' },
  options: { nickname: 'me', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://my.axelname.ru/rest',
    credentials: every(query('nichdl', 'me'), query('token', 'opaque-token')),
    zoneOf: ({ query }) => ({ name: query.domain }),
    missing,
    routes: { 'GET /dns_list': list, 'GET /dns_add': add, 'GET /dns_delete': drop },
  }),
  isRead: ({ url }) => url.pathname.endsWith('/dns_list'),
  refusals: [[200, missing[1], ['ZONE_NOT_FOUND', /example\.com/]]],
  cases: {
    'creates by GET, without a TTL': {
      creates: 'a 60 TXT one',
      sends: [found, found, `GET /dns_add?${account}&domain=example.com&name=a&type=TXT&value=one`],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [found, found, `GET /dns_delete?${account}&domain=example.com&id=2`],
    },
    'sends no write a second time': {
      creates: 'a 60 TXT one',
      answers: { 'GET /dns_add': [[500, '']] },
      fails: 'SERVER',
    },
    'reads names as the service writes them, with and without the zone': {
      answers: {
        'GET /dns_list': [
          200,
          {
            ...done,
            list: [
              { id: '417', name: 'example.com', type: 'MX', value: 'mx.yandex.ru.', prio: '10' },
              { id: '74760', name: '_acme-challenge', type: 'TXT', value: 'one' },
            ],
          },
        ],
      },
      does: async (service) => (await service.list({})).map(({ id, name, priority }) => [id, name, priority]),
      gives: [
        ['417', 'example.com', 10],
        ['74760', '_acme-challenge.example.com', undefined],
      ],
    },
  },
});
