import {
  basic,
  describeProvider,
  every,
  field,
  recordHandlers,
  routedFake,
  zoneRoutes,
} from '../../../core/testing/index.js';

/** Of fields of its own. */
const soa = { record_id: 9, record_type: 'SOA', nameserver: 'ns1.example.com', email: 'h.example.com', ttl: 86400 };
const { list, add, drop } = recordHandlers({
  form: { fields: { id: 'record_id', type: 'record_type', content: 'value' }, names: 'full' },
  numericIds: true,
  extra: ['domain_id'],
  ignores: ['domain_id'],
  show: (item) => ({ ...item, location_id: null, domain_id: 71 }),
  wrap: ({ items, total }) => ({ status: 'ok', total_records: total, domain: {}, records: [soa, ...items] }),
  done: (item) => (item === undefined ? [200, { status: 'ok' }] : [201, { status: 'ok', record: item }]),
});
const found = ['POST /token', 'GET /domains?search=example.com', 'GET /records?domain_id=71'] as const;
const login = [found[0], 'grant_type=client_credentials'] as const;

describeProvider('vegadns', {
  options: { url: 'https://vegadns.example.org/', key: 'key', secret: 'opaque-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://vegadns.example.org/1.0',
    credentials: { authorization: 'Bearer opaque-token' },
    logins: {
      'POST /token': {
        sends: every(basic('key', 'opaque-secret'), field('grant_type', 'client_credentials')),
        gives: { access_token: 'opaque-token', token_type: 'bearer', expires_in: 3600 },
      },
    },
    zoneOf: ({ query }) => ({ id: query.domain_id ?? '71' }),
    routes: {
      ...zoneRoutes({
        list: 'GET /domains',
        item: ({ id, name }) => ({ domain_id: Number(id), domain: name, status: 'active', owner_id: 0 }),
        wrap: ({ items }) => ({ status: 'ok', total_domains: items.length, domains: items }),
        filter: 'search',
      }),
      'GET /records': list,
      'POST /records': add,
      'DELETE /records/{id}': drop,
    },
  }),
  cases: {
    'creates by a form, with a full name': {
      creates: '_acme-challenge 10 TXT one',
      sends: [
        login,
        found[1],
        found[2],
        ['POST /records', 'domain_id=71&name=_acme-challenge.example.com&record_type=TXT&value=one&ttl=10'],
      ],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [login, found[1], found[2], 'DELETE /records/2'],
    },
  },
});
