import { fullName, groupBy } from '../../../core/sdk/index.js';
import { asObject, bearer, describeProvider, restFake } from '../../../core/testing/index.js';

type Shown = Readonly<Record<string, unknown>>;
const records = '/example.com/records';
const [find, list, one] = ['GET ', `GET ${records}`, { record: 'a', type: 'TXT', content: 'one', ttl: 300 }] as const;

function show([first = {}, ...others]: readonly Shown[]): object {
  const content = [first, ...others].map((item) => ({ id: item.id, content_raw: item.content }));
  return { name: first.record, type: first.type, ttl: first.ttl, status: 'active', is_protected: false, content };
}

describeProvider('virakcloud', {
  options: { apiToken: 'opaque-token' },
  fake: restFake({
    base: 'https://public-api.virakcloud.com/dns/domains',
    credentials: bearer('opaque-token'),
    zones: {
      ...{ list: 'GET ', one: 'GET /{domain}' },
      item: ({ name }) => ({ domain: name, name, status: 'active', dns_info: { virak_dns: [], domain_dns: [] } }),
      wrap: ({ items }) => ({ data: items }),
      wrapOne: (item) => ({ data: item }),
    },
    records: {
      at: '/{domain}/records[/{name}/{type}/{id}]',
      form: { fields: { name: 'record' }, quotes: 'read' },
      show: (item) => ({ ...item, record: fullName(String(item.record), 'example.com') }),
      sent: ({ body, params: { name: record, type } }) => ({ ...(record && { record, type }), ...asObject(body) }),
      idOf: ({ params: { id = '', name }, zone: { records: own, name: zone } }) =>
        fullName(own.get(id)?.name ?? '', zone) === name ? id : 'none',
      wrap: ({ items }) => ({
        data: [...groupBy(items as readonly Shown[], ({ record, type }) => `${record} ${type}`).values()].map(show),
      }),
      done: () => ({ data: { success: true } }),
    },
  }),
  cases: {
    'creates by the name within the zone, and removes by name, type and id': {
      given: ['a TXT other'],
      creates: 'a 300 TXT one',
      removes: 'a TXT one',
      sends: [find, list, [`POST ${records}`, one], list, `DELETE ${records}/a.example.com/TXT/2`],
    },
    'changes value and TTL in place': {
      given: ['a TXT one'],
      updates: ['TXT/a.example.com/MQ', 'a 600 TXT two'],
      sends: [find, [`PUT ${records}/a.example.com/TXT/1`, { content: 'two', ttl: 600 }]],
    },
  },
});
