import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, header, itemForm, jsonAnswer, routedFake } from '../../../core/testing/fakes/index.js';

const form = itemForm({
  form: { fields: { id: 'identifier', content: 'rdata' }, dots: true },
  extra: ['region'],
});
const gone = jsonAnswer({ error: { code: 404, message: 'not found' } }, 404);

/** Identifiers are new with each revision. */
const idOf = (id: string, { zone }: Pick<Call, 'zone'>) => `${id}-of-${zone.records.all().length}`;

function find(call: Call): string | undefined {
  return call.zone.records.all().find(([id]) => idOf(id, call) === call.params.id)?.[0];
}

const records = '/zone.json/{domain}/records';

describeProvider('anexia', {
  options: { token: 'opaque-token' },
  fake: routedFake({
    base: 'https://engine.anexia-it.com/api/clouddns/v1',
    credentials: header('authorization', 'Token opaque-token'),
    refused: jsonAnswer({ error: { code: 403, message: 'forbidden' } }, 403),
    missing: gone,
    routes: {
      'GET /zone.json/{domain}': (call) => {
        const own = call.zone.records.all();
        const items = own.map(([id, record]) => ({
          ...form.toItem(record, idOf(id, call), call.zone),
          region: 'default',
        }));
        const old = { identifier: 'old', name: 'gone', type: 'TXT', rdata: '"old"', ttl: 300 };
        return {
          name: call.zone.name,
          revisions: [
            { state: 'active', records: items },
            { state: 'old', records: [old] },
          ],
        };
      },
      [`POST ${records}`]: ({ body, zone }) => {
        zone.records.insert(form.fromItem(body as Record<string, unknown>, zone));
        return { name: zone.name };
      },
      [`PUT ${records}/{id}`]: (call) => {
        const id = find(call);
        if (id === undefined) return gone;
        call.zone.records.replace(id, form.fromItem(call.body as Record<string, unknown>, call.zone));
        return { name: call.zone.name };
      },
      [`DELETE ${records}/{id}`]: (call) => {
        const id = find(call);
        return id !== undefined && call.zone.records.remove(id) ? { status: 204, headers: {}, body: '' } : gone;
      },
    },
  }),
});
