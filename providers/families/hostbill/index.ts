import { z } from 'zod';
import {
  type DnsProvider,
  type ExplainedFailure,
  type HttpClient,
  type HttpResponse,
  path,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../../core/sdk/index.js';

const ServiceZone = z
  .object({ domain_id: z.coerce.string(), name: z.string(), service_id: z.coerce.string() })
  .transform(({ domain_id, name, service_id }) => ({ name, path: path`/service/${service_id}/dns/${domain_id}` }));
export type ServiceZone = z.infer<typeof ServiceZone>;
/** The zones of an account. */
export const Zones = z.object({ zones: z.array(ServiceZone) }).transform(({ zones }) => zones);
/** SOA comes in parts. */
const Item = z
  .looseObject({ content: z.union([z.string(), z.array(z.string())]) })
  .transform(({ content, ...item }) => ({ ...item, content: [content].flat().join(' ') }));
/** A list, or the same with the positions as names. */
const Items = z
  .object({ records: z.union([z.array(Item), z.record(z.string(), Item)]) })
  .transform(({ records }) => Object.values(records));
const Refusal = z.object({ error: z.union([z.string(), z.array(z.unknown())]) });
const { toItem, fromItems } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

/** The user API of HostBill, which several hosters have: https://hostbill.atlassian.net/wiki/spaces/DOCS/pages/1212466/User+API */
export function hostBillProvider(api: HttpClient): DnsProvider<ServiceZone> {
  return {
    findZone: async (name) => zoneNamed(await api.get('/dns', Zones), name),
    listRecords: async (zone) => fromItems(await api.get(zone.path, Items), zone),
    ...restRecords<ServiceZone>({ api, path: (zone) => path`${zone.path}/records`, toItem }),
  };
}

/** Refusals may come with 200. */
export function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return undefined;
  const message = [refusal.error].flat(2).filter(Boolean).join(': ');
  if (message === '' && ok) return undefined;
  const isRefused = status === 401 || /token|login|password|unauthori[sz]ed|credential/i.test(message);
  return { message, ...(isRefused ? { code: 'AUTHENTICATION' } : ok && { code: 'API' }) };
}
