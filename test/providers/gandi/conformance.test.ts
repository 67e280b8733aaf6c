import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  bearer,
  type Call,
  type FakeSet,
  type Given,
  refuse,
  setAt,
  setFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const one = '/domains/{domain}/records/{name}/{type}';

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

/** A set without values may be written too: other clients leave those behind. */
function save({ zone, params, body }: Call): Given {
  const set = fromSet(body as Rrset, params);
  if (new Set(set.values).size < set.values.length) refuse(400, { message: 'a set has each value once' });
  if (!Number.isInteger(set.ttl) || set.ttl < 300) refuse(400, { message: 'a set has a TTL' });
  writeSet(zone, set);
  return [201, { message: 'DNS Record Created' }];
}

function create(call: Call): Given {
  const { name = '', type = '' } = call.params;
  return setAt(call.zone, { name, type }) === undefined ? save(call) : [409, { message: 'the set exists' }];
}

describeProvider('gandi', {
  options: { token: 'opaque-token', apiProtocol: 'rest' },
  fake: setFake({
    base: 'https://api.gandi.net/v5/livedns',
    credentials: bearer('opaque-token'),
    zones: { one: 'GET /domains/{domain}', item: ({ name }) => ({ fqdn: name }) },
    sets: {
      list: 'GET /domains/{domain}/records',
      one: `GET ${one}`,
      remove: `DELETE ${one}`,
      toSet,
      fromSet,
    },
    routes: {
      [`POST ${one}`]: create,
      [`PUT ${one}`]: save,
      'GET /domains/{domain}/records/{name}': ({ zone, params }) => {
        const found = setsOf(zone).filter(({ name }) => name === params.name);
        return found.length === 0 ? [404, { message: 'Not found' }] : found.map(toSet);
      },
    },
  }),
});
