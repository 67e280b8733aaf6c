import { describeProvider, restFake } from '../../../core/testing/index.js';

const zone = '/service/9/dns/71';
const login = ['POST /login', 'username=me%40example.com&password=opaque-password'] as const;
const found = [login, 'GET /dns', `GET ${zone}`] as const;
const basic = `Basic ${Buffer.from('me@example.com:opaque-password').toString('base64')}`;
const item = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const soa = { id: '9', name: 'example.com', type: 'SOA', content: ['ns.example', '1'], ttl: '60' };
const text = { id: '1', name: 'a.example.com', type: 'TXT', content: '"one"', ttl: '60', priority: '0' };
const mail = { id: '3', name: 'example.com', type: 'MX', content: 'mail.example.com', ttl: '60', priority: '10' };

describeProvider('dnsservices', {
  options: { username: 'me@example.com', password: 'opaque-password' },
  refusal: 401,
  isRead: ({ method, url }) => method === 'GET' && url.pathname.includes('/service/'),
  fake: restFake({
    base: 'https://dns.services/api',
    credentials: ({ headers }) => [basic, 'Bearer opaque-token'].includes(headers.authorization ?? ''),
    refused: [401, { error: ['unauthorized'] }],
    logins: {
      'POST /login': {
        sends: { username: 'me@example.com', password: 'opaque-password' },
        gives: { token: 'opaque-token', refresh: 'opaque-refresh' },
      },
    },
    zones: {
      list: 'GET /dns',
      item: ({ id, name }) => ({ domain_id: id, name, service_id: '9' }),
      wrap: ({ items }) => ({ service_ids: ['9'], zones: items }),
    },
    records: {
      list: 'GET /service/9/dns/{zone}',
      create: 'POST /service/9/dns/{zone}/records',
      change: 'PUT /service/9/dns/{zone}/records/{id}',
      remove: 'DELETE /service/9/dns/{zone}/records/{id}',
      // Shown are whole names and texts in quotes, and taken both forms.
      form: { names: 'full', quotes: 'always', priority: { MX: 'priority', SRV: 'priority' } },
      wrap: ({ items }) => ({ service_id: '9', name: 'example.com', records: items }),
      done: () => ({ success: true }),
    },
  }),
  cases: {
    'creates what is not there': {
      creates: '@ 60 MX 10 mail.example.com',
      sends: [
        ...found,
        [`POST ${zone}/records`, { type: 'MX', name: '', content: 'mail.example.com', ttl: 60, priority: 10 }],
      ],
    },
    'lists records by position as well as in a list, SOA too': {
      answers: { [`GET ${zone}`]: [200, { records: { 0: soa, 4: text, 5: mail } }] },
      lists: {},
      gives: [
        '9 example.com 60 SOA ns.example 1',
        '1 a.example.com 60 TXT one',
        '3 example.com 60 MX 10 mail.example.com',
      ],
    },
    'changes and removes one of two values': {
      given: ['a TXT one', 'a TXT two'],
      updates: ['1', 'a 60 TXT new'],
      removes: 'a TXT two',
      sends: [
        ...found.slice(0, 2),
        [`PUT ${zone}/records/1`, { ...item, content: 'new' }],
        ...[`GET ${zone}`, `DELETE ${zone}/records/2`],
      ],
    },
    'understands a record that was refused with 200': {
      creates: 'a 60 TXT one',
      answers: { 'POST /service': [200, { error: [['invalid_content', 'TXT']] }] },
      sends: [...found, [`POST ${zone}/records`, item]],
      fails: ['API', /invalid_content: TXT/],
    },
  },
});
