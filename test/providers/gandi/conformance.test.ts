import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, type FakeSet, setFake, setsOf } from '../../../core/testing/fakes/index.js';

interface Rrset {
  readonly rrset_type: string;
  readonly rrset_name: string;
  readonly rrset_ttl: number;
  readonly rrset_values: readonly string[];
}

/** Hosts are kept as they were written, with or without a final dot. */
function toSet({ type, name, ttl, values }: FakeSet): Rrset {
  const rrset_values = values.map((value) => (type === 'TXT' ? quoteTxt(value) : value));
  return { rrset_type: type, rrset_name: name, rrset_ttl: ttl, rrset_values };
}

function fromSet(
  { rrset_ttl, rrset_values }: Rrset,
  { name = '', type = '' }: Readonly<Record<string, string>>,
): FakeSet {
  return {
    type,
    name,
    ttl: rrset_ttl,
    values: rrset_values.map((value) => (type === 'TXT' ? unquoteTxt(value) : value)),
  };
}

describeProvider('gandi', {
  options: { token: 'opaque-token', apiProtocol: 'rest' },
  fake: setFake({
    base: 'https://api.gandi.net/v5/livedns',
    credentials: bearer('opaque-token'),
    zones: { one: 'GET /domains/{domain}', item: ({ name }) => ({ fqdn: name }) },
    sets: {
      list: 'GET /domains/{domain}/records',
      one: 'GET /domains/{domain}/records/{name}/{type}',
      create: 'POST /domains/{domain}/records/{name}/{type}',
      put: 'PUT /domains/{domain}/records/{name}/{type}',
      remove: 'DELETE /domains/{domain}/records/{name}/{type}',
      toSet,
      fromSet,
    },
    routes: {
      'GET /domains/{domain}/records/{name}': ({ zone, params }) => {
        const found = setsOf(zone).filter(({ name }) => name === params.name);
        return found.length === 0 ? [404, { message: 'Not found' }] : found.map(toSet);
      },
    },
  }),
});
