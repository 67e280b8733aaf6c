import { type OptionLayer, variablePrefixes } from '../../options/names.js';
import { resolveProviderOptions } from '../../options/resolve.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import {
  type AccountChoice,
  environmentProfile,
  type ProviderProfile,
  type UnusableAccount,
} from '../desired-state.js';
import { didYouMean } from '../nearest.js';
import { readOptionVariables } from '../option-environment.js';
import { createProblemCollector, type Problem } from '../problems.js';
import { type ProfileParts, type ProfileSource, readProfileParts } from '../profile-parts.js';
import { allManifests, autoManifest, manifestOfAll, optionsOf } from './manifest.js';
import { mappingForm, readMapping } from './mapping.js';

/** An account that is there, or why there is none. */
type Account =
  | { readonly profile: ProviderProfile; readonly isGiven: boolean }
  | { readonly provider: string; readonly unusable: UnusableAccount };

/**
 * LEXICON_PROVIDER=auto: a profile that stands for whichever provider a zone has, and one for each provider whose
 * credentials are there. Which of them serves a zone is found out when it is written to.
 */
export async function readAutoProfiles(source: ProfileSource): Promise<readonly ProviderProfile[]> {
  const manifests = allManifests(source.manifests);
  const parts = await readProfileParts(source, autoManifest, manifestOfAll(manifests));
  const variables = await readOptionVariables(autoManifest, source.environment, source.problems);
  const layers = [...parts.words, variables, ...parts.files.layers];
  const { options } = resolveProviderOptions(autoManifest, layers, parts.common.place, source.problems);
  const mapping = readMappingOf(layers, source);
  const accounts: ProviderProfile[] = [];
  const unusable: Record<string, UnusableAccount> = {};
  let isAnyGiven = false;
  for (const manifest of manifests) {
    const isMapped = Object.values(mapping).some(({ provider }) => provider === manifest.id);
    const account = await readAccount(manifest, isMapped, parts, source, manifests);
    if (account === undefined) continue;
    if ('unusable' in account) {
      unusable[account.provider] = account.unusable;
      continue;
    }
    isAnyGiven ||= account.isGiven;
    accounts.push(account.profile);
  }
  if (!isAnyGiven) warnOfNoCredentials(accounts, unusable, source);
  const choice: AccountChoice = { mapping, accounts, unusable };
  reportUnusable(choice, source);
  const auto = { ...parts.common, id: environmentProfile, provider: autoManifest.id, options, secrets: [], choice };
  return [auto, ...accounts];
}

/** @returns undefined where nothing was given for it, and it cannot do without or nobody would choose it */
async function readAccount(
  manifest: ProviderManifest,
  isMapped: boolean,
  { words, folder, common }: ProfileParts,
  { environment, problems }: ProfileSource,
  all: readonly ProviderManifest[],
): Promise<Account | undefined> {
  const own = createProblemCollector();
  const variables = await readOptionVariables(manifest, environment, own);
  const files = await folder.readOwn(manifest);
  const layers: OptionLayer[] = [...words.map((layer) => optionsOf(manifest, layer)), variables, ...files.layers];
  const isGiven = layers.some((layer) => layer.size > 0);
  const isOffered = manifest.nameservers !== undefined && manifest.status?.state !== 'closed';
  const warn = () =>
    problems.add(own.list().filter((problem) => problem.severity === 'warning' && isAbout(manifest, problem, all)));
  if (!isGiven && !isMapped && !isOffered) {
    warn();
    return undefined;
  }
  const { options, secrets } = resolveProviderOptions(manifest, layers, common.place, own);
  const [error] = own.list().filter(({ severity }) => severity === 'error');
  warn();
  if (manifest.status?.state === 'closed') {
    const { since, successor } = manifest.status;
    const message = `${manifest.title} closed its DNS service (${since})`;
    return { provider: manifest.id, unusable: { message, hint: successor } };
  }
  if (error === undefined) {
    const id = `${autoManifest.id}:${manifest.id}`;
    return { profile: { ...common, id, provider: manifest.id, options, secrets }, isGiven };
  }
  if (!isGiven && !isMapped) return undefined;
  return { provider: manifest.id, unusable: { message: error.message, hint: error.hint } };
}

/** `LEXICON_GANDI_RPC_…` is not about `gandi` where there is a provider `gandi-rpc`. */
function isAbout(manifest: ProviderManifest, { place }: Problem, all: readonly ProviderManifest[]): boolean {
  const lengthOf = (other: ProviderManifest) =>
    Math.max(0, ...variablePrefixes(other).map((prefix) => (place.startsWith(prefix) ? prefix.length : 0)));
  return all.every((other) => lengthOf(other) <= lengthOf(manifest));
}

function readMappingOf(
  layers: readonly OptionLayer[],
  { manifests, problems }: ProfileSource,
): AccountChoice['mapping'] {
  const given = layers.flatMap((layer) => layer.get('mappingOverride') ?? [])[0];
  if (given === undefined) return {};
  const { providers, bad } = readMapping(String(given.value));
  for (const pair of bad)
    problems.error(given.place, `\`${pair}\` maps no domain to a provider`, { hint: mappingForm });
  const known = [...providers].flatMap(([domain, word]) => {
    const id = manifests.find(word.toLowerCase())?.id;
    if (id !== undefined) return [[domain, { provider: id, place: given.place }] as const];
    const hint = didYouMean(word, manifests.ids()) ?? 'See `letsencrypt-dns providers` for all of them';
    problems.error(given.place, `there is no provider \`${word}\``, { hint });
    return [];
  });
  return Object.fromEntries(known);
}

/** A mapping to a provider that cannot be used is a mistake whatever the DNS says. */
function reportUnusable({ mapping, unusable }: AccountChoice, { problems }: ProfileSource): void {
  for (const [domain, { provider, place }] of Object.entries(mapping)) {
    const reason = unusable[provider];
    if (reason === undefined) continue;
    const { message, hint } = reason;
    problems.error(place, `${domain} is mapped to \`${provider}\`: ${message}`, hint === undefined ? {} : { hint });
  }
}

function warnOfNoCredentials(
  accounts: readonly ProviderProfile[],
  unusable: AccountChoice['unusable'],
  { problems }: ProfileSource,
): void {
  const free = accounts.map(({ provider }) => `\`${provider}\``).join(', ');
  const only = free === '' ? 'so no provider can be chosen' : `so nothing but ${free} can be chosen`;
  const [first] = Object.values(unusable);
  const reason = first?.hint === undefined ? first?.message : `${first.message}. ${first.hint}`;
  const hint = reason ?? 'Set those of the providers in use';
  problems.warn('LEXICON_PROVIDER', `\`auto\` finds no complete credentials of any provider, ${only}`, { hint });
}
