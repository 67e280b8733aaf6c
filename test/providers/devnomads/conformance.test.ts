import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, patchRrsets, routedFake, rrsetsOf } from '../../../core/testing/fakes/index.js';

describeProvider('devnomads', {
  options: { token: 'opaque-token' },
  refusals: [
    [422, { error: "Could not find domain 'example.com.'" }, 'ZONE_NOT_FOUND'],
    [422, { error: 'This is no name' }, 'API'],
  ],
  fake: routedFake({
    base: 'https://api.devnomads.nl/services/dns',
    credentials: bearer('opaque-token'),
    routes: {
      'GET /zones/{domain}.': ({ zone }) => ({ name: `${zone.name}.`, rrsets: rrsetsOf(zone) }),
      'PATCH /zones/{domain}.': patchRrsets,
    },
  }),
});
