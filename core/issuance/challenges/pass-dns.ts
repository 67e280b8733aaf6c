import type { Settings } from '../../config/settings.js';
import { createAliasLookup } from '../../dns/alias-lookup.js';
import { authoritativeOverride } from '../../dns/authoritative-override.js';
import { withCache } from '../../dns/caching-resolver.js';
import { createResolver } from '../../dns/resolver.js';
import { createZoneFinder } from '../../dns/zone-finder.js';
import { createZoneServers } from '../../dns/zone-servers.js';
import type { Dispatcher } from '../../http/dispatcher.js';
import type { Logger } from '../../sdk/logger.js';
import type { PassDns } from '../pass/pass-context.js';

export interface PassDnsOptions {
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Connections for resolvers over HTTPS. */
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
}

/** DNS for one pass: certificates share look-ups of zones and name servers. */
export function createPassDns({ settings, env, signal, dispatcher, log }: PassDnsOptions): PassDns {
  const resolver = withCache(createResolver({ servers: settings.resolvers, dispatcher }));
  const onUnknownHost = (host: string, zone: string, reason: string) =>
    log.warn({ event: 'dns.servers', host, zone, reason }, 'a name server cannot be found: the others are asked');
  const finder = createZoneFinder({ resolver, signal });
  const zoneServers = createZoneServers({ resolver, signal, override: authoritativeOverride(env), onUnknownHost });
  return { resolver, finder, zoneServers, lookupAlias: createAliasLookup({ resolver, finder, zoneServers, signal }) };
}
