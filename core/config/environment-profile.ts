import { environmentProfile, type ProviderProfile } from './desired-state.js';
import { findProvider } from './manifest-catalog.js';
import { readOptionVariables } from './option-environment.js';
import { type ProfileSource, readProfileParts } from './profile-parts.js';
import { resolveProviderOptions } from './provider-options.js';

/**
 * The profile that the environment makes, first, and with LEXICON_PROVIDER=auto those it chooses from. An option comes
 * from LEXICON_PROVIDER_OPTIONS or LEXICON_OPTIONS (they stand for the command line), else from its variable, else from
 * `lexicon_<provider>.yml`, else from `lexicon.yml`.
 * @returns nothing where the provider is unknown, which has been reported
 */
export async function readEnvironmentProfiles(source: ProfileSource): Promise<readonly ProviderProfile[]> {
  const isAuto = source.providerId.trim().toLowerCase() === 'auto' && source.manifests.find('auto') === undefined;
  if (isAuto) return (await import('./auto/read-profiles.js')).readAutoProfiles(source);
  const { environment, problems } = source;
  const manifest = findProvider(source.manifests, source.providerId, 'LEXICON_PROVIDER', problems);
  if (manifest === undefined) return [];
  const { words, files, common } = await readProfileParts(source, manifest);
  const variables = await readOptionVariables(manifest, environment, problems);
  const layers = [...words, variables, ...files.layers];
  const { options, secrets } = resolveProviderOptions(manifest, layers, common.place, problems);
  return [{ ...common, id: environmentProfile, provider: manifest.id, options, secrets }];
}
