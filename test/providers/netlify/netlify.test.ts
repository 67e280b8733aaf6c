import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, restFake } from '../../../core/testing/fakes/index.js';

const unused = { priority: null, weight: null, port: null, flag: null, tag: null };

describeProvider('netlify', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.netlify.com/api/v1',
    credentials: bearer('opaque-token'),
    zones: { list: 'GET /dns_zones' },
    /** A zone is known by its name as well. */
    zoneOf: ({ params: { place = '71' } }) => (/_/.test(place) ? { name: place.replaceAll('_', '.') } : { id: place }),
    records: {
      at: '/dns_zones/{place}/dns_records',
      changeBy: 'none',
      show: ({ id, value, ...item }) => ({ ...unused, ...item, id, dns_zone_id: '71', managed: false, value }),
      form: {
        fields: { name: 'hostname', content: 'value' },
        names: 'full',
        priority: { MX: 'priority', SRV: 'priority' },
        parts: { CAA: ['flag', 'tag', 'value'], SRV: ['weight', 'port', 'value'] },
      },
    },
  }),
});
