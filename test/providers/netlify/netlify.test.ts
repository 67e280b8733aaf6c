import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('netlify', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.netlify.com/api/v1',
    credentials: bearer('opaque-token'),
    zones: { list: 'GET /dns_zones' },
    records: {
      list: 'GET /dns_zones/{zone}/dns_records',
      create: 'POST /dns_zones/{zone}/dns_records',
      remove: 'DELETE /dns_zones/{zone}/dns_records/{id}',
      form: {
        fields: { name: 'hostname', content: 'value' },
        names: 'full',
        priority: { MX: 'priority', SRV: 'priority' },
        parts: { CAA: ['flag', 'tag', 'value'], SRV: ['weight', 'port', 'value'] },
      },
    },
  }),
});
