import { withDot, withoutDot } from '../../../core/sdk/index.js';
import { asObject, describeProvider, refuse, replaceRecords, restFake } from '../../../core/testing/index.js';

const written = (type: string, value: string) => (type === 'CNAME' ? withDot(value) : value);
const others = 'mx mail.example.net. 10\n#x\na www 192.0.2.1';
const dns = (records: string) => ({ ns_type: 'valuedomain1', records, ttl: 120 });

describeProvider('valuedomain', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' },
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.value-domain.com/v1',
    credentials: { authorization: 'Bearer opaque-token' },
    missing: [404, { errors: { message: 'not found' } }],
    zones: {
      list: 'GET /domains',
      item: ({ name }) => ({ domainname: name }),
      pages: { by: 'page', parameter: 'page', usual: 1, largest: 100 },
      wrap: ({ items, page, pages, size }) => ({ paging: { max: pages, limit: size, page }, results: items }),
    },
    routes: {
      'GET /domains/{domain}/dns': ({ zone }) => {
        const all = zone.records.all().map(([, record]) => record);
        const lines = all.map(({ type, name, content }) => `${type.toLowerCase()} ${name} ${written(type, content)}`);
        return { results: { domainname: zone.name, ns_type: 'valuedomain1', records: lines.join('\n'), ttl: 3600 } };
      },
      'PUT /domains/{domain}/dns': ({ zone, body }) => {
        const { ns_type, records, ttl } = asObject(body);
        if (ns_type !== 'valuedomain1' || ttl !== 3600) refuse(400, { errors: { message: 'ns_type or ttl' } });
        const lines = String(records).split('\n').filter(Boolean);
        const all = lines.map((line) => {
          const [, word = '', name = '', data = ''] =
            /^(\w+) (\S+) (.+)$/.exec(line) ?? refuse(400, { errors: { message: line } });
          const type = word.toUpperCase();
          if (type === 'CNAME' && !data.endsWith('.')) refuse(400, { errors: { message: 'a relative name' } });
          return { type, name, content: type === 'CNAME' ? withoutDot(data) : data, ttl: 3600 };
        });
        replaceRecords(zone, all);
        return { results: { domainname: zone.name } };
      },
    },
  }),
  cases: {
    'keeps lines that it does not know, and the TTL of the zone': {
      creates: 'a 600 TXT one two',
      answers: { 'GET /domains/example.com/dns': [200, { results: dns(others) }], PUT: [200, { results: {} }] },
      sends: [
        ...['GET /domains', 'GET /domains?page=2', 'GET /domains/example.com/dns'],
        ['PUT /domains/example.com/dns', dns(`${others}\ntxt a one two`)],
      ],
    },
  },
});
