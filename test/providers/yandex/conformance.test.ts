import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { Handler } from '../../../core/testing/fakes/index.js';
import { header, jsonAnswer, recordHandlers, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { id: 'record_id', name: 'subdomain' },
    priority: { MX: 'priority', SRV: 'priority' },
    dots: true,
  },
  numericIds: true,
  extra: ['domain'],
  ignores: ['domain'],
  wrap: ({ items }) => ({ success: 'ok', records: items }),
  idOf: ({ query }) => query.record_id,
  sent: ({ query }) => ({ ...query, ttl: Number(query.ttl ?? 21600) }),
  duplicate: jsonAnswer({ success: 'error', error: 'record_exists' }),
  gone: jsonAnswer({ success: 'error', error: 'no_such_record' }),
  done: () => ({ success: 'ok' }),
});

/** The domain stands in the query. */
function inDomain(handler: Handler): Handler {
  return (call) => {
    const zone = call.account.zone('name', call.query.domain ?? '');
    return zone === undefined ? refuse(200, { success: 'error', error: 'no_such_domain' }) : handler({ ...call, zone });
  };
}

describeProvider('yandex', {
  options: { token: 'opaque-token' },
  fake: routedFake({
    base: 'https://pddimp.yandex.ru/api2/admin/dns',
    credentials: header('pddtoken', 'opaque-token'),
    refused: jsonAnswer({ success: 'error', error: 'bad_token' }),
    routes: {
      'GET /list': inDomain(list),
      'POST /add': inDomain(add),
      'POST /edit': inDomain(alter),
      'POST /del': inDomain(drop),
    },
  }),
});
