import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, recordHandlers, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { id: 'record_id', type: 'rtype', name: 'rname', content: 'rdata' },
    apex: '',
    priority: { MX: 'prio', SRV: 'prio' },
  },
  wrap: ({ items }) => ({ records: items }),
  duplicate: jsonAnswer({ message: 'this record already exists' }, 400),
});

describeProvider('dnspark', {
  options: { username: 'me', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://api.dnspark.com/v2',
    credentials: basic('me', 'opaque-token'),
    routes: {
      // A zone by its id or by its name.
      'GET /dns/{key}': (call) => {
        const { key = '' } = call.params;
        const isId = /^\d+$/.test(key);
        const zone = call.account.zone(isId ? 'id' : 'name', key) ?? refuse(404, { message: 'no such zone' });
        return isId ? list({ ...call, zone }) : { additional: { domain_id: zone.id }, records: [] };
      },
      'POST /dns/{zone}': add,
      'PUT /dns/{id}': alter,
      'DELETE /dns/{id}': drop,
    },
  }),
});
