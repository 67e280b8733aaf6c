import { fqdn, relativeName } from '../../../core/sdk/index.js';
import { describeProvider, routedFake } from '../../../core/testing/index.js';

interface Sent {
  readonly DomainId: unknown;
  readonly Name: string;
  readonly TTL: unknown;
  readonly Text: string;
}

describeProvider('onecloudru', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.1cloud.ru',
    credentials: { authorization: 'Bearer opaque-token' },
    routes: {
      'GET /dns': ({ account }) =>
        account.zones.map(({ id, name: zone, records }) => ({
          ID: Number(id),
          Name: zone,
          State: 'Active',
          LinkedRecords: records.all().map(([record, { type, name, ttl, content }]) => ({
            ID: Number(record),
            TypeRecord: type,
            HostName: name === '@' ? name : fqdn(name, zone),
            TTL: ttl,
            ...(type === 'TXT' ? { Text: content, IP: '' } : { Text: '', IP: content }),
          })),
        })),
      'POST /dns/recordtxt': ({ zone, body }) => {
        const { DomainId, Name, TTL, Text } = body as Sent;
        if (DomainId !== '71' || typeof TTL !== 'string') return [400, { Message: 'numbers are text' }];
        zone.records.insert({ type: 'TXT', name: relativeName(Name, zone.name), content: Text, ttl: Number(TTL) });
        return { ID: 9, TypeRecord: 'TXT' };
      },
      'DELETE /dns/{zone}/{id}': ({ zone, params }) => [zone.records.remove(params.id ?? '') ? 200 : 404, {}],
    },
  }),
  cases: {
    'creates text, with numbers as text and a TTL that the service takes': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        'GET /dns',
        'GET /dns',
        ['POST /dns/recordtxt', { DomainId: '71', Name: '_acme-challenge', TTL: '300', Text: 'one' }],
      ],
    },
    'lists text alone': { given: ['a TXT one', 'b A 192.0.2.1'], lists: {}, gives: ['1 a.example.com 60 TXT one'] },
    'removes by the ids of zone and record': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: ['GET /dns', 'GET /dns', 'DELETE /dns/71/2'],
    },
  },
});
