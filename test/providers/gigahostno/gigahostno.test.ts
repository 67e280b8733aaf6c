import { totp } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, type Call, jsonAnswer, recordHandlers, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.gigahost.no/api/v0';
const secret = 'JBSWY3DPEHPK3PXP';
const wrapped = (data: unknown, status = 200, message = 'OK') =>
  jsonAnswer({ meta: { status, status_message: `${status} ${message}`, maintenance: false }, data }, status);
const table = {
  form: {
    fields: { id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_value', ttl: 'record_ttl' },
    priority: { MX: 'record_priority' },
  },
  done: (item: object | undefined) => wrapped(item ?? []),
  gone: wrapped([], 404, 'Not Found'),
} as const;
const handlers = recordHandlers(table);

function remove(call: Call): object {
  const record = call.zone.records.get(call.params.id ?? '');
  const isNamed = record?.name === call.query.name && record?.type === call.query.type;
  return isNamed ? handlers.drop(call) : table.gone;
}

describeProvider('gigahostno', {
  options: { username: 'me', password: 'opaque-password', totpSecret: secret },
  refusal: 401,
  fake: restFake({
    base,
    credentials: ({ url, headers }) =>
      url.pathname.endsWith('/authenticate') || headers.authorization === 'Bearer opaque-token',
    refused: wrapped([], 401, 'Unauthorized'),
    zones: {
      list: 'GET /dns/zones',
      item: ({ id, name }) => ({ zone_id: id, zone_name: name, zone_type: 'NATIVE', zone_active: '1' }),
      wrap: ({ items }) => ({ meta: { status: 200 }, data: items }),
    },
    records: {
      list: 'GET /dns/zones/{zone}/records',
      create: 'POST /dns/zones/{zone}/records',
      ...table,
      wrap: ({ items }) => ({ meta: { status: 200 }, data: items }),
    },
    routes: {
      'POST /authenticate': ({ body }) => {
        const { username, password, code } = asObject(body);
        const isCode = [0, 30_000].some((ago) => Number(totp(secret, Date.now() - ago)) === code);
        const isRight = username === 'me' && password === 'opaque-password' && isCode;
        return isRight ? wrapped({ token: 'opaque-token', token_expire: 1 }) : wrapped([], 401, 'Unauthorized');
      },
      'DELETE /dns/zones/{zone}/records/{id}': remove,
    },
  }),
  cases: {
    'takes a key in place of a login': {
      options: { apiKey: 'opaque-api-key' },
      asks: [
        {
          request: `GET ${base}/dns/zones`,
          headers: { authorization: 'Bearer opaque-api-key' },
          answer: { data: [{ zone_id: '7', zone_name: 'example.com', zone_active: '1' }] },
        },
      ],
      does: async (service) => (await service.findZone()).name,
      gives: 'example.com',
    },
  },
});
