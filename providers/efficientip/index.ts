import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  Failure,
  fullName,
  type OutgoingRequest,
  type Path,
  path,
  readPages,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ dnszone_name: z.string(), dns_name: z.string(), dnsview_name: z.string(), vdns_parent_id: z.string() })
  .transform(({ dnszone_name: name, dns_name, dnsview_name, vdns_parent_id: parent }) => ({
    ...{ name, place: { dns_name, dnsview_name }, isWhole: parent === '0' },
  }));
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({ delayed_delete_time: z.string().default('0') });
const Done = z.array(z.object({ ret_oid: z.string() })).min(1);
const common = {
  types: { A: 'A', CNAME: 'CNAME', MX: 'MX', NS: 'NS', TXT: 'TXT' },
  parts: { MX: ['value1', 'value2'] },
};
const fields = { id: 'rr_id', type: 'rr_type', content: 'value1' };
const { toItem } = recordItems({ ...common, fields: { ...fields, name: 'rr_name', ttl: 'rr_ttl' }, names: 'full' });
const { fromItems } = recordItems({ ...common, fields: { ...fields, name: 'rr_full_name', ttl: 'ttl' } });
/** Successes have the number 0. */
const Refused = z
  .object({ errno: z.string().regex(/[1-9]/), errmsg: z.unknown().optional() })
  .transform(({ errno, errmsg }) => ({ serviceCode: errno, message: errmsg }));
const explain = explainRefusals(z.union([Refused, z.tuple([Refused]).transform(([only]) => only)]), [
  [/^20117$/, 'RECORD_NOT_FOUND'],
]);
const limit = 1000;

/** https://github.com/EfficientIP-Labs/terraform-provider-solidserver */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { credentials = '', username, password, tokenKey, tokenSecret, dnsName, viewName } = options;
  const [, first = '', second = ''] = /^([^:]*):(.*)$/s.exec(credentials) ?? [];
  function sign({ method, url, headers }: OutgoingRequest): void {
    const time = String(Math.floor(now() / 1000));
    const digest = createHash('sha3-256').update([tokenSecret, time, method, url.href].join('\n')).digest('hex');
    const signature = `${tokenKey}:${digest}`;
    http.hide(signature);
    Object.assign(headers, { 'x-sds-ts': time, authorization: `SDS ${signature}` });
  }
  const api = http.extend({
    baseUrl: path`https://${options.hostname}/rest`,
    ...(tokenSecret === undefined
      ? { basic: { username: username ?? first, password: password ?? second } }
      : { sign }),
    explain,
  });

  async function list<T>(service: Path, schema: z.ZodType<T>, fields: Readonly<Record<string, string | undefined>>) {
    const wanted = Object.entries(fields).filter(([, value]) => value !== undefined);
    const WHERE = wanted.map(([field, value = '']) => `${field}='${value.replaceAll("'", "''")}'`).join(' AND ');
    return readPages(async (offset: number = 0) => {
      const { status, data } = await api.send('GET', service, { query: { WHERE, limit, offset } });
      const items = status === 204 ? [] : z.array(schema).safeParse(data).data;
      if (items === undefined) throw new Failure('RESPONSE', 'the answer is no list of what was asked for');
      return { items, next: items.length < limit ? undefined : offset + limit };
    });
  }

  return {
    async findZone(name) {
      const wanted = { dnszone_name: name, dns_name: dnsName, dnsview_name: viewName };
      return zoneNamed(await list(path`/dns_zone_list`, Zone, wanted), name, {
        isServed: ({ isWhole }) => isWhole,
        option: 'dns-name',
      });
    },

    async listRecords(zone, { type, name }) {
      const full = name === undefined ? undefined : fullName(name, zone.name);
      const wanted = { ...zone.place, dnszone_name: zone.name, rr_type: type, rr_full_name: full };
      const items = await list(path`/dns_rr_list`, Item, wanted);
      return fromItems(
        items.filter(({ delayed_delete_time: time }) => time === '0'),
        zone,
      );
    },

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        const { dns_name, dnsview_name: view } = zone.place;
        const place = { dns_name, dnsview_name: view === '#' ? undefined : view, dnszone_name: zone.name };
        await api.post('/dns_rr_add', Done, undefined, {
          query: { add_flag: 'new_only', ...place, ...toItem(draft, zone) },
        });
      },
      deleteRecord: (_zone, id) => api.delete('/dns_rr_delete', { query: { rr_id: id } }),
    }),
  };
});
