import { resolveProviderOptions } from '../options/resolve.js';
import { environmentProfile, type ProviderProfile } from './desired-state.js';
import { calledBy, findProvider } from './manifest-catalog.js';
import { readOptionVariables } from './option-environment.js';
import { createProblemCollector, type ProblemCollector } from './problems.js';
import { type ProfileSource, readProfileParts } from './profile-parts.js';

/**
 * The profile that the environment makes, first, and with LEXICON_PROVIDER=auto those it chooses from. An option comes
 * from LEXICON_PROVIDER_OPTIONS or LEXICON_OPTIONS (they stand for the command line), else from its variable, else from
 * `lexicon_<provider>.yml`, else from `lexicon.yml`.
 * @returns nothing where the provider is unknown, which has been reported
 */
export async function readEnvironmentProfiles(source: ProfileSource): Promise<readonly ProviderProfile[]> {
  const isAuto = source.providerId.trim().toLowerCase() === 'auto' && source.manifests.find('auto') === undefined;
  if (isAuto) return (await import('./auto/read-profiles.js')).readAutoProfiles(source);
  const { environment, isNamed, credentials } = source;
  const manifest = findProvider(source.manifests, source.providerId, 'LEXICON_PROVIDER', source.problems);
  if (manifest === undefined) return [];
  const problems = createProblemCollector();
  const { words, files, common } = await readProfileParts({ ...source, problems }, manifest);
  const variables = await readOptionVariables(manifest, environment, problems);
  const layers = [...words, variables, ...files.layers];
  const { options, secrets, isComplete } = resolveProviderOptions(manifest, layers, common.place, problems);
  const found = problems.list();
  if (credentials === 'optional') source.problems.add(found.filter(({ severity }) => severity === 'warning'));
  else if (!isNamed && !isComplete && layers.every((layer) => layer.size === 0)) reportUnnamed(source.problems);
  else source.problems.add(found);
  return [{ ...common, id: environmentProfile, ...calledBy(manifest, source.providerId), options, secrets }];
}

/** Nobody named the default provider, so what it lacks is nobody's concern. */
function reportUnnamed(problems: ProblemCollector): void {
  problems.error('LEXICON_PROVIDER', 'no DNS provider is chosen', {
    hint: 'Set it to an id of `letsencrypt-dns providers`, and the credentials that `letsencrypt-dns providers ID` names',
  });
}
