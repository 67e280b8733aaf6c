import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('conoha', {
  options: { region: 'tyo1', username: 'gncu1', password: 'secret', tenantId: 't1' },
  fake: restFake({
    base: 'https://dns-service.tyo1.conoha.io/v1',
    credentials: header('x-auth-token', 'opaque-token'),
    logins: {
      'POST https://identity.tyo1.conoha.io/v2.0/tokens': {
        sends: { auth: { passwordCredentials: { username: 'gncu1', password: 'secret' }, tenantId: 't1' } },
        gives: {
          access: {
            token: { expires: '2099-05-20T07:08:21Z', id: 'opaque-token' },
            serviceCatalog: [{ endpoints: [{ publicURL: 'https://dns-service.tyo1.conoha.io' }], type: 'dns' }],
          },
        },
      },
    },
    routes: {
      'GET /domains': ({ account, query }) => {
        const domains = account.zones.map(({ id, name }) => ({ id, name: `${name}.` }));
        return { domains: domains.filter(({ name }) => name === (query.name ?? name)) };
      },
    },
    records: {
      list: 'GET /domains/{zone}/records',
      create: 'POST /domains/{zone}/records',
      change: 'PUT /domains/{zone}/records/{id}',
      remove: 'DELETE /domains/{zone}/records/{id}',
      form: {
        fields: { content: 'data' },
        names: 'fqdn',
        priority: { MX: 'priority', SRV: 'priority' },
        quotes: 'read',
        dots: true,
      },
      extra: ['priority'],
      done: (item) => item ?? [200],
      wrap: ({ items }) => ({ records: items }),
      duplicate: jsonAnswer({ message: 'Duplicate record' }, 409),
    },
  }),
});
