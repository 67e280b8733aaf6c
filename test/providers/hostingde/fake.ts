import type { FakeApi } from '../../../core/testing/fake-api.js';
import {
  asObject,
  type Call,
  field,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const form = itemForm({ form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' } });
const perPage = 100;

/** The API of hosting.de at another address. https://www.hosting.de/api/ */
export function hostingDeFake(endpoint: string): () => FakeApi {
  return routedFake({
    base: `${endpoint}/api/dns/v1/json`,
    credentials: field('authToken', 'opaque-token'),
    refused: jsonAnswer({ status: 'error', errors: [{ text: 'Invalid auth token', value: '' }] }),
    routes: {
      'POST /zoneConfigsFind': ({ body, account }) => {
        const { field: by, value } = asObject(asObject(body).filter);
        if (by !== 'ZoneName') refuse(400, { status: 'error', errors: [] });
        const found = account.zones.filter(({ name }) => name === value);
        return page(
          found.map(({ id, name }) => ({ id, name, status: 'active' })),
          body,
        );
      },
      'POST /recordsFind': ({ body, account }) => {
        const filters = new Map(
          (asObject(asObject(body).filter).subFilter as { field: string; value: string }[]).map((each) => [
            each.field,
            each.value,
          ]),
        );
        const zone = account.zone('id', filters.get('zoneConfigId') ?? '');
        if (zone === undefined) return page([], body);
        const items = zone.records.all().map(([id, record]) => form.toItem(record, id, zone));
        const fits = items.filter(
          ({ type, name }) =>
            (filters.get('RecordType') ?? type) === type && (filters.get('RecordName') ?? name) === name,
        );
        return page(fits, body);
      },
      'POST /zoneUpdate': update,
    },
  });
}

function page(items: readonly object[], body: unknown): object {
  const start = (Number(asObject(body).page) - 1) * perPage;
  const data = items.slice(start, start + perPage);
  return { status: 'success', errors: [], response: { data, totalPages: Math.ceil(items.length / perPage) } };
}

function update({ body, account }: Call): object {
  const { zoneConfig, recordsToAdd = [], recordsToDelete = [] } = asObject(body);
  const zone = account.zone('id', String(asObject(zoneConfig).id));
  if (zone === undefined) return { status: 'error', errors: [{ text: 'no such zone', value: '' }] };
  for (const { id } of recordsToDelete as { id: string }[]) zone.records.remove(id);
  for (const item of recordsToAdd as object[]) zone.records.insert(form.fromItem(asObject(item), zone));
  return { status: 'pending', errors: [] };
}
