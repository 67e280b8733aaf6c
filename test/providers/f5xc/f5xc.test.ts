import { isFailure } from '../../../core/sdk/index.js';
import { type Call, describeProvider, type FakeSet, refuse, setFake, setsOf } from '../../../core/testing/index.js';

const pending = { code: 14, details: [], message: 'Previous DNS zone change is pending. Try again later' };

function toRrset({ type, name, ttl, values }: FakeSet): object {
  const record = {
    name: name === '@' ? '' : name,
    ...(/^(A|AAAA|TXT)$/.test(type) ? { values } : { value: values[0] }),
  };
  return { ttl, description: 'ours', [`${type.toLowerCase()}_record`]: record };
}

function fromSet(body: Readonly<Record<string, unknown>>, { type: asked }: Readonly<Record<string, string>>): FakeSet {
  const { dns_zone_name, group_name, rrset } = body;
  const { ttl, description: _, ...records } = rrset as { readonly ttl: number; readonly description?: string };
  const [[field, { name, values }] = refuse(400, { code: 3, message: 'no record' })] = Object.entries(
    records as Record<string, FakeSet>,
  );
  const type = field.replace('_record', '').toUpperCase();
  if (dns_zone_name !== 'example.com' || group_name !== 'ours' || type !== (asked ?? type))
    refuse(400, { code: 3, message: 'bad' });
  return { type, name: name || '@', ttl, values };
}

function show({ zone }: Call): object {
  const apart = { metadata: { name: 'theirs' }, rr_set: [{ ttl: 60, txt_record: { name: 'x', values: ['theirs'] } }] };
  const ours = { metadata: { name: 'ours' }, rr_set: setsOf(zone).map(toRrset) };
  const servers = { ttl: 86_400, ns_record: { name: '', values: ['ns1.f5clouddns.com'] } };
  return { metadata: {}, spec: { primary: { default_rr_set_group: [servers], rr_set_group: [apart, ours] } } };
}

const one = '/example.com/rrsets/ours/a/TXT';
const body = { dns_zone_name: 'example.com', group_name: 'ours' };
const find = 'GET /example.com';

describeProvider('f5xc', {
  options: { apiToken: 'opaque-token', tenantName: 'acme', groupName: 'ours' },
  exceptions: { 'brings text through unharmed: long, quoted, escaped, at the apex': 'There a set can be added alone.' },
  refusal: 401,
  fake: setFake({
    base: 'https://acme.console.ves.volterra.io/api/config/dns/namespaces/system/dns_zones',
    credentials: { authorization: 'APIToken opaque-token' },
    missing: [404, { code: 5, details: [], message: 'not found' }],
    zones: {},
    sets: {
      one: 'GET /{domain}/rrsets/ours/{name}/{type}',
      create: 'POST /{domain}/rrsets/ours',
      change: 'PUT /{domain}/rrsets/ours/{name}/{type}',
      remove: 'DELETE /{domain}/rrsets/ours/{name}/{type}',
      toSet: (set) => ({ ...body, rrset: toRrset(set) }),
      fromSet,
    },
    routes: { 'GET /{domain}': show },
  }),
  refusals: [
    [503, pending, (error) => isFailure(error, 'SERVER') && error.retryAfterMs === 15_000],
    [200, { spec: { secondary: {} } }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'adds a set': {
      creates: 'a 60 TXT one',
      sends: [
        ...[find, `GET ${one}`],
        ['POST /example.com/rrsets/ours', { ...body, rrset: { ttl: 60, txt_record: { name: 'a', values: ['one'] } } }],
      ],
    },
    'adds a value to a set, which keeps what else it has, and removes the set with the last one': {
      given: ['a 300 TXT one'],
      creates: 'a 60 TXT two',
      removes: ['a TXT one', 'a TXT two'],
      sends: [
        ...[find, `GET ${one}`],
        [
          `PUT ${one}`,
          {
            ...{ ...body, record_name: 'a', type: 'TXT' },
            rrset: { description: 'ours', ttl: 300, txt_record: { name: 'a', values: ['one', 'two'] } },
          },
        ],
        ...[`GET ${one}`, `DELETE ${one}`],
      ],
    },
    'adds a set at the apex, and tells that it cannot be removed': {
      creates: '@ 60 TXT one',
      removes: '@ TXT one',
      fails: 'UNSUPPORTED',
    },
  },
});
