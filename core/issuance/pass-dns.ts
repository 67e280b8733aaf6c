import type { Settings } from '../config/settings.js';
import { createAliasLookup } from '../dns/alias-lookup.js';
import { authoritativeOverride } from '../dns/authoritative-override.js';
import { withCache } from '../dns/caching-resolver.js';
import { createResolver } from '../dns/resolver.js';
import { createZoneFinder } from '../dns/zone-finder.js';
import { createZoneServers } from '../dns/zone-servers.js';
import type { PassDns } from './pass-context.js';

/** DNS for one pass: certificates share look-ups of zones and name servers. */
export function createPassDns(settings: Settings, env: NodeJS.ProcessEnv, signal: AbortSignal): PassDns {
  const resolver = withCache(createResolver({ servers: settings.resolvers }));
  const finder = createZoneFinder({ resolver, signal });
  const zoneServers = createZoneServers({ resolver, signal, override: authoritativeOverride(env) });
  return { resolver, finder, zoneServers, lookupAlias: createAliasLookup({ resolver, finder, zoneServers, signal }) };
}
