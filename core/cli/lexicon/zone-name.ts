import { createResolver } from '../../dns/resolver.js';
import { parseServerAddress } from '../../dns/server-address.js';
import { createZoneFinder } from '../../dns/zone-finder.js';
import { delegatedZone, registrableDomain } from '../../dns/zone-names.js';
import { canonicalName } from '../../sdk/names.js';
import type { LexiconSettings } from './resolve-options.js';

/** The zone of a domain as lexicon finds it: `--delegated`, else by SOA look-up if asked for, else the registrable domain. */
export async function zoneNameOf(domain: string, settings: LexiconSettings, signal: AbortSignal): Promise<string> {
  const name = canonicalName(domain);
  const delegated = settings.general('delegated');
  if (delegated !== undefined) return delegatedZone(delegated, registrableDomain(name));
  if (settings.general('resolve-zone-name') !== 'true') return registrableDomain(name);
  const resolvers = (await settings.variable('DNS_RESOLVERS'))?.split(',').filter((text) => text.trim() !== '');
  const resolver = createResolver({ servers: resolvers?.map(parseServerAddress) });
  return (await createZoneFinder({ resolver, signal }).find(name)).apex;
}
