import { allowOnly, type Call, jsonAnswer, recordsetWrites, shownSets } from '../../../core/testing/fakes/index.js';

const pageSize = 20;
const refused = (status: number, type: string) => jsonAnswer({ code: status, type, message: 'refused' }, status);

/** Each page names the next one by the id of its last item, at an address that is none of the client's business. */
function paged({ query }: Call, field: string, items: readonly { readonly id: string }[]): object {
  const { marker, ...rest } = query;
  const start = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker) + 1;
  const page = items.slice(start, start + pageSize);
  const following = new URLSearchParams({ ...rest, marker: page.at(-1)?.id ?? '' });
  const next = `http://internal.example.net/v2/next?${following}`;
  const links = start + pageSize < items.length ? { next } : {};
  return { [field]: page, links, metadata: { total_count: items.length } };
}

/** @param prefix path of version 2 of the API */
export function designateRoutes(prefix: string) {
  return {
    [`GET ${prefix}/zones`]: (call: Call) => {
      allowOnly(call.query, ['name', 'marker']);
      const zones = call.account.zones.map(({ id, name }) => ({ id, name: `${name}.`, status: 'ACTIVE' }));
      return paged(
        call,
        'zones',
        zones.filter(({ name }) => name === call.query.name),
      );
    },
    [`GET ${prefix}/zones/{zone}/recordsets`]: (call: Call) => {
      const { name, type, ...others } = call.query;
      allowOnly(others, ['marker']);
      const sets = shownSets(call, 'theirs');
      const fits = sets.filter((set) => (name ?? set.name) === set.name && (type ?? set.type) === set.type);
      return paged(call, 'recordsets', fits);
    },
    ...recordsetWrites({
      prefix,
      description: 'theirs',
      changed: ['ttl', 'records', 'description'],
      exists: refused(409, 'duplicate_recordset'),
      gone: refused(404, 'recordset_not_found'),
      invalid: refused(400, 'invalid_object'),
    }),
  };
}

/** The catalogue that comes with a token. */
export function catalogOf(url: string) {
  const endpoints = ['internal', 'public'].map((kind) => ({
    id: kind,
    interface: kind,
    region: 'RegionOne',
    url: kind === 'public' ? url : 'https://internal.example.net/dns',
  }));
  return {
    token: {
      catalog: [
        { type: 'compute', endpoints: [] },
        { type: 'dns', endpoints },
      ],
    },
  };
}
