import { describeProvider } from '../../../core/testing/describe-provider.js';
import { jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('dnsservices', {
  options: { username: 'me@example.com', password: 'opaque-password' },
  refusal: 401,
  isRead: ({ method, url }) => method === 'GET' && url.pathname.includes('/service/'),
  fake: restFake({
    base: 'https://dns.services/api',
    credentials: ({ headers, url }) => url.pathname === '/api/login' || headers.authorization === 'Bearer opaque-token',
    zones: {
      list: 'GET /dns',
      item: ({ id, name }) => ({ domain_id: id, name, service_id: '9' }),
      wrap: ({ items }) => ({ service_ids: ['9'], zones: items }),
    },
    records: {
      list: 'GET /service/9/dns/{zone}',
      create: 'POST /service/9/dns/{zone}/records',
      change: 'PUT /service/9/dns/{zone}/records/{id}',
      remove: 'DELETE /service/9/dns/{zone}/records/{id}',
      form: { apex: '', priority: { MX: 'priority', SRV: 'priority' } },
      wrap: ({ items }) => ({ records: items }),
      done: () => ({ success: true }),
    },
    routes: {
      'POST /login': ({ body }) =>
        (body as { password?: string }).password === 'opaque-password'
          ? { token: 'opaque-token', refresh: 'opaque-refresh' }
          : jsonAnswer({ error: ['invalid password'] }, 401),
    },
  }),
});
