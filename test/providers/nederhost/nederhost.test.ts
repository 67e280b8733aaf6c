import { describeProvider, itemForm, refuse, removeRecord, routedFake } from '../../../core/testing/index.js';

const { toItem, fromItem } = itemForm({ form: { names: 'full', dots: true, quotes: 'always' }, numericIds: true });
const records = '/zones/example.com/records';
const listed = `GET ${records}`;
const patch = (place: string, content: string) => [`PATCH ${records}/${place}`, [{ content, ttl: 60 }]] as const;
const spf = patch('example.com/TXT', '"v=spf1 -all"');

/** Full name → type → records. */
function show({ zone }: { readonly zone: Parameters<typeof fromItem>[1] }): object {
  const items = zone.records.all().map(([id, record]) => toItem(record, id, zone));
  const group = (all: typeof items, key: 'name' | 'type', toGroup: (some: typeof items) => object) =>
    Object.fromEntries(all.map((one) => [one[key], toGroup(all.filter((other) => other[key] === one[key]))]));
  const bare = { name: undefined, type: undefined, comment: null };
  return group(items, 'name', (some) => group(some, 'type', (same) => same.map((item) => ({ ...item, ...bare }))));
}

describeProvider('nederhost', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.nederhost.nl/dns/v1',
    credentials: { authorization: 'Bearer opaque-api-key' },
    routes: {
      'GET /zones/{domain}/records': show,
      'PATCH /zones/{domain}/records/{name}/{type}': ({ params: { name, type }, zone, body }) => {
        for (const item of body as { content: string }[]) {
          // As in a zone file: without quotes, text is one word.
          if (type === 'TXT' && !/^(?:"(?:[^"\\]|\\.){0,255}"\s*)+$|^[^\s"\\;()]{1,255}$/s.test(item.content))
            refuse(400, { error: 'syntax error' });
          zone.records.insert(fromItem({ ...item, name, type }, zone));
        }
        return show({ zone });
      },
      'GET /zones/{domain}': () => [204],
      'DELETE /zones/{domain}/records/{name}/{type}': ({ params: { name, type }, query, zone }) => [
        removeRecord(zone, fromItem({ ...query, name, type }, zone)) ? 204 : 404,
      ],
      'DELETE /zones/{domain}/records_by_id/{id}': (call) => [
        call.zone.records.remove(call.params.id ?? '') ? 204 : 404,
      ],
    },
  }),
  refusals: [[403, { error: 'not yours' }, 'ZONE_NOT_FOUND']],
  cases: {
    'adds to the set of the full name, plain text bare and other text in quotes': {
      creates: ['a 60 TXT one-2_3', '@ 60 TXT v=spf1 -all'],
      sends: [listed, listed, patch('a.example.com/TXT', 'one-2_3'), listed, spf],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [listed, listed, 'DELETE /zones/example.com/records_by_id/2'],
    },
    'tells a write that was refused from a zone that is not there': {
      answers: { PATCH: [403, { error: 'locked' }] },
      creates: 'a 60 TXT one',
      fails: ['AUTHENTICATION', /locked/],
    },
  },
});
