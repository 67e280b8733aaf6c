import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, patchRrsets, routedFake, rrsetsOf } from '../../../core/testing/fakes/index.js';

/** What is given as the server and its id, and where the API is. */
const addresses = [
  ['http://ns.example.net:8081', undefined, 'http://ns.example.net:8081/api/v1/servers/localhost'],
  [' http://ns.example.net:8081/ ', 'other', 'http://ns.example.net:8081/api/v1/servers/other'],
  ['http://ns.example.net/pdns/api', undefined, 'http://ns.example.net/pdns/api/v1/servers/localhost'],
  ['http://ns.example.net/api/v1/', undefined, 'http://ns.example.net/api/v1/servers/localhost'],
  ['http://ns.example.net/api/v1/servers', undefined, 'http://ns.example.net/api/v1/servers/localhost'],
  ['http://ns.example.net/api/v1/servers/one', undefined, 'http://ns.example.net/api/v1/servers/one'],
  [' http://ns.example.net/api/v1/ ', undefined, 'http://ns.example.net/api/v1/servers/localhost'],
  ['http://ns.example.net/api/v1/servers/one', 'two', 'http://ns.example.net/api/v1/servers/two'],
] as const;

const shown = ({ name }: { readonly name: string }) => {
  return { id: `${name}.`, name: `${name}.`, url: `/api/v1/servers/localhost/zones/${name}.`, kind: 'Native' };
};

describeProvider('powerdns', {
  options: { server: 'http://pdns.example.net:8081', token: 'opaque-token' },
  exceptions: {
    'brings the other types of its manifest through':
      'the target of a CNAME without a final dot is relative to the zone, as lexicon has it; test/providers/powerdns says so',
  },
  refusals: [
    [422, { error: "Could not find domain 'example.com.'" }, 'ZONE_NOT_FOUND'],
    [422, { error: 'Something else' }, 'API'],
    [422, undefined, 'API'],
    [403, { error: 'Could not find domain' }, 'AUTHENTICATION'],
  ],
  cases: Object.fromEntries(
    addresses.map(([server, serverId, address]) => [
      `takes ${server} and ${serverId} for ${address}`,
      {
        options: { server, token: 'opaque-token', ...(serverId !== undefined && { serverId }) },
        asks: [{ request: `GET ${address}/zones/example.com.`, answer: { rrsets: [] } }],
      },
    ]),
  ),
  fake: routedFake({
    base: 'http://pdns.example.net:8081/api/v1/servers/localhost',
    credentials: header('x-api-key', 'opaque-token'),
    routes: {
      'GET http://pdns.example.net:8081/api': () => [200, [{ url: '/api/v1', version: 1 }]],
      'GET /zones': ({ account }) => [200, account.zones.map(shown)],
      'GET /zones/{domain}.': ({ zone }) => ({ ...shown(zone), rrsets: rrsetsOf(zone) }),
      'PUT /zones/{domain}./notify': () => ({ result: 'Notification queued' }),
      'PATCH /zones/{domain}.': patchRrsets,
    },
  }),
});
