import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  basic,
  type Call,
  type Handler,
  jsonAnswer,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const notFound = { error_type: 'ApiErrorDoesNotExist', error_code: 3, error: 'does not exist' };
const form = {
  fields: { name: 'record', content: 'address' },
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
} as const;
const { list, add, alter, drop } = recordHandlers({
  form,
  extra: ['zone_id'],
  ignores: ['id'],
  wrap: ({ items }) => ({ records: items }),
  idOf: ({ query }) => query.id,
  sent: ({ query }) => ({ ...query, ttl: Number(query.ttl) }),
  gone: jsonAnswer(notFound, 404),
  done: () => ({}),
});

/** `id` or `zone_id` names the zone. */
function inZone(name: 'id' | 'zone_id', handler: Handler): Handler {
  return (call: Call) => {
    const zone = call.account.zone('id', call.query[name] ?? '') ?? refuse(404, notFound);
    return handler({ ...call, zone });
  };
}

describeProvider('memset', {
  options: { token: 'opaque-token' },
  isRead: ({ url }) => /info$/.test(url.pathname),
  fake: routedFake({
    base: 'https://api.memset.com/v1/json',
    credentials: basic('opaque-token', 'x'),
    routes: {
      'GET /dns.zone_domain_info': ({ account, query }) => {
        const zone = account.zone('name', query.domain ?? '') ?? refuse(404, notFound);
        return { domain: zone.name, zone_id: zone.id };
      },
      'GET /dns.zone_info': inZone('id', list),
      'GET /dns.zone_record_create': inZone('zone_id', add),
      'GET /dns.zone_record_update': inZone('zone_id', alter),
      'GET /dns.zone_record_delete': drop,
      'GET /dns.reload': () => ({ finished: false }),
    },
  }),
});
