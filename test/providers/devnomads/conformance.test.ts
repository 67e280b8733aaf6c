import { describeProvider } from '../../conformance/describe-provider.js';
import { bearer, patchRrsets, routedFake, rrsetsOf } from '../../conformance/fakes/index.js';

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
