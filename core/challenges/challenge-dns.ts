import type { Settings } from '../config/settings.js';
import { type AliasLookup, createAliasLookup } from '../dns/alias-lookup.js';
import { authoritativeOverride } from '../dns/authoritative-override.js';
import { withCache } from '../dns/caching-resolver.js';
import { createResolver, type Resolver } from '../dns/resolver.js';
import { createZoneFinder, type ZoneFinder } from '../dns/zone-finder.js';
import { createZoneServers, type ZoneServers } from '../dns/zone-servers.js';
import type { Dispatcher } from '../http/dispatcher.js';
import type { Logger } from '../sdk/logger.js';

/** What challenges need to know of the DNS. */
export interface ChallengeDns {
  readonly resolver: Resolver;
  readonly finder: ZoneFinder;
  readonly zoneServers: ZoneServers;
  readonly lookupAlias: AliasLookup;
}

export interface ChallengeDnsOptions {
  readonly settings: Pick<Settings, 'resolvers'>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Connections for resolvers over HTTPS. */
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
}

/** DNS for one broker: those who ask share look-ups of zones and name servers. */
export function createChallengeDns({ settings, env, signal, dispatcher, log }: ChallengeDnsOptions): ChallengeDns {
  const resolver = withCache(createResolver({ servers: settings.resolvers, dispatcher }));
  const onUnknownHost = (host: string, zone: string, reason: string) =>
    log.warn({ event: 'dns.servers', host, zone, reason }, 'a name server cannot be found: the others are asked');
  const finder = createZoneFinder({ resolver, signal });
  const zoneServers = createZoneServers({ resolver, signal, override: authoritativeOverride(env), onUnknownHost });
  return { resolver, finder, zoneServers, lookupAlias: createAliasLookup({ resolver, finder, zoneServers, signal }) };
}
