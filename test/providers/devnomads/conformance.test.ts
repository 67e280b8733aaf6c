import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, patchRrsets, routedFake, rrsetsOf } from '../../../core/testing/fakes/index.js';

describeProvider('devnomads', {
  options: { token: 'opaque-token' },
  fake: routedFake({
    base: 'https://api.devnomads.nl/services/dns',
    credentials: bearer('opaque-token'),
    routes: {
      'GET /zones/{domain}.': ({ zone }) => ({ name: `${zone.name}.`, rrsets: rrsetsOf(zone) }),
      'PATCH /zones/{domain}.': patchRrsets,
    },
  }),
});
