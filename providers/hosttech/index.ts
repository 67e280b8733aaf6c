import { z } from 'zod';
import { defineProvider, type ItemForm, path, recordItems, restRecords, undefinedIf } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const OneZone = z.object({ data: Zone }).transform(({ data }) => data);
/** A name server is called as the documentation says, or as with MX. */
const Item = z.looseObject({ type: z.string() }).transform((item) => ({ targetname: item.name, ...item }));
const Items = z.object({ data: z.array(Item) }).transform(({ data }) => data);

/** Each type has fields of its own. https://api.ns1.hosttech.eu/api/documentation */
const forms: Readonly<Record<string, Pick<ItemForm, 'fields' | 'priority' | 'parts' | 'quotes'>>> = {
  A: { fields: { content: 'ipv4' } },
  AAAA: { fields: { content: 'ipv6' } },
  CNAME: { fields: { content: 'cname' } },
  MX: { fields: { name: 'ownername', content: 'name' }, priority: { MX: 'pref' } },
  NS: { fields: { name: 'ownername', content: 'targetname' } },
  TXT: { fields: { content: 'text' }, quotes: 'read' },
  SRV: { fields: { name: 'service' }, parts: { SRV: ['priority', 'weight', 'port', 'target'] } },
  CAA: { parts: { CAA: ['flag', 'tag', 'value'] } },
};
const items = new Map(Object.entries(forms).map(([type, form]) => [type, recordItems({ ...form, apex: '' })]));
const others = recordItems({ apex: '' });

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.ns1.hosttech.eu/api/user/v1', bearer: options.apiKey });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/${name}`, OneZone)),

    async listRecords(zone, { type }) {
      const found = await api.get(path`/zones/${zone.id}/records`, Items, { query: { type } });
      return found.flatMap((item) => items.get(item.type)?.fromItem(item, zone) ?? []);
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/zones/${zone.id}/records`,
      toItem: (draft, zone) => (items.get(draft.type) ?? others).toItem(draft, zone),
    }),
  };
});
