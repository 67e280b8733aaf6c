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
    // Records alone are named by their id.
    zoneOf: ({ query, request: { url } }) =>
      url.pathname.endsWith('_domain_info')
        ? { name: query.domain }
        : /zone_info$/.test(url.pathname)
          ? query
          : toZone(query),
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
    'creates a record and reloads': {
      given: ['_acme-challenge TXT one'],
      creates: '_acme-challenge 60 TXT two',
      sends: [...found, `GET /dns.zone_record_create?${item('_acme-challenge', 'two')}`, reload],
    },
    'reloads once for several records': {
      creates: ['a 60 TXT x', 'b 60 TXT x'],
      sends: [
        ...[...found, found[1]],
        ...['a', 'b'].map((name) => `GET /dns.zone_record_create?${item(name, 'x')}`),
        reload,
      ],
    },
    'lists MX with its priority apart': {
      given: ['@ MX 10 mail.example.com', 'a TXT x'],
      does: (service) => service.list({ content: '10 mail.example.com' }),
      gives: [{ id: '1', type: 'MX', name: 'example.com', content: 'mail.example.com', ttl: 60, priority: 10 }],
    },
    'updates by name': {
      given: ['_acme-challenge TXT one'],
      updates: [undefined, '_acme-challenge 60 TXT new'],
      sends: [...found, `GET /dns.zone_record_update?${item('_acme-challenge', 'new')}&id=1`, reload],
    },
    'removes one of two values and leaves the other': {
      given: ['_acme-challenge TXT one', '_acme-challenge TXT two'],
      removes: '_acme-challenge TXT one',
      sends: [...found, 'GET /dns.zone_record_delete?id=1', reload],
    },
  },
});

function toZone({ zone_id: id }: Readonly<Record<string, string>>) {
  return id === undefined ? undefined : { id };
}
