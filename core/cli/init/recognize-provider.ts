import { createChallengeDns } from '../../challenges/index.js';
import type { DesiredState } from '../../config/desired-state.js';
import { lookupNs } from '../../dns/lookups.js';
import { providersOfServers } from '../../dns/servers-of-provider.js';
import { isPublicSuffix, parentOf } from '../../dns/zone-names.js';
import type { PassServices } from '../../issuance/pass/pass-services.js';
import type { RegisteredProvider, Registry } from '../../manifest/registry.js';
import { isFailure } from '../../sdk/failure.js';
import { joinSignals } from '../../sdk/joined-signal.js';

/** What the DNS says of who serves a domain. */
export interface Recognition {
  /** The zone whose servers these are. */
  readonly zone: string;
  readonly servers: readonly string[];
  readonly providers: readonly RegisteredProvider[];
}

/** How long the DNS may take, in milliseconds: a person is waiting, and can say it as well. */
const limitMs = 8000;

/** Whose name servers a domain has, or the nearest zone above it; undefined where the DNS does not tell. Asks, and never fails. */
export async function recognizeProvider(
  services: Pick<PassServices, 'env' | 'dispatcher' | 'log'> & { readonly registry: Registry },
  state: DesiredState,
  domain: string,
  signal: AbortSignal,
): Promise<Recognition | undefined> {
  const joined = joinSignals(signal, AbortSignal.timeout(limitMs));
  const stop = joined.signal;
  const { resolver } = createChallengeDns({ ...services, settings: state.settings, signal: stop });
  try {
    for (let zone = domain.replace(/^\*\./, ''); zone.includes('.') && !isPublicSuffix(zone); zone = parentOf(zone)) {
      const servers = await lookupNs(resolver, zone, stop);
      if (servers.length > 0) {
        return { zone, servers, providers: providersOfServers(servers, services.registry.providers) };
      }
    }
    return undefined;
  } catch (error) {
    if (isFailure(error, 'DNS') || (stop.aborted && !signal.aborted)) return undefined;
    throw error;
  } finally {
    joined.release();
  }
}
