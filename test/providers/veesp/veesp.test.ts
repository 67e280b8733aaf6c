import { basic, describeProvider, restFake } from '../../../core/testing/index.js';

const zone = '/service/10/dns/71';
const found = ['GET /dns', `GET ${zone}`] as const;

describeProvider('veesp', {
  options: { username: 'me@example.org', password: 'opaque-password' },
  refusal: 401,
  fake: restFake({
    base: 'https://secure.veesp.com/api',
    credentials: basic('me@example.org', 'opaque-password'),
    refused: [401, { error: ['wronglogin', 'unauthorized'] }],
    missing: [404, { error: ['notfound'] }],
    zones: {
      list: 'GET /dns',
      item: ({ id, name }) => ({ domain_id: id, name, service_id: '10' }),
      wrap: ({ items }) => ({ service_ids: ['10', '20'], zones: items }),
    },
    records: {
      list: 'GET /service/10/dns/{zone}',
      create: 'POST /service/10/dns/{zone}/records',
      change: 'PUT /service/10/dns/{zone}/records/{id}',
      remove: 'DELETE /service/10/dns/{zone}/records/{id}',
      form: { apex: '', priority: { MX: 'priority' }, quotes: 'always' },
      show: ({ type, content, priority = 0, ...item }) => ({ ...item, priority, type, content }),
      wrap: ({ items }) => ({ service_id: 10, name: 'example.com', records: items }),
      gone: [404, { error: ['notfound'] }],
      done: () => ({ success: true }),
    },
  }),
  refusals: [
    [401, { error: ['wronglogin', 'unauthorized'] }, ['AUTHENTICATION', /wronglogin: unauthorized/]],
    [200, { error: ['wronglogin'] }, 'AUTHENTICATION'],
    [401, { error: ['notfound'] }, 'AUTHENTICATION'],
    [200, { error: [['invalid_content', 'TXT'], ''] }, ['API', /invalid_content: TXT $/]],
    [500, { error: '' }, 'SERVER'],
    [200, { error: [], zones: [] }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'creates by the service and the zone, with a relative name': {
      creates: '_acme-challenge 120 TXT one',
      sends: [...found, [`POST ${zone}/records`, { name: '_acme-challenge', ttl: 120, type: 'TXT', content: 'one' }]],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [...found, `DELETE ${zone}/records/2`],
    },
    'reads text without quotes as lego finds it': {
      answers: {
        [`GET ${zone}`]: [200, { records: [{ id: '66', name: 'a', ttl: 120, type: 'TXT', content: 'one' }] }],
      },
      lists: {},
      gives: ['66 a.example.com 120 TXT one'],
    },
  },
});
