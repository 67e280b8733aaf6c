import type { Registry } from '../manifest/registry.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { didYouMean } from './nearest.js';
import type { KnownPlugin } from './plugin-variables.js';
import type { ProblemCollector, ProblemDetails } from './problems.js';

/** The manifests of all providers. */
export interface ManifestCatalog {
  /** By id or alias. */
  find(id: string): ProviderManifest | undefined;
  /** All ids, with the aliases. */
  ids(): readonly string[];
  /** The plugins whose options the configuration may have; left out: those that come with this program. */
  readonly plugins?: readonly KnownPlugin[];
}

export function createManifestCatalog(
  registry: Pick<Registry, 'providers' | 'findProvider' | 'plugins'>,
): ManifestCatalog {
  return {
    find: (id) => registry.findProvider(id)?.manifest,
    ids: () => registry.providers.flatMap(({ manifest }) => [manifest.id, ...(manifest.aliases ?? [])]),
    plugins: registry.plugins,
  };
}

/** The manifest of a provider; an unknown one is reported with the nearest ids. */
export function findProvider(
  manifests: ManifestCatalog,
  id: string,
  place: string,
  problems: ProblemCollector,
  details: ProblemDetails = {},
): ProviderManifest | undefined {
  const manifest = manifests.find(id.trim().toLowerCase());
  if (manifest === undefined) {
    const isAuto = id.trim().toLowerCase() === 'auto';
    const hint = isAuto
      ? 'Give each profile its `zones`; `auto` is for LEXICON_PROVIDER'
      : (didYouMean(id, manifests.ids()) ?? 'See `letsencrypt-dns providers` for all of them');
    problems.error(place, `there is no provider \`${id}\``, { ...details, hint });
  }
  return manifest;
}

/** What a profile says of its provider: the id, and the alias where it was asked for by one. */
export function calledBy({ id }: ProviderManifest, word: string): { provider: string; askedFor?: string } {
  const asked = word.trim().toLowerCase();
  return { provider: id, ...(asked !== id && { askedFor: asked }) };
}
