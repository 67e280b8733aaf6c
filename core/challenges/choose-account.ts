import type { ProviderProfile } from '../config/desired-state.js';
import { providersOfServers } from '../dns/servers-of-provider.js';
import type { RegisteredProvider } from '../manifest/registry.js';
import { Failure } from '../sdk/failure.js';

export interface AccountSources {
  readonly providers: readonly RegisteredProvider[];
  /** Hosts in the NS records of a zone, none where it has none. @throws Failure DNS */
  serversOf(apex: string): Promise<readonly string[]>;
}

/** Where the provider of a zone can be named. */
const variable = 'LEXICON_AUTO_MAPPING_OVERRIDE';

/**
 * The account for a zone: the profile itself unless it leaves a choice (LEXICON_PROVIDER=auto). Then the one that the
 * mapping names, else the only one whose provider has the zone's name servers.
 * @param apexes the zone's candidates, the likeliest first
 * @throws Failure DNS where the zone has no name servers, CONFIG where no account or several would do
 */
export async function chooseAccount(
  profile: ProviderProfile,
  apexes: readonly string[],
  { providers, serversOf }: AccountSources,
): Promise<ProviderProfile> {
  const { choice, place } = profile;
  if (choice === undefined) return profile;
  for (const apex of apexes) {
    const mapped = choice.accounts.find(({ provider }) => provider === choice.mapping[apex]?.provider);
    if (mapped !== undefined) return mapped;
  }
  const [zone = ''] = apexes;
  const { apex, hosts } = await delegated(apexes, serversOf);
  const naming = (id: string) => `${variable}=${apex}:${id}`;
  if (hosts.length === 0) {
    throw new Failure('DNS', `${zone} has no name servers, so its provider cannot be told`, {
      place,
      hint: `Check its delegation, or name the provider: ${naming('PROVIDER')}`,
    });
  }
  const owners = providersOfServers(hosts, providers).map(({ manifest }) => manifest);
  if (owners.length === 0) {
    throw new Failure('CONFIG', `no provider has the name servers of ${apex}: ${hosts.join(', ')}`, {
      place,
      hint: `Name it: ${naming('PROVIDER')}`,
    });
  }
  const accounts = choice.accounts.filter(({ provider }) => owners.some(({ id }) => id === provider));
  const [only, ...more] = accounts;
  if (only === undefined) {
    const [owner] = owners;
    const id = owner?.id ?? '';
    const reason = choice.unusable[id] ?? {
      message: 'none of its options is set',
      hint: `See \`letsencrypt-dns providers ${id}\``,
    };
    throw new Failure('CONFIG', `the name servers of ${apex} are those of ${owner?.title}, and ${reason.message}`, {
      place,
      ...(reason.hint !== undefined && { hint: reason.hint }),
    });
  }
  if (more.length > 0) {
    const ids = accounts.map(({ provider }) => provider);
    throw new Failure('CONFIG', `the name servers of ${apex} may be those of ${ids.join(' or ')}`, {
      place,
      hint: `Name the one: ${naming(only.provider)}`,
    });
  }
  return only;
}

/** The first of the candidates that has name servers. */
async function delegated(
  apexes: readonly string[],
  serversOf: AccountSources['serversOf'],
): Promise<{ readonly apex: string; readonly hosts: readonly string[] }> {
  for (const apex of apexes) {
    const hosts = await serversOf(apex);
    if (hosts.length > 0) return { apex, hosts };
  }
  return { apex: apexes[0] ?? '', hosts: [] };
}
