import { groupBy } from '../../../core/sdk/index.js';
import { asObject, bearer, describeProvider, refuse, routedFake } from '../../../core/testing/index.js';

const [find, list] = ['GET ', 'GET /example-com'] as const;
/** A zone is called by its name with hyphens. */
const idOf = (name: string) => name.replaceAll('.', '-');
const resource = (name: string, spec: object) => ({ metadata: { name, namespace: 'w' }, spec });
const txt = (text: string, ttl = 120) => ({ TXT: text, type: 'TXT', ttl });
const theirs = { A: ['192.0.2.1'], type: 'A', ttl: 60, weight: 3 };
const patch = (items: readonly object[] | null) => ['PATCH /example-com', { spec: { records: { a: items } } }] as const;

describeProvider('sotoon', {
  options: { token: 'opaque-token', workspaceUuid: 'w' },
  fake: routedFake({
    base: 'https://api.sotoon.ir/delivery/v2.1/global/workspaces/w/domainzones',
    credentials: bearer('opaque-token'),
    zoneOf: ({ params: { slug } }) => (slug === undefined ? undefined : { name: slug.replaceAll('-', '.') }),
    routes: {
      [find]: ({ account }) => ({ items: account.zones.map(({ name }) => resource(idOf(name), { origin: name })) }),
      'GET /{slug}': ({ zone: { name: origin, records: own } }) => {
        const names = groupBy(own.all(), ([, { name }]) => name);
        const toItem = ([, { type, ttl, content }]: ReturnType<typeof own.all>[0]) => ({ [type]: content, type, ttl });
        const records = Object.fromEntries([...names].map(([name, all]) => [name, all.map(toItem)]));
        return resource(idOf(origin), { origin, records });
      },
      'PATCH /{slug}': ({ body, zone, request: { headers } }) => {
        if (headers['content-type'] !== 'application/merge-patch+json') refuse(415, { message: 'no merge patch' });
        const { records } = asObject(asObject(body).spec) as {
          records: Record<string, ReturnType<typeof txt>[] | null>;
        };
        for (const [name, items] of Object.entries(records)) {
          for (const [id, record] of zone.records.all()) if (record.name === name) zone.records.remove(id);
          for (const { type, ttl, ...item } of items ?? [])
            zone.records.insert({ type, name, ttl, content: item[type as 'TXT'] });
        }
        return resource(idOf(zone.name), { records });
      },
    },
  }),
  cases: {
    'writes all records of a name, those of other types as they came': {
      answers: { [list]: [200, resource('example-com', { records: { a: [txt('one'), theirs], b: [theirs] } })] },
      creates: 'a 600 TXT two',
      sends: [find, list, patch([theirs, txt('one'), txt('two')])],
    },
    'removes a name with its last record': {
      given: ['a TXT one', 'b TXT one'],
      removes: 'a TXT one',
      sends: [find, list, patch(null)],
      leaves: ['b TXT one'],
    },
    'takes an empty account for what it is': { answers: { [find]: [200, { items: null }] }, fails: 'ZONE_NOT_FOUND' },
    'lists a zone without records': { answers: { [list]: [200, resource('example-com', {})] }, lists: {}, gives: [] },
  },
});
