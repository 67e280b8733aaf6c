import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  fqdn,
  fromPresentation,
  type HttpClient,
  type Path,
  path,
  type Query,
  type RecordSet,
  readPages,
  recordSetProvider,
  relativeName,
  toPresentation,
  zoneNamed,
} from '../../../core/sdk/index.js';

const Zone = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });
export type DesignateZone = z.infer<typeof Zone>;
/** A set as the API shows it; clouds add fields of their own. */
export const DesignateSet = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  ttl: z.number().nullish(),
  records: z.array(z.string()),
  description: z.string().nullish(),
});

const Links = z.object({ next: z.string().nullish() });

export interface DesignateRecordSet extends RecordSet {
  readonly id: string;
  /** Goes with the set as it is. */
  readonly description: string | null | undefined;
}

export function toRecordSet(set: z.infer<typeof DesignateSet>, zone: DesignateZone): DesignateRecordSet {
  return {
    id: set.id,
    type: set.type,
    name: relativeName(set.name, zone.name),
    ttl: set.ttl ?? undefined,
    values: set.records.map((data) => fromPresentation(set.type, data)),
    description: set.description,
  };
}

export interface DesignateOptions {
  /** Runs work with a client whose base is version 2 of the API, logged in. */
  readonly run: <T>(work: (api: HttpClient) => Promise<T>) => Promise<T>;
  /** What else narrows the list of zones. */
  readonly zoneQuery?: Query;
}

/** The DNS of OpenStack, and of clouds that are made of it. https://docs.openstack.org/api-ref/dns/dns-api-v2-index.html */
export function designateProvider({ run, zoneQuery = {} }: DesignateOptions): DnsProvider<DesignateZone> {
  return recordSetProvider<DesignateZone, DesignateRecordSet>({
    async findZone(name) {
      const query = { ...zoneQuery, name: `${name}.` };
      const zones = await run((api) => readLinked(api, '/zones', 'zones', Zone, query));
      return zoneNamed(zones, name, { isServed: ({ status }) => !/^(ERROR|DISABLE)$/.test(status ?? '') });
    },

    async listSets(zone, { type, name }) {
      const query = { type, name: name && fqdn(name, zone.name) };
      const address = path`/zones/${zone.id}/recordsets`;
      const rrsets = await run((api) => readLinked(api, address, 'recordsets', DesignateSet, query));
      return rrsets.map((rrset) => toRecordSet(rrset, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((content) => toPresentation({ type, content }));
      const all = path`/zones/${zone.id}/recordsets`;
      const body = { name: fqdn(name, zone.name), type, ttl, records };
      const change = { ttl, records, description: before?.description };
      if (before === undefined) await run((api) => api.post(all, anything, body));
      else await run((api) => api.put(path`${all}/${before.id}`, anything, change));
    },

    deleteSet: (zone, set) => run((api) => api.delete(path`/zones/${zone.id}/recordsets/${set.id}`)),
  });
}

/** Each page names the address of the next one; its query alone counts, since proxies hide how the cloud calls itself. */
async function readLinked<T>(
  api: HttpClient,
  address: string | Path,
  field: string,
  schema: z.ZodType<T>,
  query: Query,
): Promise<T[]> {
  const Page = z.object({ [field]: z.array(schema), links: Links.optional() });
  return readPages(async (next?: string) => {
    const asked = next === undefined ? query : new URLSearchParams(next);
    const page = await api.get(address, Page, { query: asked });
    const following = Links.optional().parse(page.links)?.next?.split('?')[1];
    return { items: z.array(schema).parse(page[field]), next: following };
  });
}
