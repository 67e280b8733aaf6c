import { describeProvider, restFake } from '../../../core/testing/index.js';

const identity = { methods: ['password'], password: { user: { id: 'u1', password: 'opaque-password' } } };
const login = 'POST https://identity.c3j1.conoha.io/v3/auth/tokens';
const credentials = { auth: { identity, scope: { project: { id: 't1' } } } };
const records = '/domains/71/records';

describeProvider('conohav3', {
  options: { tenantId: 't1', userId: 'u1', password: 'opaque-password', region: 'c3j1' },
  refusal: 401,
  fake: restFake({
    base: 'https://dns-service.c3j1.conoha.io/v1',
    credentials: { 'x-auth-token': 'opaque-token' },
    logins: {
      [login]: {
        sends: credentials,
        gives: { status: 201, headers: { 'x-subject-token': 'opaque-token' }, body: '{"token":{}}' },
      },
    },
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ uuid: id, name: `${name}.`, ttl: 3600, email: 'dns@example.org' }),
      wrap: ({ items }) => ({ domains: items }),
    },
    records: {
      at: '/domains/{zone}/records',
      form: {
        fields: { id: 'uuid', content: 'data' },
        names: 'fqdn',
        priority: { MX: 'priority', SRV: 'priority' },
        dots: true,
      },
      show: (item) => ({ ...item, version: 1, gslb_region: null }),
      done: (item) => item ?? { status: 204, headers: {}, body: '' },
      wrap: ({ items }) => ({ records: items }),
    },
  }),
  cases: {
    'logs in to Keystone, and creates with a full name': {
      creates: '_acme-challenge 60 TXT one',
      sends: [
        [login, credentials],
        'GET /domains',
        `GET ${records}`,
        [`POST ${records}`, { name: '_acme-challenge.example.com.', type: 'TXT', data: 'one', ttl: 60 }],
      ],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [[login, credentials], 'GET /domains', `GET ${records}`, `DELETE ${records}/2`],
    },
  },
});
