import { isDeepStrictEqual } from 'node:util';
import { joinPriority } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  bearer,
  type Call,
  cut,
  type FakeRecord,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const records = '/domains/{domain}/dns-records';
const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 20, largest: 100 } as const;
const missing = jsonAnswer({ status_code: 404, error_code: 'not_found', message: 'Not found' }, 404);

function toItem(id: string, { type, name, content }: FakeRecord) {
  const [priority, host] = type === 'MX' ? content.split(' ') : [];
  const data = type === 'MX' ? { value: host, priority: Number(priority) } : { value: content };
  return { id: Number(id), type, data: { ...data, ...(name !== '@' && { subdomain: name }) } };
}

function sent({ body }: Call): FakeRecord {
  const { subdomain, type, value, priority, ...rest } = asObject(body);
  allowOnly(rest, []);
  if (subdomain === '' || subdomain === '@' || (type === 'MX') !== (priority !== undefined))
    refuse(400, { error_code: 'bad_request' });
  const content = joinPriority({ content: String(value), priority: priority as number | undefined });
  return { type: String(type), name: String(subdomain ?? '@'), content, ttl: 600 };
}

const domain = { request: 'GET /domains/example.com', answer: { domain: { fqdn: 'example.com' } } };
const first = '/domains/example.com/dns-records';
const toFirst = { subdomain: 'a', type: 'TXT', value: 'one' };
const named = 'https://api.timeweb.cloud/api/v2/domains/a.example.com/dns-records';

describeProvider('timeweb', {
  exceptions: {
    'gives a record the TTL that it was asked for': 'The service chooses the TTL.',
    'sends again by itself what does no harm when it is sent twice': 'Nobody says that no second record comes of it.',
  },
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.timeweb.cloud/api/v1',
    credentials: bearer('opaque-token'),
    missing,
    routes: {
      'GET /domains': ({ account, query }) => {
        const { items, total } = cut(account.zones, query, pages);
        return {
          meta: { total },
          domains: items.map(({ id, name }) => ({ id: Number(id), fqdn: name, subdomains: [] })),
        };
      },
      'GET /domains/{domain}': ({ zone }) => ({ domain: { fqdn: zone.name, id: Number(zone.id) } }),
      [`GET ${records}`]: ({ zone, query }) => {
        const { items, total } = cut(zone.records.all(), query, pages);
        return { meta: { total }, dns_records: items.map(([id, record]) => toItem(id, record)) };
      },
      [`POST ${records}`]: (call) => {
        const record = sent(call);
        const same = call.zone.records
          .all()
          .find(([, { ttl: _, ...own }]) => isDeepStrictEqual({ ...own, ttl: 600 }, record));
        if (same !== undefined) return jsonAnswer({ dns_record: toItem(...same) }, 201);
        return jsonAnswer({ dns_record: toItem(call.zone.records.insert(record), record) }, 201);
      },
      [`PATCH ${records}/{id}`]: (call) => {
        const { id = '' } = call.params;
        return call.zone.records.replace(id, sent(call)) ? { dns_record: toItem(id, sent(call)) } : missing;
      },
      [`DELETE ${records}/{id}`]: ({ zone, params: { id = '' } }) =>
        zone.records.remove(id) ? { status: 204, headers: {}, body: '' } : missing,
    },
  }),
  cases: {
    'leaves the name to version 2 where version 1 refuses it': {
      creates: 'a 600 TXT one',
      asks: [
        domain,
        { request: `POST ${first}`, body: toFirst, status: 400, answer: { error_code: 'bad_subdomain_name' } },
        { request: `POST ${named}`, body: { type: 'TXT', value: 'one' }, status: 201, answer: {} },
      ],
    },
    'takes a record back that was made at the apex in place of its name': {
      creates: 'a 600 TXT one',
      asks: [
        domain,
        {
          request: `POST ${first}`,
          body: toFirst,
          status: 201,
          answer: { dns_record: { id: 5, type: 'TXT', data: { value: 'one' }, fqdn: 'example.com' } },
        },
        { request: `DELETE ${first}/5`, status: 204 },
        { request: `POST ${named}`, body: { type: 'TXT', value: 'one' }, status: 201, answer: {} },
      ],
    },
    'removes by the id alone where only version 2 is known': {
      asks: [
        domain,
        { request: 'DELETE /domains/example.com/dns-records/3', status: 404 },
        { request: 'DELETE https://api.timeweb.cloud/api/v2/domains/example.com/dns-records/3', status: 204 },
      ],
      does: (service) => service.remove('3', {}),
    },
  },
});
