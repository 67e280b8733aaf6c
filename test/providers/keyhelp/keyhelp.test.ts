import { isDeepStrictEqual } from 'node:util';
import { type Call, describeProvider, itemForm, restFake } from '../../../core/testing/index.js';

const form = itemForm({ form: { fields: { name: 'host', content: 'value' }, hasIds: false, dots: true } });
const kept = { dkim_record: 'default._domainkey IN TXT ( "v=DKIM1; k=rsa; s=email; " "key" )' };
const soa = { ttl: 86400, primary_ns: 'ns.example.com.', rname: 'root.example.com.', refresh: 14400, minimum: 3600 };

function show({ zone }: Call): object {
  const other = zone.records.all().map(([, record]) => form.toItem(record, undefined, zone));
  return { is_custom_dns: false, is_dns_disabled: false, ...kept, records: { soa, other } };
}

function save({ zone, body }: Call): object {
  const { records, ...rest } = body as { records: { soa: object; other: Record<string, unknown>[] } };
  if (!isDeepStrictEqual([rest, records.soa], [kept, soa])) return [400, { message: 'SOA or DKIM' }];
  for (const [id] of zone.records.all()) zone.records.remove(id);
  for (const item of records.other) zone.records.insert(form.fromItem(item, zone));
  return { id: Number(zone.id) };
}

const refused = [401, { code: '401 Unauthorized', message: 'API key is missing or invalid.' }] as const;
const found = ['GET /domains?sort=domain_utf8', 'GET /dns/71'] as const;

describeProvider('keyhelp', {
  options: { baseUrl: 'https://panel.example.com/', apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://panel.example.com/api/v2',
    credentials: { 'x-api-key': 'opaque-api-key' },
    refused,
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id: Number(id), domain: name, domain_utf8: name, is_subdomain: false }),
      ignores: ['sort'],
    },
    records: { form: {} },
    routes: { 'GET /dns/{zone}': show, 'PUT /dns/{zone}': save },
  }),
  refusals: [[...refused, ['AUTHENTICATION', /missing or invalid/]]],
  cases: {
    'writes the zone as it was read, and one record more': {
      given: ['@ A 192.0.2.1'],
      creates: '_acme-challenge 120 TXT one',
      sends: [
        ...found,
        [
          'PUT /dns/71',
          {
            ...kept,
            records: {
              soa,
              other: [
                { host: '@', ttl: 60, type: 'A', value: '192.0.2.1' },
                { host: '_acme-challenge', ttl: 120, type: 'TXT', value: 'one' },
              ],
            },
          },
        ],
      ],
    },
    'reads a zone of which there is nothing but what the panel made': {
      answers: { 'GET /dns/71': [200, { ...kept, records: { soa, other: null } }] },
      lists: {},
      gives: [],
    },
    'takes no subdomain of the panel for a zone': {
      answers: { 'GET /domains': [200, [{ id: 9, domain: 'example.com', is_subdomain: true }]] },
      fails: 'ZONE_NOT_FOUND',
    },
  },
});
