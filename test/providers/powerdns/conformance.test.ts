import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, patchRrsets, routedFake, rrsetsOf } from '../../../core/testing/fakes/index.js';

describeProvider('powerdns', {
  options: { server: 'http://pdns.example.net:8081', token: 'opaque-token' },
  exceptions: {
    'brings the other types of its manifest through':
      'the target of a CNAME without a final dot is relative to the zone, as lexicon has it; test/providers/powerdns says so',
  },
  fake: routedFake({
    base: 'http://pdns.example.net:8081/api/v1/servers/localhost',
    credentials: header('x-api-key', 'opaque-token'),
    routes: {
      'GET /zones/{domain}.': ({ zone }) => ({ name: `${zone.name}.`, kind: 'Native', rrsets: rrsetsOf(zone) }),
      'PATCH /zones/{domain}.': patchRrsets,
    },
  }),
});
