import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  type FakeRecord,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const login = 'https://auth.mythic-beasts.com/login';
const base = 'https://api.mythic-beasts.com/dns/v2';
const form = itemForm({
  form: {
    fields: { name: 'host', content: 'data' },
    hasIds: false,
    dots: true,
    priority: { MX: 'mx_priority', SRV: 'srv_priority' },
    parts: { CAA: ['caa_flags', 'caa_tag', 'data'] },
  },
});
const basic = `Basic ${Buffer.from('opaque-key-id:opaque-secret').toString('base64')}`;

function isSame(one: FakeRecord, other: FakeRecord): boolean {
  return one.type === other.type && one.name === other.name && one.content === other.content;
}

function fieldsOf(record: FakeRecord, zone: Call['zone']): Readonly<Record<string, unknown>> {
  return form.toItem(record, undefined, zone);
}

/** Adds what is not there yet. */
function add({ zone, body }: Call): number {
  const items = asObject(body).records as object[];
  const fresh = items
    .map((item) => form.fromItem({ ...item }, zone))
    .filter((record) => !zone.records.all().some(([, old]) => isSame(old, record)));
  for (const record of fresh) zone.records.insert(record);
  return fresh.length;
}

function selected({ zone, query, params }: Call) {
  allowOnly(query, ['type', 'host', 'data']);
  const wanted = { ...query, ...(params.host !== undefined && { host: params.host, type: params.type }) };
  return zone.records
    .all()
    .filter(([, record]) => Object.entries(wanted).every(([key, value]) => fieldsOf(record, zone)[key] === value));
}

function drop(call: Call): number {
  const found = selected(call);
  for (const [id] of found) call.zone.records.remove(id);
  return found.length;
}

describeProvider('mythicbeasts', {
  options: { username: 'opaque-key-id', password: 'opaque-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.mythic-beasts.com/dns/v2',
    credentials: ({ url, headers, body }) =>
      url.href === login
        ? headers.authorization === basic && body === 'grant_type=client_credentials'
        : headers.authorization === 'Bearer opaque-access-token',
    command: ({ request: { method, url } }) =>
      url.href === login ? 'login' : `${method} ${url.pathname.replace(/(records\/).*/, '$1{host}/{type}')}`,
    routes: {
      login: () => ({ access_token: 'opaque-access-token', expires_in: 300, token_type: 'bearer' }),
      'GET /dns/v2/zones': ({ account }) => ({ zones: account.zones.map(({ name }) => name) }),
      'GET /dns/v2/zones/example.com/records': (call) => ({
        records: selected(call).map(([, record]) => fieldsOf(record, call.zone)),
      }),
      'POST /dns/v2/zones/example.com/records': (call) => ({ records_added: add(call) }),
      'PUT /dns/v2/zones/example.com/records/{host}/{type}': (call) => {
        const removed = drop(withParams(call));
        if (removed !== 1) refuse(400, { error: 'replaces another number of records' });
        return { records_removed: removed, records_added: add(call) };
      },
      'DELETE /dns/v2/zones/example.com/records/{host}/{type}': (call) =>
        jsonAnswer({ records_removed: drop(withParams(call)) }),
    },
  }),
  cases: {
    'takes a token of a login made elsewhere, and is done when that is refused': {
      options: { token: 'opaque-given-token' },
      asks: [
        {
          request: `GET ${base}/zones`,
          headers: { authorization: 'Bearer opaque-given-token' },
          status: 401,
          answer: { error: 'Authentication required' },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});

function withParams(call: Call): Call {
  const [host = '', type = ''] = call.request.url.pathname.split('/').slice(-2).map(decodeURIComponent);
  return { ...call, params: { host, type } };
}
