import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, idOfRecord, itemForm, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';

const table = {
  form: { fields: { content: 'data' }, apex: '', priority: { MX: 'priority' }, quotes: 'read', dots: true },
  pages: { by: 'page', parameter: 'page', usual: 20, largest: 1000 },
} as const;
const form = itemForm(table);
const { list } = recordHandlers({ ...table, wrap: ({ items, total }) => ({ total_count: total, records: items }) });

interface Change {
  readonly add?: { readonly records: Record<string, unknown>[] };
  readonly set?: { readonly id: string; readonly records: Record<string, unknown>[] };
  readonly delete?: { readonly id: string } | { readonly id_fields: Record<string, unknown> };
}

/** A record is told by its id, or by what it is. */
function idIn({ set, delete: gone }: Change, zone: Call['zone']): string | undefined {
  if (gone === undefined) return set?.id;
  return 'id' in gone ? gone.id : (idOfRecord(zone, form.fromItem(gone.id_fields, zone)) ?? '');
}

/** All changes or none. */
function change({ body, zone }: Call): object {
  const { changes } = body as { changes: readonly Change[] };
  const ids = changes.map((each) => idIn(each, zone));
  if (ids.some((id) => id !== undefined && zone.records.get(id) === undefined))
    refuse(404, { message: 'resource is not found' });
  for (const [index, { add, set }] of changes.entries()) {
    for (const item of add?.records ?? []) zone.records.insert(form.fromItem(item, zone));
    const [item] = set?.records ?? [];
    const id = ids[index] ?? '';
    if (item === undefined) zone.records.remove(id);
    else zone.records.replace(id, form.fromItem(item, zone));
  }
  return { records: [] };
}

describeProvider('scaleway', {
  refusals: [[403, { message: 'domain not found' }, 'ZONE_NOT_FOUND']],
  options: { secretKey: 'opaque-secret-key' },
  fake: routedFake({
    base: 'https://api.scaleway.com/domain/v2beta1',
    credentials: { 'x-auth-token': 'opaque-secret-key' },
    missing: [404, { message: 'subdomain not found' }],
    routes: {
      'GET /dns-zones': ({ account }) => ({ dns_zones: account.zones.map(({ name }) => ({ domain: name })) }),
      'GET /dns-zones/{domain}/records': list,
      'PATCH /dns-zones/{domain}/records': change,
    },
  }),
});
