import type { DesiredCertificate } from '../config/desired-state.js';
import type { CaaValue } from '../dns/answer.js';
import { lookupCaa } from '../dns/lookups.js';
import { isPublicSuffix } from '../dns/zone-names.js';
import { isFailure, toFailure } from '../sdk/index.js';
import type { CheckContext } from './context.js';
import { diagnoseCaa } from './diagnoses/caa.js';
import { diagnoseDnssec } from './diagnoses/dnssec.js';
import type { Diagnosis } from './diagnosis.js';

/** Whether CAA records let the CA issue for each name, and whether the CA can be reached. @throws Failure ABORTED */
export async function checkCaa(context: CheckContext): Promise<Diagnosis[]> {
  const byServer = new Map<string, Set<string>>();
  for (const { server, domains } of context.state.certificates) {
    byServer.set(server, new Set([...(byServer.get(server) ?? []), ...domains]));
  }
  const all = [...byServer].map(([server, domains]) => checkServer(context, server, [...domains]));
  return (await Promise.all(all)).flat();
}

async function checkServer(
  context: CheckContext,
  server: DesiredCertificate['server'],
  domains: readonly string[],
): Promise<Diagnosis[]> {
  try {
    const { directory } = await context.accounts.server(server);
    const identities = directory.meta?.caaIdentities ?? [];
    if (identities.length === 0) return [];
    const [account] = await context.store.accounts.find(server);
    const found = domains.map(async (domain) => {
      const set = await findCaa(context, domain.replace(/^\*\./, ''));
      return set && diagnoseCaa({ domain, identities, accountUrl: account?.accountUrl, ...set });
    });
    return (await Promise.all(found)).filter((diagnosis) => diagnosis !== undefined);
  } catch (error) {
    if (isFailure(error, 'ABORTED') || context.signal.aborted) throw error;
    const { message, hint = 'Check LETSENCRYPT_SERVER and the network' } = toFailure(error);
    return [{ code: 'failed', severity: 'error', subject: server, message, hint }];
  }
}

/**
 * The CAA set that counts for a name: its own, else that of the closest name above (RFC 8659, section 3). Undefined
 * where it cannot be looked up; a broken zone is reported elsewhere.
 */
async function findCaa(
  { dns, signal }: CheckContext,
  domain: string,
): Promise<{ owner: string; records: CaaValue[] } | undefined> {
  for (let owner = domain; !isPublicSuffix(owner); owner = owner.slice(owner.indexOf('.') + 1)) {
    try {
      const records = await lookupCaa(dns.resolver, owner, signal);
      if (records.length > 0) return { owner, records };
    } catch (error) {
      if (isFailure(error, 'DNS')) return undefined;
      throw error;
    }
  }
  return undefined;
}

/** Whether the resolvers refuse a zone because of its signatures. @throws Failure ABORTED */
export async function checkDnssec({ dns, signal }: CheckContext, zone: string): Promise<Diagnosis | undefined> {
  for (const server of await dns.resolver.servers()) {
    const question = { name: zone, type: 'SOA', recursion: true } as const;
    try {
      const { rcode, server: resolver } = await dns.resolver.ask(server, question, signal);
      if (rcode !== 'SERVFAIL') continue;
      const again = await dns.resolver.ask(server, { ...question, checkingDisabled: true }, signal);
      return diagnoseDnssec({ zone, resolver, rcode, unchecked: again.rcode });
    } catch (error) {
      if (!isFailure(error, 'NETWORK', 'TIMEOUT')) throw error;
    }
  }
  return undefined;
}
