import { didYouMean } from '../../../config/nearest.js';
import { registrableDomain } from '../../../dns/zone-names.js';
import type { RegisteredProvider, Registry } from '../../../manifest/registry.js';
import { Failure } from '../../../sdk/failure.js';
import { canonicalName } from '../../../sdk/names.js';

/**
 * The provider that `--mapping-override` (`example.com:ovh,example.org:gandi`) names for one of these domains.
 * @throws Failure CONFIG where it is not of this form, or names no provider
 */
export function mappedProvider(
  mapping: string | undefined,
  domains: readonly string[],
  registry: Registry,
): RegisteredProvider | undefined {
  for (const pair of (mapping ?? '').split(',').map((text) => text.trim())) {
    if (pair === '') continue;
    const [domain, id, ...rest] = pair.split(':').map((text) => text.trim());
    if (!domain || !id || rest.length > 0) {
      throw new Failure('CONFIG', `\`${pair}\` maps no domain to a provider`, {
        place: '--mapping-override',
        mend: 'Write it like example.com:ovh,example.org:gandi',
      });
    }
    if (domains.includes(canonicalName(domain))) return find(id, registry);
  }
  return undefined;
}

function find(id: string, { findProvider, providers }: Registry): RegisteredProvider {
  const found = findProvider(id);
  if (found !== undefined) return found;
  throw new Failure('CONFIG', `there is no provider called ${id}`, {
    place: '--mapping-override',
    mend:
      didYouMean(
        id,
        providers.map(({ manifest }) => manifest.id),
      ) ?? 'See lexicon --help for all of them',
  });
}

/** The providers whose name servers these are, by what their manifests say. */
export function providersOfServers(hosts: readonly string[], { providers }: Registry): RegisteredProvider[] {
  return providers.filter(({ manifest: { nameservers = [] } }) =>
    nameservers.some((pattern) => hosts.some((host) => isServerOf(canonicalName(host), pattern))),
  );
}

/** Regular expressions speak of the registrable domain (`awsdns-05.co.uk`) in lexicon, of the whole host in manifests. */
function isServerOf(host: string, pattern: string): boolean {
  if (!pattern.startsWith('^')) return host === pattern || host.endsWith(`.${pattern}`);
  const expression = new RegExp(pattern, 'i');
  return expression.test(host) || expression.test(registrableDomain(host));
}
