import { bearer, type Call, describeProvider, recordHandlers, refuse, restFake } from '../../../core/testing/index.js';

const item = (name: string, value: string, type = 'TXT') => ({ name, value, ttl: 300, priority: 0, type });
/** What the domain has by itself. */
const soa = item('example.com', 'IN SOA ns.checkdomain.de. me@example.com. 1 2 3', 'SOA');
const made = [item('@', '192.0.2.99', 'A'), item('@', '', 'AAAA'), item('', 'ns.checkdomain.de', 'NS'), soa];
const pages = { by: 'page', parameter: 'page', size: 'limit', usual: 10, largest: 100 } as const;
const wrap = (key: string, items: readonly object[], count = 1) => ({ pages: count, _embedded: { [key]: items } });

/** One record, or all of them; nothing is an empty list. */
function sent({ body }: Call): unknown {
  for (const { type, value, ttl, priority } of [body ?? []].flat() as Record<string, unknown>[]) {
    if (value === '' || type === 'NS') refuse(500, { code: 500, message: 'Nameserver update failed', errors: null });
    if (!ttl || (priority === 0) === (type === 'MX')) refuse(400, { code: 400, message: 'Validation Failed' });
  }
  return body ?? [];
}

const { list, add, save } = recordHandlers({
  form: { fields: { content: 'value' }, priority: { MX: 'priority' } },
  extra: ['priority'],
  show: ({ id, ...shown }) => ({ priority: 0, ...shown, _links: { self: { href: `/v1/records/${id}` } } }),
  wrap: ({ items, page, pages: count }) => wrap('records', page === 1 ? [...made, ...items] : items, count),
  done: (created) => (created === undefined ? [204] : [201]),
  pages,
  sent,
});

const at = '/domains/71/nameservers';
const [zones, records] = ['GET /domains?limit=100', `GET ${at}/records?limit=100`];
const answered = wrap('records', [...made, { ...item('b', 'two'), ttl: 0 }, item('www.a', 'x', 'A'), item('a', 'one')]);

describeProvider('checkdomain', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.checkdomain.de/v1',
    credentials: bearer('opaque-token'),
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id: Number(id), name, active: true }),
      wrap: ({ items, pages: count }) => wrap('domains', items, count),
      pages,
    },
    routes: {
      'GET /domains/{zone}': ({ zone }) => ({ id: Number(zone.id), name: zone.name }),
      'GET /domains/{zone}/nameservers': () => ({
        general: { include_www: false },
        nameservers: [{ name: 'ns.checkdomain.de' }, { name: 'ns2.checkdomain.de' }],
        soa: { ttl: 10_800 },
      }),
      'GET /domains/{zone}/nameservers/records': list,
      'POST /domains/{zone}/nameservers/records': add,
      'PUT /domains/{zone}/nameservers/records': save,
    },
  }),
  refusals: [[400, { code: 400, message: 'Validation Failed', errors: null }, ['API', /Validation Failed/]]],
  cases: {
    'adds one record alone, and removes it by writing the others': {
      given: ['@ MX 10 mail.example.net'],
      creates: 'a 300 TXT one',
      removes: 'a TXT one',
      sends: [
        ...[zones, records, [`POST ${at}/records`, item('a', 'one')] as const, records, records, `GET ${at}`],
        [`PUT ${at}/records`, [{ ...item('@', 'mail.example.net', 'MX'), ttl: 60, priority: 10 }]],
      ],
    },
    'leaves out what the service makes by itself, and tells the TTL of the domain where there is none': {
      answers: { [records]: [200, answered] },
      removes: 'a TXT one',
      sends: [zones, records, records, `GET ${at}`, [`PUT ${at}/records`, [{ ...item('b', 'two'), ttl: 10_800 }]]],
    },
  },
});
