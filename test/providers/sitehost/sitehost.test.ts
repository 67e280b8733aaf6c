import { asObject, describeProvider, field, query, restFake } from '../../../core/testing/index.js';

const login = 'apikey=opaque-key&client_id=4';
const find = ['POST /search_domains.json', `${login}&query[domain]=example.com`] as const;
const list = `GET /list_records.json?${login}&domain=example.com`;
const sent = (what: string, fields: string) =>
  [`POST /${what}_record.json`, `${login}&domain=example.com&${fields}`] as const;
const refused = (msg: string) => [200, { msg, status: false }] as const;
const answer = (data?: unknown) => [200, { msg: 'Successful', return: data, status: true }] as const;

describeProvider('sitehost', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The service gives it.' },
  options: { apiKey: 'opaque-key', clientId: '4' },
  isRead: ({ method, url }) => method === 'GET' || url.pathname.endsWith('/search_domains.json'),
  fake: restFake({
    base: 'https://api.sitehost.nz/1.5/dns',
    credentials: (request) => (request.method === 'GET' ? query : field)('apikey', 'opaque-key')(request),
    refused: refused('The API key is not valid.'),
    missing: refused("The domain doesn't exist."),
    zoneOf: ({ query: asked, body = asked }) => ({ name: asObject(body).domain ?? 'example.com' }),
    zones: {
      list: 'POST /search_domains.json',
      filter: 'query[domain]',
      ignores: ['apikey', 'client_id'],
      asked: ({ body }) => ({ ...(body as Record<string, string>) }),
      wrap: ({ items }) => answer(items)[1],
    },
    records: {
      list: 'GET /list_records.json',
      create: 'POST /add_record.json',
      change: 'POST /update_record.json',
      remove: 'POST /delete_record.json',
      form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' } },
      extra: ['apikey', 'client_id', 'domain', 'record_id'],
      ignores: ['apikey', 'client_id', 'domain'],
      idOf: ({ body }) => asObject(body).record_id,
      show: ({ prio = 0, ttl, ...item }) => ({ ...item, prio: String(prio), ttl: String(ttl), state: '0' }),
      wrap: ({ items }) => answer(items)[1],
      done: (item) => answer(item),
      gone: refused('Please specify a record.'),
    },
    routes: { 'GET /list_domains.json': ({ account }) => answer({ total_pages: 1, data: account.zones }) },
  }),
  refusals: [
    [200, { msg: 'Please specify a valid domain name.' }, ['API', /valid domain name/]],
    [200, { msg: 'The API key is not valid.', status: false }, 'AUTHENTICATION'],
  ],
  cases: {
    'writes full names, priorities apart and no TTL, and removes the one of two by its id': {
      given: ['_acme-challenge TXT other'],
      creates: ['_acme-challenge 60 TXT one', '@ 60 MX 10 mail.example.org'],
      removes: '_acme-challenge TXT one',
      sends: [
        ...[find, list, sent('add', 'name=_acme-challenge.example.com&type=TXT&content=one'), list],
        sent('add', 'name=example.com&type=MX&content=mail.example.org&prio=10'),
        ...[list, sent('delete', 'record_id=2')],
      ],
    },
  },
});
