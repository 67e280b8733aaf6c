import { type Call, describeProvider, itemForm, nothing, routedFake } from '../../../core/testing/index.js';

const records = '/zone.json/{domain}/records';
const form = itemForm({ form: { fields: { id: 'identifier', content: 'rdata' }, dots: true }, extra: ['region'] });
const gone = [404, { error: { code: 404, message: 'not found' } }] as const;
const former = { state: 'old', records: [{ identifier: 'old', name: 'gone', type: 'TXT', rdata: '"old"', ttl: 300 }] };

/** Identifiers are new with each revision. */
const idOf = (id: string, { zone }: Pick<Call, 'zone'>) =>
  `00000000-0000-4000-8000-${String(zone.records.all().length * 1000 + Number(id)).padStart(12, '0')}`;

function itemsOf(call: Call): readonly Readonly<Record<string, unknown>>[] {
  const own = call.zone.records.all();
  return own.map(([id, record]) => ({ ...form.toItem(record, idOf(id, call), call.zone), region: 'default' }));
}

const revisionsOf = (call: Call) => [{ state: 'active', records: itemsOf(call) }, former];
const shown = (call: Call) => ({ name: call.zone.name, revisions: revisionsOf(call) });

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
      'GET /zone.json/{domain}': shown,
      [`GET ${records}`]: (call) =>
        itemsOf(call).filter((item) => Object.entries(call.query).every(([field, value]) => item[field] === value)),
      [`POST ${records}`]: (call) => {
        call.zone.records.insert(form.fromItem(call.body as Record<string, unknown>, call.zone));
        return shown(call);
      },
      [`PUT ${records}/{id}`]: (call) => {
        const record = form.fromItem(call.body as Record<string, unknown>, call.zone);
        return call.zone.records.replace(find(call), record) ? shown(call) : gone;
      },
      [`DELETE ${records}/{id}`]: (call) => (call.zone.records.remove(find(call)) ? nothing : gone),
    },
  }),
});
