import { fqdn, relativeName } from '../../../core/sdk/index.js';
import {
  basic,
  type Call,
  describeProvider,
  every,
  field,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/index.js';

interface Sent {
  readonly zone_id: number;
  readonly domain_name: string;
  readonly domain_ttl: number;
  readonly record_type: string;
  readonly records: readonly { readonly value: readonly string[] }[];
}

const sets = '/v1/dns/domain/{zone}/records/SPF_TXT';
const text = ({ zone }: Call) => setsOf(zone).filter(({ type }) => type === 'TXT');

function list(call: Call): object {
  return text(call).map(({ name, type, ttl, values }, index) => ({
    spf_txt_domain_id: index + 1,
    zone_id: 71,
    domain_name: fqdn(name, 'example.com'),
    domain_ttl: ttl,
    record_type: type,
    records: [{ record_id: 1, value: values, disabled: false, domain_id: index + 1 }],
  }));
}

/** The set stands as JSON in a list, in one field of a form. */
function save({ zone, body }: Call): object {
  const [sent] = JSON.parse((body as { config: string }).config) as Sent[];
  const { domain_name = '', domain_ttl = 0, record_type: type = '', records = [] } = sent ?? {};
  const name = relativeName(domain_name, zone.name);
  if (fqdn(name, zone.name) !== domain_name) return [400, { error: 'Invalid domain name' }];
  writeSet(zone, { name, type, ttl: domain_ttl, values: records.flatMap(({ value }) => value) });
  return { message: 'Record updated successfully' };
}

const found = ['GET /v1/dns/domain', 'GET /v1/dns/domain/71/records/SPF_TXT'] as const;
const login = ['POST /oauth2/token/', 'grant_type=client_credentials'] as const;
const record = { zone_id: 71, domain_name: 'a.example.com.', domain_ttl: 60, record_type: 'TXT' };
const sent = (item: object) => new URLSearchParams({ config: JSON.stringify([item]) }).toString();

describeProvider('manageengine', {
  options: { clientId: 'me', clientSecret: 'opaque-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://clouddns.manageengine.com',
    credentials: { authorization: 'Bearer opaque-token' },
    refused: [401, { detail: 'Authentication credentials were not provided.' }],
    logins: {
      'POST /oauth2/token/': {
        sends: every(basic('me', 'opaque-secret'), field('grant_type', 'client_credentials')),
        gives: { access_token: 'opaque-token', token_type: 'Bearer', expires_in: 36000 },
      },
    },
    routes: {
      'GET /v1/dns/domain': ({ account }) =>
        account.zones.map(({ id, name }) => ({ zone_id: Number(id), zone_name: `${name}.`, zone_ttl: 500 })),
      [`GET ${sets}`]: list,
      [`POST ${sets}/`]: save,
      [`PUT ${sets}/{id}/`]: save,
      [`DELETE ${sets}/{id}`]: (call) => {
        const set = text(call)[Number(call.params.id) - 1];
        if (set === undefined) return [404, { error: 'Record not found' }];
        writeSet(call.zone, { ...set, values: [] });
        return { message: 'Record deleted successfully' };
      },
    },
  }),
  cases: {
    'logs in again where a token has expired, and again where the answer to that was lost': {
      creates: 'a 60 TXT one',
      answers: {
        'POST /oauth2/token/': [[200, { access_token: 'opaque-token' }], [502]],
        'POST /v1/dns': [[401, { detail: 'Token has expired.' }]],
      },
      leaves: ['a TXT one'],
    },
    'makes a set, as JSON in a form': {
      creates: 'a 60 TXT one',
      sends: [login, ...found, [`POST ${found[1].slice(4)}/`, sent({ ...record, records: [{ value: ['one'] }] })]],
    },
    'adds a value to a set, and removes the set with its last one': {
      given: ['a TXT one'],
      creates: 'a 60 TXT two',
      sends: [
        login,
        ...found,
        [
          `PUT ${found[1].slice(4)}/1/`,
          sent({ ...record, spf_txt_domain_id: 1, records: [{ value: ['one', 'two'], domain_id: 1 }] }),
        ],
      ],
    },
  },
});
