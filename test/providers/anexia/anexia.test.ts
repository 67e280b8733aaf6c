import { type Call, describeProvider, itemForm, nothing, routedFake } from '../../../core/testing/index.js';

const records = '/zone.json/{domain}/records';
const form = itemForm({ form: { fields: { id: 'identifier', content: 'rdata' }, dots: true }, extra: ['region'] });
const gone = [404, { error: { code: 404, message: 'not found' } }] as const;
const old = { identifier: 'old', name: 'gone', type: 'TXT', rdata: '"old"', ttl: 300 };

/** Identifiers are new with each revision. */
const idOf = (id: string, { zone }: Pick<Call, 'zone'>) => `${id}-of-${zone.records.all().length}`;

function find(call: Call): string {
  return call.zone.records.all().find(([id]) => idOf(id, call) === call.params.id)?.[0] ?? 'none';
}

describeProvider('anexia', {
  options: { token: 'opaque-token' },
  fake: routedFake({
    base: 'https://engine.anexia-it.com/api/clouddns/v1',
    credentials: { authorization: 'Token opaque-token' },
    refused: [403, { error: { code: 403, message: 'forbidden' } }],
    missing: gone,
    routes: {
      'GET /zone.json/{domain}': (call) => {
        const own = call.zone.records.all();
        const items = own.map(([id, record]) => form.toItem(record, idOf(id, call), call.zone));
        const active = items.map((item) => ({ ...item, region: 'default' }));
        const revisions = [
          { state: 'active', records: active },
          { state: 'old', records: [old] },
        ];
        return { name: call.zone.name, revisions };
      },
      [`POST ${records}`]: ({ body, zone }) => {
        zone.records.insert(form.fromItem(body as Record<string, unknown>, zone));
        return { name: zone.name };
      },
      [`PUT ${records}/{id}`]: (call) => {
        const record = form.fromItem(call.body as Record<string, unknown>, call.zone);
        return call.zone.records.replace(find(call), record) ? { name: call.zone.name } : gone;
      },
      [`DELETE ${records}/{id}`]: (call) => (call.zone.records.remove(find(call)) ? nothing : gone),
    },
  }),
});
