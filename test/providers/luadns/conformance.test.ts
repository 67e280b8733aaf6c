import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('luadns', {
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: restFake({
    base: 'https://api.luadns.com/v1',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: { list: 'GET /zones', item: ({ id, name }) => ({ id: Number(id), name }) },
    records: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PUT /zones/{zone}/records/{id}',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: { names: 'fqdn', dots: true },
      numericIds: true,
    },
  }),
});
