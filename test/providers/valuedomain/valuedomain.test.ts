import { withDot, withoutDot } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  bearer,
  cut,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const base = 'https://api.value-domain.com/v1/domains';
const written = (type: string, value: string) => (type === 'CNAME' ? withDot(value) : value);

describeProvider('valuedomain', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.value-domain.com/v1',
    credentials: bearer('opaque-token'),
    missing: jsonAnswer({ errors: { message: 'not found' } }, 404),
    routes: {
      'GET /domains': ({ account, query }) => {
        allowOnly(query, ['page', 'limit']);
        const { items, page, pages, size } = cut(account.zones, query, {
          by: 'page',
          parameter: 'page',
          size: 'limit',
          usual: 1,
          largest: 100,
        });
        return { paging: { max: pages, limit: size, page }, results: items.map(({ name }) => ({ domainname: name })) };
      },
      'GET /domains/{domain}/dns': ({ zone }) => {
        const lines = setsOf(zone).flatMap(({ type, name, values }) =>
          values.map((value) => `${type.toLowerCase()} ${name} ${written(type, value)}`),
        );
        return { results: { domainname: zone.name, ns_type: 'valuedomain1', records: lines.join('\n'), ttl: 3600 } };
      },
      'PUT /domains/{domain}/dns': ({ zone, body }) => {
        const { ns_type, records, ttl } = asObject(body);
        if (ns_type !== 'valuedomain1' || ttl !== 3600) refuse(400, { errors: { message: 'ns_type or ttl' } });
        for (const set of setsOf(zone)) writeSet(zone, { ...set, values: [] });
        for (const line of String(records).split('\n').filter(Boolean)) {
          const [, word = '', name = '', data = ''] =
            /^(\w+) (\S+) (.+)$/.exec(line) ?? refuse(400, { errors: { message: line } });
          const type = word.toUpperCase();
          zone.records.insert({ type, name, content: type === 'CNAME' ? withoutDot(data) : data, ttl: 3600 });
        }
        return { results: { domainname: zone.name } };
      },
    },
  }),
  cases: {
    'keeps lines that it does not know, and the TTL of the zone': {
      asks: [
        { request: `GET ${base}`, answer: { results: [{ domainname: 'example.com' }] } },
        {
          request: `GET ${base}/example.com/dns`,
          answer: {
            results: { ns_type: 'valuedomain1', records: 'mx mail.example.net. 10\n#x\na www 192.0.2.1', ttl: 120 },
          },
        },
        {
          request: `PUT ${base}/example.com/dns`,
          body: {
            ns_type: 'valuedomain1',
            records: 'mx mail.example.net. 10\n#x\na www 192.0.2.1\ntxt a one two',
            ttl: 120,
          },
          answer: { results: {} },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one two', ttl: 600 }),
    },
  },
});
