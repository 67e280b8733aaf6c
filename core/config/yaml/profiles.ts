import { resolveProviderOptions } from '../../options/resolve.js';
import type { ProviderProfile } from '../desired-state.js';
import { calledBy, findProvider } from '../manifest-catalog.js';
import { readOptionVariables } from '../option-environment.js';
import { createProblemCollector, type ProblemCollector } from '../problems.js';
import type { PropagationSettings, Settings } from '../settings.js';
import { readZoneName } from '../zone-name.js';
import type { YamlDocument, YamlPath } from './document.js';
import { checkPart } from './issues.js';
import { optionKey, readGivenOptions } from './provider-entries.js';
import type { YamlSource } from './result.js';
import { type ProfileEntry, profileSchema } from './schema.js';

/** A profile without what comes from the settings, which are not known yet when profiles are read. */
export interface ProfileDraft {
  readonly id: string;
  /** Undefined: it is wrong, and the certificates that use it must stay as they are. */
  readonly make: ((settings: Settings) => ProviderProfile) | undefined;
  readonly secrets: readonly string[];
}

/** Errors of a profile stop the certificates that use it, and nothing else. */
const details = { scope: 'certificate' } as const;

/** Reads the section `profiles`; a name that stands twice is an error of the second. */
export async function readProfiles(
  entries: readonly unknown[],
  document: YamlDocument,
  source: YamlSource,
): Promise<ReadonlyMap<string, ProfileDraft>> {
  const drafts = new Map<string, ProfileDraft>();
  for (const [index, value] of entries.entries()) {
    const path = ['profiles', index];
    const entry = checkPart(profileSchema, value, path, document, source.problems, details);
    const name = entry?.name ?? nameOf(value);
    if (name !== undefined && drafts.has(name)) {
      source.problems.error(document.placeOf([...path, 'name']), `the profile \`${name}\` stands twice`, details);
    } else if (entry !== undefined) {
      drafts.set(entry.name, await readProfile(entry, path, document, source));
    } else if (name !== undefined) {
      drafts.set(name, { id: name, make: undefined, secrets: [] });
    }
  }
  return drafts;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  return typeof value.name === 'string' ? value.name : undefined;
}

/** A profile of a provider whose options come from the environment, for certificates that name a provider. */
export function readProviderEntry(
  provider: string,
  path: YamlPath,
  document: YamlDocument,
  source: YamlSource,
): Promise<ProfileDraft> {
  return readProfile({ name: provider, provider }, path, document, source);
}

async function readProfile(
  entry: ProfileEntry,
  path: YamlPath,
  document: YamlDocument,
  source: YamlSource,
): Promise<ProfileDraft> {
  let problems = createProblemCollector();
  const place = document.placeOf([...path, 'provider']);
  const manifest = findProvider(source.manifests, entry.provider, place, problems);
  const zones = readZones(entry.zones ?? [], [...path, 'zones'], document, problems);
  const delegatedPath = [...path, 'delegated_subdomain'];
  const [delegated] = readZones(
    entry.delegated_subdomain === undefined ? [] : [entry.delegated_subdomain],
    delegatedPath,
    document,
    problems,
  );
  let resolved: ReturnType<typeof resolveProviderOptions> | undefined;
  if (manifest !== undefined) {
    const given = entry.provider_options;
    const unknown = createProblemCollector();
    const layer =
      given === undefined
        ? await readOptionVariables(manifest, source.environment, problems)
        : readGivenOptions(given, manifest, [...path, 'provider_options'], document, unknown);
    const hintOf =
      given === undefined ? undefined : (key: string) => `\`${optionKey(manifest.options[key]?.flag ?? key)}\``;
    resolved = resolveProviderOptions(manifest, [layer], place, problems, hintOf);
    // Something unknown beside all that is required is of no use and does no harm; else it is likely what is missing.
    const severity = resolved.isComplete ? ('warning' as const) : ('error' as const);
    problems.add(unknown.list().map((problem) => ({ ...problem, severity })));
  }
  const found = problems.list();
  if (source.credentials === 'optional' && manifest !== undefined) {
    source.problems.add(found.flatMap((problem) => (problem.severity === 'warning' ? { ...problem, ...details } : [])));
    problems = createProblemCollector();
  }
  source.problems.add(problems.list().map((problem) => ({ ...problem, ...details })));
  const bad = problems.list().some((problem) => problem.severity === 'error');
  const secrets = resolved?.secrets ?? [];
  if (manifest === undefined || resolved === undefined || bad) return { id: entry.name, make: undefined, secrets };
  const { options } = resolved;
  return {
    id: entry.name,
    secrets,
    make: (settings) => ({
      id: entry.name,
      ...calledBy(manifest, entry.provider),
      options,
      secrets,
      zones,
      delegated,
      resolveZoneName: entry.resolve_zone_name ?? entry.dynamic_zone_resolution ?? false,
      ttl: entry.ttl ?? settings.ttl,
      propagation: propagationOf(entry, settings.propagation),
      place,
    }),
  };
}

function readZones(
  texts: readonly string[],
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): string[] {
  return texts.flatMap((text, index) => {
    const checked = readZoneName(text);
    if ('name' in checked) return [checked.name];
    problems.error(document.placeOf([...path, index]), checked.fault);
    return [];
  });
}

/** As dnsrobocert has it, 0 checks mean only to sleep. */
function propagationOf(entry: ProfileEntry, usual: PropagationSettings): PropagationSettings {
  const unchecked = entry.max_checks === 0 && entry.propagation === undefined;
  const isGiven = usual.isGiven === true || entry.sleep_time !== undefined || entry.max_checks !== undefined;
  return {
    mode: unchecked ? 'off' : (entry.propagation ?? usual.mode),
    sleepTime: entry.sleep_time ?? usual.sleepTime,
    maxChecks: entry.max_checks || usual.maxChecks,
    ...(isGiven && { isGiven }),
  };
}
