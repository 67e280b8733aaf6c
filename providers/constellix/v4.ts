import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  fullName,
  type HttpClient,
  hostOrEmpty,
  joinParts,
  type Path,
  path,
  type RecordSet,
  readNumberedPages,
  recordSetProvider,
  splitParts,
  unquoteTxt,
  withDot,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;

/** What is not known here is written back as it was read. */
const Value = z.looseObject({});
type Value = z.infer<typeof Value>;
const Item = z.object({
  id: z.number(),
  type: z.string(),
  name: z.string(),
  ttl: z.number(),
  mode: z.string().default('standard'),
  region: z.string().default('default'),
  ipfilter: z.unknown().optional(),
  geoproximity: z.unknown().optional(),
  // Records with failover or pools have something else in its place.
  value: z.array(Value).catch([]),
});
type Item = z.infer<typeof Item>;

/** All values of one name and type are one record. */
interface ItemSet extends RecordSet {
  readonly item: Item;
}

const partsOf: Readonly<Record<string, readonly string[]>> = {
  NS: ['host'],
  MX: ['priority', 'server'],
  SRV: ['priority', 'weight', 'port', 'host'],
};
/** The largest page that clients ask for. */
const perPage = 100;

interface Keys {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly now: () => number;
}

/** Version 4 of the API. https://api.dns.constellix.com/v4/docs */
export function constellixV4(http: HttpClient, { apiKey, secretKey, now }: Keys): DnsProvider<Zone> {
  const api = http.extend({
    baseUrl: 'https://api.dns.constellix.com/v4',
    /** HMAC-SHA1 over the time in milliseconds, with both beside it. */
    sign({ headers }) {
      const time = String(now());
      const token = `${apiKey}:${createHmac('sha1', secretKey).update(time).digest('base64')}:${time}`;
      http.hide(token);
      headers.authorization = `Bearer ${token}`;
    },
  });

  function readAll<T>(address: string | Path, element: z.ZodType<T>, query: { readonly name?: string } = {}) {
    const Page = z
      .object({
        data: z.array(element),
        meta: z.object({ pagination: z.object({ totalPages: z.number() }) }).optional(),
      })
      .transform(({ data, meta }) => ({ items: data, pages: meta?.pagination.totalPages }));
    return readNumberedPages((page = 1) => api.get(address, Page, { query: { ...query, page, perPage } }));
  }

  return recordSetProvider<Zone, ItemSet>({
    findZone: async (name) => zoneNamed(await readAll('/search/domains', Zone, { name }), name),

    async listSets(zone) {
      const items = await readAll(path`/domains/${zone.id}/records`, Item);
      return items.filter(isPlain).map((item) => toSet(item, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const value = values.map((content) => oldOf(content, zone, before?.item) ?? toValue(type, content));
      const address = path`/domains/${zone.id}/records`;
      if (before !== undefined) await api.put(path`${address}/${before.item.id}`, anything, { ttl, value });
      else await api.post(address, anything, { name: hostOrEmpty(name), type, ttl, mode: 'standard', value });
    },

    deleteSet: (zone, { item }) => api.delete(path`/domains/${zone.id}/records/${item.id}`),
  });
}

/** Whether a record is seen by everybody: of the default region, and without filters, failover or pools. */
function isPlain({ mode, region, ipfilter, geoproximity }: Item): boolean {
  return mode === 'standard' && region === 'default' && !ipfilter && !geoproximity;
}

function toSet(item: Item, zone: Zone): ItemSet {
  const { type, name, ttl, value } = item;
  return { type, name: name || '@', ttl, values: value.map((each) => toContent(type, each, zone)), item };
}

function oldOf(content: string, zone: Zone, item: Item | undefined): Value | undefined {
  return item?.value.find((each) => toContent(item.type, each, zone) === content);
}

function toValue(type: string, content: string): Value {
  const data = /^(CNAME|NS|MX|SRV)$/.test(type) ? withDot(content) : content;
  return { ...splitParts(type, data, partsOf[type] ?? ['value']), enabled: true };
}

/** Hosts without a final dot are relative to the zone. */
function toContent(type: string, value: Value, zone: Zone): string {
  if (type === 'TXT') return unquoteTxt(String(value.value));
  const parts = partsOf[type] ?? ['value'];
  if (!/^(CNAME|NS|MX|SRV)$/.test(type)) return joinParts(type, value, parts);
  const field = parts.at(-1) ?? 'value';
  const host = String(value[field]);
  return joinParts(
    type,
    { ...value, [field]: host.endsWith('.') ? withoutDot(host) : fullName(host, zone.name) },
    parts,
  );
}
