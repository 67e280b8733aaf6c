import { asObject, describeProvider, restFake } from '../../../core/testing/index.js';

const identity = {
  methods: ['password'],
  password: { user: { name: 'me@example.org', domain: { name: 'users' }, password: 'opaque-password' } },
};
const login = 'POST https://infra.mail.ru/identity/v3/auth/tokens';
const credentials = { auth: { identity, scope: { project: { id: 'p1' } } } };
const found = [[login, credentials], 'GET /', 'GET /71/txt/'] as const;

describeProvider('vkcloud', {
  options: {
    projectId: 'p1',
    username: 'me@example.org',
    password: 'opaque-password',
    domainName: 'users',
    identity: 'https://infra.mail.ru/identity/v3',
    endpoint: 'https://mcs.mail.ru/public-dns/v2/dns',
  },
  refusal: 401,
  exceptions: {
    'keeps two values at one name apart, and everybody else’s records as they are':
      'Its part of the API holds TXT alone.',
    'lists what is asked for: all, one type, one name': 'Its part of the API holds TXT alone.',
  },
  fake: restFake({
    base: 'https://mcs.mail.ru/public-dns/v2/dns',
    credentials: { 'x-auth-token': 'opaque-token' },
    logins: {
      [login]: {
        sends: credentials,
        gives: { status: 201, headers: { 'x-subject-token': 'opaque-token' }, body: '{"token":{}}' },
      },
    },
    zones: { list: 'GET /', item: ({ id, name }) => ({ uuid: id, zone: name, tenant: 'p1', status: 'active' }) },
    records: {
      list: 'GET /{zone}/txt/',
      create: 'POST /{zone}/txt/',
      remove: 'DELETE /{zone}/txt/{id}',
      form: { fields: { id: 'uuid' }, apex: '' },
      sent: ({ body }) => ({ ...asObject(body), type: 'TXT' }),
      show: ({ type: _inTheAddress, ...item }) => ({ ...item, dns: '71' }),
    },
  }),
  cases: {
    'creates text in the part of its type': {
      creates: '_acme-challenge 60 TXT one',
      sends: [...found, ['POST /71/txt/', { name: '_acme-challenge', content: 'one', ttl: 60 }]],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [...found, 'DELETE /71/txt/2'],
    },
  },
});
