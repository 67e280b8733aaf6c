import { totp } from '../../../core/sdk/index.js';
import { asObject, describeProvider, recordHandlers, restFake } from '../../../core/testing/index.js';

const secret = 'JBSWY3DPEHPK3PXP';
const wrapped = (data: unknown, status = 200) => ({ meta: { status, status_message: `${status}` }, data });
const table = {
  form: {
    fields: { id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_value', ttl: 'record_ttl' },
    priority: { MX: 'record_priority' },
  },
  done: (item: object | undefined) => wrapped(item ?? []),
  gone: [404, wrapped([], 404)],
  wrap: ({ items }: { readonly items: readonly object[] }) => wrapped(items),
} as const;

describeProvider('gigahostno', {
  options: { username: 'me', password: 'opaque-password', totpSecret: secret },
  refusal: 401,
  fake: restFake({
    base: 'https://api.gigahost.no/api/v0',
    credentials: ({ headers }) => /^Bearer opaque-(token|api-key)$/.test(headers.authorization ?? ''),
    refused: [401, wrapped([], 401)],
    zones: {
      list: 'GET /dns/zones',
      item: ({ id, name }) => ({ zone_id: id, zone_name: name, zone_type: 'NATIVE', zone_active: '1' }),
      wrap: ({ items }) => wrapped(items),
    },
    logins: {
      'POST /authenticate': {
        sends({ body }) {
          const { username, password, code } = asObject(JSON.parse(body));
          const isCode = [0, 30_000].some((ago) => Number(totp(secret, Date.now() - ago)) === code);
          return username === 'me' && password === 'opaque-password' && isCode;
        },
        gives: wrapped({ token: 'opaque-token', token_expire: 1 }),
      },
    },
    records: { at: '/dns/zones/{zone}/records', changeBy: 'none', ...table },
    routes: {
      'DELETE /dns/zones/{zone}/records/{id}': (call) => {
        const record = call.zone.records.get(call.params.id ?? '');
        const isNamed = record?.name === call.query.name && record?.type === call.query.type;
        return isNamed ? recordHandlers(table).drop(call) : table.gone;
      },
    },
  }),
  cases: {
    'takes a key in place of a login': {
      options: { apiKey: 'opaque-api-key' },
      sends: ['GET /dns/zones'],
      gives: 'example.com',
    },
  },
});
