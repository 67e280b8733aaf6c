import { asObject, basic, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const base = 'https://www.versio.nl/api/v1';
const options = { username: 'me@example.org', password: 'opaque-password' };
const refusal = (code: number, message: string) => [code, { error: { code, message } }] as const;
const read = 'GET /domains/example.com?show_dns_records=true';
const domain = { domain: 'example.com', status: 'OK', dns_management: true };
const redirect = { type: 'A', name: 'redirect.example.com', value: 'localhost', prio: 10, ttl: 14400, extra: 'kept' };
/** Names that were written are shown with a final dot. */
const one = { type: 'TXT', name: 'a.example.com.', value: '"one"', prio: 0, ttl: 3600 };
const two = { type: 'TXT', name: 'a.example.com', value: '"two"', ttl: 60 };

const { list, save } = recordHandlers({
  form: { fields: { content: 'value' }, priority: { MX: 'prio' }, names: 'full', hasIds: false, quotes: 'always' },
  extra: ['prio'],
  ignores: ['show_dns_records'],
  sent: ({ body }) => asObject(body).dns_records,
  show: (item) => ({ prio: 0, ...item, name: `${item.name}.` }),
  wrap: ({ items }, { zone }) => ({ domainInfo: { ...domain, domain: zone.name, dns_records: items } }),
  done: () => ({ domainInfo: domain }),
});

describeProvider('versio', {
  options,
  refusal: 401,
  fake: routedFake({
    base,
    credentials: basic('me@example.org', 'opaque-password'),
    refused: refusal(401, 'You are not authorized to access this resource.'),
    missing: refusal(404, 'ObjectDoesNotExist'),
    routes: {
      'GET /domains/{domain}': (call) =>
        call.query.show_dns_records === 'true' ? list(call) : refusal(400, 'none asked'),
      'POST /domains/{domain}/update': save,
    },
  }),
  cases: {
    'writes everything else back as it came': {
      creates: 'a 60 TXT two',
      answers: {
        GET: [200, { domainInfo: { domain: 'example.com', dns_records: [redirect, one] } }],
        POST: [200, {}],
      },
      sends: [read, read, ['POST /domains/example.com/update', { dns_records: [redirect, one, two] }]],
    },
    'writes nothing where the record is there': {
      given: ['a TXT one'],
      creates: 'a 60 TXT one',
      sends: [read, read],
    },
    'asks where it was told to, and does not take a domain whose DNS is elsewhere': {
      options: { ...options, endpoint: 'https://www.versio.eu/api/v1' },
      answers: { GET: [200, { domainInfo: { ...domain, dns_management: false } }] },
      sends: [read.replace('/', 'https://www.versio.eu/api/v1/')],
      fails: 'ZONE_NOT_FOUND',
    },
  },
});
