import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  type Call,
  header,
  itemForm,
  jsonAnswer,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const table = {
  form: { fields: { content: 'data' }, apex: '', priority: { MX: 'priority' }, quotes: 'read', dots: true },
  pages: { by: 'page', parameter: 'page', usual: 20, largest: 1000 },
} as const;
const form = itemForm(table);
const { list } = recordHandlers({ ...table, wrap: ({ items, total }) => ({ total_count: total, records: items }) });

interface Change {
  readonly add?: { readonly records: Record<string, unknown>[] };
  readonly set?: { readonly id: string; readonly records: Record<string, unknown>[] };
  readonly delete?: { readonly id: string };
}

/** All changes or none. */
function change({ body, zone }: Call): object {
  const { changes } = body as { changes: readonly Change[] };
  for (const { set, delete: gone } of changes) {
    const id = set?.id ?? gone?.id;
    if (id !== undefined && zone.records.get(id) === undefined) refuse(404, { message: 'resource is not found' });
  }
  for (const { add, set, delete: gone } of changes) {
    for (const item of add?.records ?? []) zone.records.insert(form.fromItem(item, zone));
    const [item] = set?.records ?? [];
    if (set !== undefined && item !== undefined) zone.records.replace(set.id, form.fromItem(item, zone));
    if (gone !== undefined) zone.records.remove(gone.id);
  }
  return { records: [] };
}

describeProvider('scaleway', {
  refusals: [[400, { message: 'domain not found' }, 'ZONE_NOT_FOUND']],
  options: { secretKey: 'opaque-secret-key' },
  fake: routedFake({
    base: 'https://api.scaleway.com/domain/v2beta1',
    credentials: header('x-auth-token', 'opaque-secret-key'),
    missing: jsonAnswer({ message: 'domain not found' }, 403),
    routes: { 'GET /dns-zones/{domain}/records': list, 'PATCH /dns-zones/{domain}/records': change },
  }),
});
