import { z } from 'zod';
import {
  type HttpClient,
  isFailure,
  isSameName,
  type OptionsOf,
  pageBounds,
  path,
  withDot,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { fromName } from './values.js';

export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
}

const Listed = z
  .object({ Id: z.string(), Name: z.string(), Config: z.object({ PrivateZone: z.string() }) })
  .transform((zone) => ({
    id: bareId(zone.Id),
    name: withoutDot(fromName(zone.Name)),
    isPrivate: zone.Config.PrivateZone === 'true',
  }));

/** A list of one: elements of this name are read as lists everywhere. */
const OneZone = z
  .object({ GetHostedZoneResponse: z.object({ HostedZone: z.array(Listed) }) })
  .transform(({ GetHostedZoneResponse: { HostedZone } }) => HostedZone);

const Page = z
  .object({
    ListHostedZonesByNameResponse: z.object({
      HostedZones: z.union([z.object({ HostedZone: z.array(Listed) }), z.literal('')]),
      IsTruncated: z.string(),
      NextDNSName: z.string().optional(),
      NextHostedZoneId: z.string().optional(),
    }),
  })
  .transform(({ ListHostedZonesByNameResponse: page }) => page);

/** The zone of this name that the options allow; a public one before a private one, since only that is seen from outside. */
export async function findHostedZone(
  api: HttpClient,
  name: string,
  { zoneId, privateZone }: Pick<OptionsOf<typeof manifest>, 'zoneId' | 'privateZone'>,
): Promise<HostedZone | undefined> {
  const zones = zoneId === undefined ? await listByName(api, name) : await readById(api, zoneId);
  const allowed = zones.filter(
    (zone) => isSameName(zone.name, name) && (privateZone === undefined || zone.isPrivate === (privateZone === 'true')),
  );
  return zoneNamed(allowed, name, { isServed: (zone) => !zone.isPrivate, option: 'zone-id' });
}

async function readById(api: HttpClient, zoneId: string): Promise<HostedZone[]> {
  try {
    return await api.get(path`/hostedzone/${bareId(zoneId)}`, OneZone);
  } catch (error) {
    if (isFailure(error, 'ZONE_NOT_FOUND')) return [];
    throw error;
  }
}

/** The first page is read from its beginning; where the zone is not on it, the second one begins at its name. */
async function listByName(api: HttpClient, name: string): Promise<HostedZone[]> {
  const found: HostedZone[] = [];
  const bounds = pageBounds();
  let start: Readonly<Record<string, string | undefined>> = {};
  for (let pages = 1; ; pages += 1) {
    const page = await api.get('/hostedzonesbyname', Page, { query: start });
    const zones = page.HostedZones === '' ? [] : page.HostedZones.HostedZone;
    const matching = zones.filter((zone) => isSameName(zone.name, name));
    found.push(...matching);
    const beyond = matching.length === 0 && pages > 1;
    if (page.IsTruncated !== 'true' || beyond) return found;
    start =
      pages === 1 && found.length === 0
        ? { dnsname: withDot(name) }
        : { dnsname: page.NextDNSName, hostedzoneid: page.NextHostedZoneId };
    bounds.note(zones, start);
  }
}

/** `/hostedzone/Z1` and `Z1` are the same zone. */
function bareId(id: string): string {
  return id.replace(/^\/?hostedzone\//, '');
}
