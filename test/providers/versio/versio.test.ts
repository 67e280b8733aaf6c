import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  basic,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://www.versio.nl/api/v1';
const options = { username: 'me@example.org', password: 'opaque-password' };
const form = itemForm({
  form: { fields: { content: 'value' }, priority: { MX: 'prio' }, names: 'full', hasIds: false, quotes: 'always' },
});
const refusal = (code: number, message: string) => jsonAnswer({ error: { code, message } }, code);
const zone = (...items: object[]) => ({
  request: `GET ${base}/domains/example.com?show_dns_records=true`,
  answer: { domainInfo: { domain: 'example.com', status: 'OK', dns_management: true, dns_records: items } },
});
const redirect = { type: 'A', name: 'redirect.example.com', value: 'localhost', prio: 10, ttl: 14400, extra: 'kept' };
/** Names that were written are shown with a final dot. */
const one = { type: 'TXT', name: 'a.example.com.', value: '"one"', prio: 0, ttl: 3600 };

describeProvider('versio', {
  options,
  refusal: 401,
  fake: routedFake({
    base,
    credentials: basic('me@example.org', 'opaque-password'),
    refused: refusal(401, 'You are not authorized to access this resource.'),
    missing: refusal(404, 'ObjectDoesNotExist'),
    routes: {
      'GET /domains/{domain}': ({ zone, query }) => {
        allowOnly(query, ['show_dns_records']);
        if (query.show_dns_records !== 'true') refuse(400, { error: { code: 400, message: 'no records asked for' } });
        const items = zone.records.all().map(([, record]) => ({ prio: 0, ...form.toItem(record, undefined, zone) }));
        return { domainInfo: { domain: zone.name, dns_management: true, dns_records: items } };
      },
      'POST /domains/{domain}/update': ({ zone, body }) => {
        const { dns_records: items } = asObject(body);
        if (!Array.isArray(items)) refuse(400, { error: { code: 400, message: 'no records' } });
        const records = (items as Record<string, unknown>[]).map(({ prio, ...item }) =>
          form.fromItem({ ...item, ...(item.type === 'MX' && { prio }) }, zone),
        );
        for (const [id] of zone.records.all()) zone.records.remove(id);
        for (const record of records) zone.records.insert(record);
        return { domainInfo: { domain: zone.name } };
      },
    },
  }),
  cases: {
    'writes everything else back as it came, and nothing where the record is there': {
      asks: [
        zone(redirect, one),
        zone(redirect, one),
        zone(redirect, one),
        {
          request: `POST ${base}/domains/example.com/update`,
          body: { dns_records: [redirect, one, { type: 'TXT', name: 'a.example.com', value: '"two"', ttl: 60 }] },
          answer: {},
        },
      ],
      async does(service) {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
      },
    },
    'asks where it was told to, and does not take a domain whose DNS is elsewhere': {
      options: { ...options, endpoint: 'https://www.versio.eu/api/v1' },
      asks: [
        {
          request: 'GET https://www.versio.eu/api/v1/domains/example.com?show_dns_records=true',
          answer: { domainInfo: { domain: 'example.com', dns_management: false } },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    },
  },
});
