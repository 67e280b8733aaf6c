import type { DesiredState } from '../../config/index.js';
import { isPublicSuffix, lookupNs, parentOf, providersOfServers } from '../../dns/index.js';
import { openPassContext, type PassServices } from '../../issuance/pass/run-pass.js';
import type { RegisteredProvider } from '../../manifest/registry.js';
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
  services: PassServices,
  state: DesiredState,
  domain: string,
  signal: AbortSignal,
): Promise<Recognition | undefined> {
  const joined = joinSignals(signal, AbortSignal.timeout(limitMs));
  const stop = joined.signal;
  const { dns, providers } = openPassContext(services, { state, signal: stop, emit: () => {} }, services.log);
  try {
    for (let zone = domain.replace(/^\*\./, ''); zone.includes('.') && !isPublicSuffix(zone); zone = parentOf(zone)) {
      const servers = await lookupNs(dns.resolver, zone, stop);
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
    await providers.close();
  }
}
