import type { ProviderManifest } from '../sdk/manifest.js';
import { canonicalName } from '../sdk/names.js';
import { registrableDomain } from './zone-names.js';

/** Those of the providers whose name servers these are, by what their manifests say. */
export function providersOfServers<P extends { readonly manifest: ProviderManifest }>(
  hosts: readonly string[],
  providers: readonly P[],
): P[] {
  return providers.filter(({ manifest }) => hosts.some((host) => isServerOf(host, manifest)));
}

/**
 * Whether a host is a name server of a provider. A pattern of the manifest is some labels of the host's name; with `^`
 * it is a regular expression, of the whole name or of its registrable domain (`awsdns-05.com`), as in lexicon.
 */
export function isServerOf(host: string, { nameservers = [] }: Pick<ProviderManifest, 'nameservers'>): boolean {
  const name = canonicalName(host);
  return nameservers.some((pattern) => {
    if (!pattern.startsWith('^')) return `.${name}.`.includes(`.${pattern.toLowerCase()}.`);
    const expression = new RegExp(pattern, 'i');
    return expression.test(name) || expression.test(registrableDomain(name));
  });
}
