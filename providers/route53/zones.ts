import { z } from 'zod';
import {
  canonicalName,
  type HttpClient,
  isFailure,
  isSameName,
  type OptionsOf,
  pageBounds,
  readPages,
  undefinedIf,
  withDot,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type { HostedZone } from './hosted-zone.js';
import type manifest from './manifest.json';
import { listNames } from './record-sets.js';
import { fromName } from './values.js';

const Listed = z
  .object({ Id: z.string(), Name: z.string(), Config: z.object({ PrivateZone: z.string() }) })
  .transform((zone) => ({
    id: bareId(zone.Id),
    name: withoutDot(fromName(zone.Name)),
    isPrivate: zone.Config.PrivateZone === 'true',
  }));

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

const AllPage = z
  .object({
    ListHostedZonesResponse: z.object({
      HostedZones: z.union([z.object({ HostedZone: z.array(Listed) }), z.literal('')]),
      NextMarker: z.string().optional(),
    }),
  })
  .transform(({ ListHostedZonesResponse: { HostedZones, NextMarker } }) => ({
    items: HostedZones === '' ? [] : HostedZones.HostedZone,
    next: NextMarker || undefined,
  }));

/** The zone of this name that the options allow; a public one before a private one, since only that is seen from outside. */
export async function findHostedZone(
  api: HttpClient,
  name: string,
  { zoneId, privateZone }: Pick<OptionsOf<typeof manifest>, 'zoneId' | 'privateZone'>,
): Promise<HostedZone | undefined> {
  if (zoneId !== undefined) return zoneWithId(api, bareId(zoneId), name);
  const allowed = (await listZones(api, name)).filter(
    (zone) => isSameName(zone.name, name) && (privateZone === undefined || zone.isPrivate === (privateZone === 'true')),
  );
  return zoneNamed(allowed, name, { isServed: (zone) => !zone.isPrivate, option: 'zone-id' });
}

/** By its records: they must be read anyway, while the right to read the zone itself is one more. */
async function zoneWithId(api: HttpClient, id: string, name: string): Promise<HostedZone | undefined> {
  const zone = { id, name, isPrivate: false };
  const start = { name: withDot(name), type: 'SOA', maxitems: 1 };
  const names = await undefinedIf('ZONE_NOT_FOUND', listNames(api, zone, start));
  const isWithin = (held: string) => canonicalName(`.${held}`).endsWith(canonicalName(`.${name}`));
  return names?.every(isWithin) ? zone : undefined;
}

/** Who may not look a zone up by its name may perhaps list all of them, as certbot and acme.sh do. */
async function listZones(api: HttpClient, name: string): Promise<HostedZone[]> {
  try {
    return await listByName(api, name);
  } catch (error) {
    if (!isFailure(error, 'AUTHENTICATION') || error.serviceCode !== 'AccessDenied') throw error;
    const read = (marker?: string) => api.get('/hostedzone', AllPage, { query: { marker } });
    try {
      return await readPages(read);
    } catch (other) {
      throw isFailure(other, 'AUTHENTICATION') ? error : other;
    }
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
