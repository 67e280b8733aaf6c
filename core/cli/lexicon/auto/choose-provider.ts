import { mappingForm, readMapping } from '../../../config/auto/mapping.js';
import { didYouMean } from '../../../config/nearest.js';
import type { RegisteredProvider, Registry } from '../../../manifest/registry.js';
import { Failure } from '../../../sdk/failure.js';

/**
 * The provider that `--mapping-override` (`example.com:ovh,example.org:gandi`) names for one of these domains.
 * @throws Failure CONFIG where it is not of this form, or names no provider
 */
export function mappedProvider(
  mapping: string | undefined,
  domains: readonly string[],
  registry: Registry,
): RegisteredProvider | undefined {
  const { providers, bad } = readMapping(mapping ?? '');
  const [wrong] = bad;
  if (wrong !== undefined) {
    const place = '--mapping-override';
    throw new Failure('CONFIG', `\`${wrong}\` maps no domain to a provider`, { place, hint: mappingForm });
  }
  const id = domains.flatMap((domain) => providers.get(domain) ?? [])[0];
  return id === undefined ? undefined : find(id, registry);
}

function find(id: string, { findProvider, providers }: Registry): RegisteredProvider {
  const found = findProvider(id);
  if (found !== undefined) return found;
  throw new Failure('CONFIG', `there is no provider called ${id}`, {
    place: '--mapping-override',
    hint:
      didYouMean(
        id,
        providers.map(({ manifest }) => manifest.id),
      ) ?? 'See lexicon --help for all of them',
  });
}
