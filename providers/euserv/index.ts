import { z } from 'zod';
import {
  anything,
  defineProvider,
  type HttpDefaults,
  type RecordFilter,
  readNumberedPages,
  recordItems,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSession, valueText } from './session.js';

const Domains = z.object({
  result: z.object({
    domains: z
      .array(
        z
          .object({ dom_id: valueText(), dom_domain: valueText() })
          .transform(({ dom_id, dom_domain }) => ({ id: dom_id, name: dom_domain })),
      )
      .default([]),
  }),
});
const Item = z.object({
  id: valueText(),
  type: valueText(),
  subdomain: valueText(),
  content: valueText(),
  ttl: valueText(),
  prio: valueText(),
});
const Records = z.object({
  result: z.object({
    domains: z.array(z.object({ dom_id: valueText().optional(), dns_records: z.array(Item).default([]) })).default([]),
    dns_record_count_max: valueText().optional(),
    dns_record_count_total: valueText().optional(),
  }),
});
const { toItem, fromItems } = recordItems({ fields: { name: 'subdomain' }, apex: '', priority: { MX: 'prio' } });

interface EuservZone extends Zone {
  readonly id: string;
  readonly order: string;
}

export default defineProvider<typeof manifest, EuservZone>(({ options, http }) => {
  const session = createSession(http, options);

  /** The contracts, those first that name the domain. */
  async function ordersFor(name: string): Promise<string[]> {
    if (options.orderId !== undefined) return [options.orderId];
    const orders = await session.orders();
    const named = orders.filter(({ description }) => description.includes(name));
    return [...new Set([...named, ...orders].map(({ number }) => number))];
  }

  async function list(zone: EuservZone, { type, name, content }: RecordFilter) {
    const filter = {
      dns_records_load_only_for_dom_id: zone.id,
      dns_records_load_type: type,
      dns_records_load_subdomain: name === '@' ? undefined : name,
      dns_records_load_content: type === 'MX' ? undefined : content,
    };
    return readNumberedPages(async (page?: number) => {
      const query = { ...filter, dns_records_load_page: page };
      const { result } = await session.inOrder(zone.order)(Records, 'kc2_domain_dns_get_records', query);
      const { dns_record_count_max: size = '100', dns_record_count_total: total = '0' } = result;
      return {
        items: result.domains.flatMap((each) => each.dns_records),
        pages: Math.ceil(Number(total) / Number(size)),
      };
    });
  }

  function write(zone: EuservZone, subaction: string, fields: HttpDefaults['query'] & object): Promise<unknown> {
    // What has an id is not made anew.
    return session.inOrder(zone.order)(anything, subaction, fields, !('dns_record_id' in fields));
  }

  return {
    async findZone(name) {
      for (const order of await ordersFor(name)) {
        const { result } = await session.inOrder(order)(Domains, 'kc2_domain_dns_get_records', {});
        const zone = zoneNamed(result.domains, name);
        if (zone !== undefined) return { ...zone, order };
      }
      return undefined;
    },

    listRecords: async (zone, filter) => fromItems(await list(zone, filter), zone),

    async createRecord(zone, draft) {
      await write(zone, 'kc2_domain_dns_set', { dom_id: zone.id, ...toItem(draft, zone) });
    },

    async updateRecord(zone, id, draft) {
      await write(zone, 'kc2_domain_dns_set', { dns_record_id: id, ...toItem(draft, zone) });
    },

    async deleteRecord(zone, id) {
      await write(zone, 'kc2_domain_dns_remove', { dns_record_id: id });
    },
  };
});
