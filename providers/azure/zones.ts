import { z } from 'zod';
import {
  type HttpClient,
  isFailure,
  type OptionsOf,
  type Path,
  path,
  readPages,
  undefinedIf,
  zoneNamed,
} from '../../core/sdk/index.js';
import type { Kind } from './kind.js';
import type manifest from './manifest.json';

export const AzureZone = z.object({
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/dnszones/example.com` */
  id: z.string(),
  name: z.string(),
  properties: z.object({ zoneType: z.string().optional() }).optional(),
});
export type AzureZone = z.infer<typeof AzureZone>;

const Row = z.object({ subscriptionId: z.string(), resourceGroup: z.string(), name: z.string() });
const Rows = z.object({ data: z.array(Row) }).transform(({ data }) => data);

interface Search {
  readonly api: HttpClient;
  readonly options: OptionsOf<typeof manifest>;
  readonly kind: Kind;
}

/** The zone of this name, with no more rights than there are: on the group, on the zone, or on a record set of it. */
export async function findAzureZone(search: Search, name: string): Promise<AzureZone | undefined> {
  const { subscriptionId, resourceGroup } = search.options;
  const choice = { isServed: ({ properties }: AzureZone) => properties?.zoneType !== 'Private' };
  if (subscriptionId === undefined) return zoneNamed(await discover(search, name), name, choice);
  const inSubscription = path`/subscriptions/${subscriptionId}`;
  const group = resourceGroup === undefined ? inSubscription : path`${inSubscription}/resourceGroups/${resourceGroup}`;
  const address = path`${group}/providers/Microsoft.Network/${search.kind.zones}`;
  try {
    return zoneNamed(await readAll(search, address, AzureZone), name, choice);
  } catch (error) {
    if (!lacksRight(error)) throw error;
    return resourceGroup === undefined
      ? zoneNamed(await discover(search, name), name, choice)
      : readZone(search, path`${address}/${name}`, name);
  }
}

/** Whether the credentials are good, though not for this. */
export function lacksRight(error: unknown): boolean {
  return isFailure(error, 'AUTHENTICATION') && error.serviceCode === 'AuthorizationFailed';
}

/** Where not even the zone may be read there may still be a right to one of its record sets. */
async function readZone({ api, kind }: Search, address: Path, name: string): Promise<AzureZone | undefined> {
  const unread = { id: String(address), name };
  try {
    return await undefinedIf('RECORD_NOT_FOUND', api.get(address, AzureZone, { query: kind.query }));
  } catch (error) {
    if (lacksRight(error)) return unread;
    throw error;
  }
}

/**
 * Asks Resource Graph, which shows what the credentials may read in all subscriptions.
 * https://learn.microsoft.com/en-us/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
async function discover({ api, options, kind }: Search, name: string): Promise<AzureZone[]> {
  const { subscriptionId, resourceGroup, discoveryFilter } = options;
  const lines = [
    'resources',
    `| where type =~ ${JSON.stringify(kind.type)}`,
    `| where name =~ ${JSON.stringify(name)}`,
    ...(subscriptionId === undefined ? [] : [`| where subscriptionId =~ ${JSON.stringify(subscriptionId)}`]),
    ...(resourceGroup === undefined ? [] : [`| where resourceGroup =~ ${JSON.stringify(resourceGroup)}`]),
    ...(discoveryFilter === undefined ? [] : [`| ${discoveryFilter}`]),
    '| project subscriptionId, resourceGroup, name',
  ];
  const body = { query: lines.join('\n'), options: { resultFormat: 'objectArray', $top: 1000, $skip: 0 } };
  const request = { query: { 'api-version': '2021-03-01' }, repeatable: true };
  const rows = await api.post('/providers/Microsoft.ResourceGraph/resources', Rows, body, request);
  return rows.map((row) => ({
    id: String(
      path`/subscriptions/${row.subscriptionId}/resourceGroups/${row.resourceGroup}/providers/Microsoft.Network/${kind.zones}/${row.name}`,
    ),
    name: row.name,
  }));
}

/** All pages of a list. */
export function readAll<T>(
  { api, kind }: Pick<Search, 'api' | 'kind'>,
  address: Path,
  element: z.ZodType<T>,
): Promise<T[]> {
  const Page = z
    .object({ value: z.array(element), nextLink: z.string().nullish() })
    .transform(({ value, nextLink }) => ({ items: value, next: nextLink }));
  return readPages((next?: string) =>
    next === undefined ? api.get(address, Page, { query: kind.query }) : api.get(next, Page),
  );
}
