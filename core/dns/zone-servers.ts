import { Failure, isFailure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { recordsOf } from './answer.js';
import { isHostName } from './host-name.js';
import { lookupAddresses, lookupNs } from './lookups.js';
import type { Resolver } from './resolver.js';
import { dnsPort, formatServerAddress, type ServerAddress } from './server-address.js';
import { isPublicSuffix, parentOf } from './zone-names.js';

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
  /** Told of a name server whose address cannot be found while others can. */
  readonly onUnknownHost?: ((host: string, apex: string, reason: string) => void) | undefined;
}

/**
 * All addresses of all servers in the NS records of a zone, found once per pass. A server that cannot be found does not
 * lose the others. Where the name has no NS records those of the zone above it count: some servers repeat in an SOA
 * record whatever name they were asked for.
 * @throws Failure DNS where the zone has no server that can be found
 */
export type ZoneServers = (apex: string) => Promise<readonly ZoneServer[]>;

/** Servers of the zone above that are asked to whom it delegates. */
const parentsAsked = 3;

export function createZoneServers({ resolver, signal, override, onUnknownHost }: ZoneServersOptions): ZoneServers {
  if (override !== undefined) {
    const servers = override.map((address) => ({ host: formatServerAddress(address), address }));
    return async () => servers;
  }

  async function addressesOf(host: string): Promise<readonly ZoneServer[] | Failure> {
    if (!isHostName(host)) return new Failure('DNS', `${JSON.stringify(host)} is no host name`);
    try {
      const addresses = await lookupAddresses(resolver, host, signal);
      if (addresses.length === 0) return new Failure('DNS', `${host} has no address`);
      return addresses.map((address) => ({ host, address: { host: address, port: dnsPort } }));
    } catch (error) {
      if (isFailure(error, 'DNS')) return error;
      throw error;
    }
  }

  async function serversOf(hosts: readonly string[], apex: string): Promise<ZoneServer[]> {
    const found = await Promise.all(hosts.map(async (host) => ({ host, result: await addressesOf(host) })));
    const servers = found.flatMap(({ result }) => (isFailure(result) ? [] : result));
    const unknown = found.flatMap(({ host, result }) => (isFailure(result) ? [{ host, result }] : []));
    const [first] = unknown;
    if (servers.length === 0 && first !== undefined) throw first.result;
    for (const { host, result } of unknown) onUnknownHost?.(host, apex, result.message);
    return servers;
  }

  /** To whom the servers of the zone above delegate: they know where the zone's own do not say (RFC 1034, section 4.2.1). */
  async function delegatedHosts(apex: string): Promise<string[]> {
    for (let zone = parentOf(apex); ; zone = parentOf(zone)) {
      const hosts = await lookupNs(resolver, zone, signal);
      if (hosts.length === 0 && zone !== '') continue;
      for (const { address } of (await serversOf(hosts, zone)).slice(0, parentsAsked)) {
        const answer = await answerOf(address, apex);
        const records = answer === undefined ? [] : [...answer.answers, ...answer.authority];
        const found = recordsOf(records, 'NS', apex).map((record) => record.data);
        if (found.length > 0) return found;
      }
      return [];
    }
  }

  async function answerOf(address: ServerAddress, apex: string) {
    try {
      return await resolver.ask(address, { name: apex, type: 'NS', recursion: false }, signal);
    } catch (error) {
      if (isFailure(error, 'NETWORK', 'TIMEOUT')) return undefined;
      throw error;
    }
  }

  /** What fails on the way is the failure of the first way that was tried. */
  async function hostsOf(apex: string): Promise<string[]> {
    let failure: Failure | undefined;
    for (const find of [() => lookupNs(resolver, apex, signal), () => delegatedHosts(apex)]) {
      try {
        const hosts = await find();
        if (hosts.length > 0) return hosts;
      } catch (error) {
        if (!isFailure(error, 'DNS')) throw error;
        failure ??= error;
        // Where the resolvers say nothing at all, they will not of the zone above.
        if (error.serviceCode === undefined) break;
      }
    }
    if (failure !== undefined) throw failure;
    return [];
  }

  const find = memo(async (apex: string): Promise<readonly ZoneServer[]> => {
    const hosts = await hostsOf(apex);
    if (hosts.length > 0) return serversOf(hosts, apex);
    const above = parentOf(apex);
    if (!isPublicSuffix(above) && !isPublicSuffix(apex)) return find(above);
    throw new Failure('DNS', `no name server of the zone ${apex} can be found`, {
      hint: 'Check that the domain is registered and delegated to the DNS provider',
    });
  });
  return find;
}

/** Server and address for people: `ns1.example.com (192.0.2.1)`. */
export function describeServer({ host, address }: ZoneServer): string {
  const formatted = formatServerAddress(address);
  return host === formatted ? formatted : `${host} (${formatted})`;
}
