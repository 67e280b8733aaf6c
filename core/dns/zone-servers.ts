import { Failure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { lookupAddresses, lookupNs } from './lookups.js';
import type { Resolver } from './resolver.js';
import { dnsPort, formatServerAddress, type ServerAddress } from './server-address.js';

/** One address of one authoritative server. */
export interface ZoneServer {
  /** Its name in the NS record. */
  readonly host: string;
  readonly address: ServerAddress;
}

export interface ZoneServersOptions {
  readonly resolver: Resolver;
  readonly signal: AbortSignal;
  /** Servers that stand for those of every zone; see `authoritativeOverride`. */
  readonly override?: readonly ServerAddress[] | undefined;
}

/**
 * All addresses of all servers in the NS records of a zone, found once per pass.
 * @throws Failure DNS where the zone has no server that can be found
 */
export type ZoneServers = (apex: string) => Promise<readonly ZoneServer[]>;

export function createZoneServers({ resolver, signal, override }: ZoneServersOptions): ZoneServers {
  if (override !== undefined) {
    const servers = override.map((address) => ({ host: formatServerAddress(address), address }));
    return async () => servers;
  }
  return memo(async (apex: string) => {
    const hosts = await lookupNs(resolver, apex, signal);
    const found = await Promise.all(
      hosts.map(async (host) => {
        const addresses = await lookupAddresses(resolver, host, signal);
        return addresses.map((address) => ({ host, address: { host: address, port: dnsPort } }));
      }),
    );
    const servers = found.flat();
    if (servers.length > 0) return servers;
    throw new Failure('DNS', `no name server of the zone ${apex} can be found`, {
      hint: 'Check that the domain is registered and delegated to the DNS provider',
    });
  });
}

/** Server and address for people: `ns1.example.com (192.0.2.1)`. */
export function describeServer({ host, address }: ZoneServer): string {
  const formatted = formatServerAddress(address);
  return host === formatted ? formatted : `${host} (${formatted})`;
}
