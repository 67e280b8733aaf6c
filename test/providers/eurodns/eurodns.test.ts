import { type Call, describeProvider, recordHandlers, restFake } from '../../../core/testing/index.js';

const zone = '/dns-zones/example.com';
const form = { fields: { name: 'host', content: 'rdata' } };
const sent = ({ body }: Call) => (body as { records: object[] | null }).records ?? [];
/** The zone as a whole, as lego writes it. */
const { save } = recordHandlers({ form, sent, extra: ['updated', 'locked', 'isDynDns', 'proxy'] });
const missing = [404, { errors: [{ code: 'NOT_FOUND', title: 'Not found' }] }] as const;

describeProvider('eurodns', {
  options: { appId: 'me', apiKey: 'opaque-api-key', apiUrl: 'https://rest-api.eurodns.com' },
  refusal: 401,
  fake: restFake({
    base: 'https://rest-api.eurodns.com',
    credentials: { 'x-app-id': 'me', 'x-api-key': 'opaque-api-key' },
    refused: [401, { errors: [{ code: 'INVALID_API_KEY', title: 'Invalid API Key' }] }],
    missing,
    records: {
      list: 'GET /dns-zones/{domain}',
      create: 'POST /dns-zones/{domain}/dns-records',
      remove: 'DELETE /dns-zones/{domain}/dns-records/{id}',
      form,
      numericIds: true,
      sent: ({ body }) => (body as object[])[0],
      show: (item) => ({ ...item, updated: null, locked: null, isDynDns: null, proxy: 'OFF' }),
      wrap: ({ items }) => ({
        name: 'example.com',
        domainConnect: true,
        records: items,
        urlForwards: [],
        mailForwards: [],
      }),
      done: (item) => (item === undefined ? [204] : [201, [item]]),
      gone: missing,
    },
    routes: {
      'POST /dns-zones/{domain}/check': ({ body }) => ({ ...(body as object), report: { isValid: true } }),
      'PUT /dns-zones/{domain}': save,
    },
  }),
  refusals: [
    [401, { errors: [{ code: 'INVALID_API_KEY', title: 'Invalid API Key' }] }, ['AUTHENTICATION', /Invalid API Key/]],
  ],
  cases: {
    'adds one record in a list, with a TTL that the service takes': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        `GET ${zone}`,
        `GET ${zone}`,
        [`POST ${zone}/dns-records`, [{ type: 'TXT', host: '_acme-challenge', rdata: 'one', ttl: 600 }]],
      ],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [`GET ${zone}`, `GET ${zone}`, `DELETE ${zone}/dns-records/2`],
    },
  },
});
