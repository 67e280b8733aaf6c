import { type Call, describeProvider, type Page, recordHandlers, restFake } from '../../../core/testing/index.js';

const only = ({ body }: Call) => (Array.isArray(body) && body.length === 1 ? body[0] : undefined);
const wrap = ({ items }: Page<object>) => ({ success: true, data: items });
const { list, add, drop } = recordHandlers({
  form: { names: 'full', priority: { MX: 'prio' }, quotes: 'always' },
  sent: only,
  idOf: (call) => (only(call) as { readonly id: unknown }).id,
  show: (item) => ({ prio: 0, ...item }),
  wrap,
  done: (item) => ({ success: true, data: [item ?? {}] }),
  gone: [404, { error: 'Resource not found' }],
});
const records = '/example.com/dns';
const find = 'GET ?limit=100&offset=0';
const text = { name: '_acme-challenge.example.com', type: 'TXT', content: '"one"', ttl: 60 };
const mail = { name: 'example.com', type: 'MX', content: 'mail.example.org', prio: 10, ttl: 600 };

describeProvider('hostingnl', {
  options: { apiKey: 'opaque-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.hosting.nl/domains',
    credentials: { 'api-token': 'opaque-key' },
    refused: [401, { errors: { message: 'Something went wrong' } }],
    missing: [404, { error: 'Resource not found' }],
    zones: {
      list: 'GET ',
      item: ({ name }) => ({ domain: name, status: 'active' }),
      pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 25, largest: 100 },
      wrap,
    },
    routes: { 'GET /{domain}/dns': list, 'POST /{domain}/dns': add, 'DELETE /{domain}/dns': drop },
  }),
  refusals: [
    [401, { success: false, error: 'Bad key' }, ['AUTHENTICATION', /Bad key/]],
    [200, { success: false, errors: { message: 'No more' } }, ['API', /No more/]],
    [200, { success: false }, ['API', /no reason/]],
  ],
  cases: {
    'creates by a list of one, with the full name and quotes, and removes by its id': {
      given: ['_acme-challenge TXT other'],
      creates: ['_acme-challenge 60 TXT one', '@ 600 MX 10 mail.example.org'],
      removes: '_acme-challenge TXT one',
      sends: [
        ...[find, `GET ${records}`, [`POST ${records}`, [text]] as const],
        ...[`GET ${records}`, [`POST ${records}`, [mail]] as const],
        ...[`GET ${records}`, [`DELETE ${records}`, [{ id: '2' }]] as const],
      ],
    },
    'takes no write for done that was refused with 200': {
      creates: '_acme-challenge 60 TXT one',
      answers: { POST: [200, { success: false, error: 'No such type' }] },
      fails: ['API', /No such type/],
    },
  },
});
