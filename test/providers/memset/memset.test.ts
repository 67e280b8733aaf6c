import { basic, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const notFound = { error_type: 'ApiErrorDoesNotExist', error_code: 3, error: 'does not exist' };
const { list, add, alter, drop } = recordHandlers({
  form: { fields: { name: 'record', content: 'address' }, apex: '', priority: { MX: 'priority', SRV: 'priority' } },
  extra: ['zone_id'],
  ignores: ['id'],
  show: (item) => ({ priority: 10, relative: false, ...item }),
  wrap: ({ items }) => ({ records: items }),
  idOf: ({ query }) => query.id,
  sent: ({ query }) => ({ ...query, ttl: Number(query.ttl) }),
  gone: [404, notFound],
  done: () => ({}),
});
const found = ['GET /dns.zone_domain_info?domain=example.com', 'GET /dns.zone_info?id=71'] as const;
const reload = 'GET /dns.reload';
const item = (name: string, content: string) => `type=TXT&record=${name}&address=${content}&ttl=60&zone_id=71`;

describeProvider('memset', {
  options: { token: 'opaque-token' },
  isRead: ({ url }) => /info$/.test(url.pathname),
  fake: routedFake({
    base: 'https://api.memset.com/v1/json',
    credentials: basic('opaque-token', 'x'),
    missing: [404, notFound],
    // The id is that of a record, but for one request.
    zoneOf: ({ query: { domain: name, zone_id, id }, request: { url } }) =>
      /record_(update|delete)$|reload$/.test(url.pathname) ? undefined : { name, id: zone_id ?? id },
    routes: {
      'GET /dns.zone_domain_info': ({ zone }) => ({ domain: zone.name, zone_id: zone.id }),
      'GET /dns.zone_info': list,
      'GET /dns.zone_record_create': add,
      'GET /dns.zone_record_update': alter,
      'GET /dns.zone_record_delete': drop,
      'GET /dns.reload': () => ({ status: 'NEW', finished: false }),
    },
  }),
  refusals: [[404, { error_type: 'ApiErrorDoesNotExist', error_code: 3, error: 'no such zone' }, 'ZONE_NOT_FOUND']],
  cases: {
    'creates, changes and removes a record, and reloads': {
      given: ['a TXT one'],
      creates: '_acme-challenge 60 TXT one',
      updates: [undefined, '_acme-challenge 60 TXT new'],
      removes: '_acme-challenge TXT new',
      sends: [
        ...[...found, `GET /dns.zone_record_create?${item('_acme-challenge', 'one')}`, reload],
        ...[found[1], `GET /dns.zone_record_update?${item('_acme-challenge', 'new')}&id=2`, reload],
        ...[found[1], 'GET /dns.zone_record_delete?id=2', reload],
      ],
    },
    'reloads once for several records': {
      creates: ['a 60 TXT x', 'b 60 TXT x'],
      sends: [
        ...[...found, found[1]],
        ...['a', 'b'].map((name) => `GET /dns.zone_record_create?${item(name, 'x')}`),
        reload,
      ],
    },
  },
});
