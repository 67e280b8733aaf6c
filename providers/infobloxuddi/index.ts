import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainWords,
  path,
  type RecordDraft,
  readPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.string(), fqdn: z.string(), view: z.string().nullish() })
  .transform(({ id, fqdn, view }) => ({ id, name: fqdn, view }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ results: z.array(Zone) });
const Item = z.looseObject({ id: z.string(), type: z.string(), rdata: z.record(z.string(), z.unknown()) });
const Items = z.object({ results: z.array(Item) });
/** The field that the data of a record stands in. */
const parts = { A: ['address'], AAAA: ['address'], CNAME: ['cname'], TXT: ['text'] };
const { toItem, fromItem } = recordItems({ fields: { name: 'name_in_zone' }, apex: '', dots: true, parts });
const size = 1000;

/** https://csp.infoblox.com/apidoc */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.portal, 'https')}/api/ddi/v1`,
    headers: { authorization: ['Token', options.apiKey].join(' ') },
    explain: explainWords([[/already exists|duplicate/i, 'RECORD_EXISTS']]),
  });
  const sourced = { inheritance_sources: { ttl: { action: 'override' } } };

  function toBody(draft: RecordDraft, zone: Zone) {
    const { name_in_zone, type, ttl, ...rdata } = toItem(draft, zone);
    return { name_in_zone, type, ttl, zone: zone.id, ...sourced, rdata };
  }

  return {
    async findZone(name) {
      const _filter = `fqdn eq '${name}.' or fqdn eq '${name}'`;
      const { results } = await api.get('/dns/auth_zone', Zones, { query: { _filter } });
      const seen = results.filter(({ view }) => options.view === undefined || view === options.view);
      return zoneNamed(seen, name, { option: 'view' });
    },

    async listRecords(zone, { type, name }) {
      const asked = [
        ['zone', zone.id],
        ['type', type],
        ['name_in_zone', name === '@' ? '' : name],
      ];
      const _filter = asked
        .flatMap(([field, value]) => (value === undefined ? [] : [`${field} eq '${value}'`]))
        .join(' and ');
      const items = await readPages(async (_offset: number = 0) => {
        const { results } = await api.get('/dns/record', Items, { query: { _filter, _limit: size, _offset } });
        return { items: results, next: results.length < size ? undefined : _offset + size };
      });
      return items
        .filter(({ type }) => Object.hasOwn(parts, type))
        .map(({ rdata, id, ...item }) => fromItem({ ...item, ...rdata, id: id.replace(/^.*\//, '') }, zone));
    },

    ...restRecords<Zone>({
      api,
      path: () => '/dns/record',
      toItem: toBody,
      changeBy: 'patch',
      // Neither zone nor type can change.
      toChange: (draft, zone) => ({ ...toBody(draft, zone), zone: undefined, type: undefined }),
    }),
  };
});
