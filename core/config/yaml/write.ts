import { builtInPlugins } from '../../manifest/built-in.js';
import { stepCompletion, stepOptions } from '../certificate-steps.js';
import {
  type DesiredCertificate,
  type DesiredState,
  environmentProfile,
  type ProviderProfile,
} from '../desired-state.js';
import type { ReadVariables } from '../environment.js';
import type { ManifestCatalog } from '../manifest-catalog.js';
import { allVariables } from '../plugin-variables.js';
import type { ExplicitOptions, Settings } from '../settings.js';
import type { Endpoint, VariableSpec, VariableValue } from '../variable-spec.js';
import { optionKey } from './provider-entries.js';
import { eachSettingKey, settingKeysWith } from './setting-keys.js';
import { isSection, type Plain, putSteps, type Section, type UsualSteps } from './write-steps.js';

export interface YamlRequest {
  readonly state: DesiredState;
  /** Which settings were given; the others stay away, so that their defaults go on to hold. */
  readonly variables: ReadVariables;
  readonly manifests: ManifestCatalog;
}

/** The YAML file that equals a configuration. It holds its secrets. */
export async function toYaml(request: YamlRequest): Promise<string> {
  const { default: yaml } = await import('yaml');
  const { state, manifests } = request;
  const file: Section = settingsSection(request.variables, manifests.plugins);
  const profiles = Object.values(state.profiles);
  if (profiles.length > 0)
    file.profiles = profiles.map((profile) => profileSection(profile, state.settings, manifests));
  // Where profiles name zones, a certificate without a profile of its own must go on to be served by zone.
  const byZone = profiles.some((profile) => profile.zones.length > 0);
  const fallback = byZone ? undefined : (state.profiles[environmentProfile] ?? profiles[0])?.id;
  const plugins = manifests.plugins ?? builtInPlugins();
  const steps = { options: stepOptions(plugins), usual: stepCompletion(plugins, state.plugins)({}) };
  file.certificates = state.certificates.map((certificate) =>
    certificateSection(certificate, state.settings, fallback, steps),
  );
  const document = new yaml.Document(escapeAll(file));
  document.commentBefore = ' Holds credentials: keep it readable by its owner alone.';
  return document.toString({ lineWidth: 0 });
}

/** `${` would be taken for a variable. */
function escapeAll(value: Plain): Plain {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(escapeAll);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeAll(inner)]));
}

function settingsSection({ values, given }: ReadVariables, plugins: ManifestCatalog['plugins']): Section {
  const specs = new Map(allVariables(plugins).map((spec) => [spec.name, spec]));
  const file: Section = {};
  const written = new Set<string>();
  for (const { path, variable } of eachSettingKey(settingKeysWith(plugins))) {
    const value = values[variable];
    // Where the configuration lies is for the one who runs the program to say.
    if (!given.has(variable) || value === undefined || variable === 'LETSENCRYPT_CONFIG_DIR') continue;
    // Some have two keys.
    if (written.has(variable)) continue;
    written.add(variable);
    let section = file;
    for (const key of path.slice(0, -1)) {
      const inner: Section = isSection(section[key]) ? section[key] : {};
      section[key] = inner;
      section = inner;
    }
    section[path.at(-1) ?? ''] = settingText(specs.get(variable), value);
  }
  return file;
}

function settingText(spec: VariableSpec | undefined, value: VariableValue): Plain {
  if (spec?.kind === 'mode' && typeof value === 'number') return value.toString(8).padStart(4, '0');
  if (typeof value !== 'object') return value;
  if ('host' in value) return endpointText(value);
  return value.map((item) => (typeof item === 'string' ? item : endpointText(item)));
}

function endpointText({ host, port, url }: Endpoint): string {
  if (url !== undefined) return url;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function profileSection(profile: ProviderProfile, settings: Settings, manifests: ManifestCatalog): Section {
  const specs = manifests.find(profile.provider)?.options ?? {};
  const options: Section = {};
  for (const [key, value] of Object.entries(profile.options)) {
    const spec = specs[key];
    if (spec !== undefined && value !== undefined && value !== spec.default) options[optionKey(spec.flag)] = value;
  }
  const usual = settings.propagation;
  const { mode, sleepTime, maxChecks, isGiven } = profile.propagation;
  // What was given counts for more than the same value as a default.
  const isOwn = isGiven === true && usual.isGiven !== true;
  return {
    name: profile.id,
    provider: profile.askedFor ?? profile.provider,
    provider_options: options,
    ...(profile.zones.length === 0 ? {} : { zones: profile.zones }),
    ...(profile.delegated === undefined ? {} : { delegated_subdomain: profile.delegated }),
    ...(profile.resolveZoneName ? { resolve_zone_name: true } : {}),
    ...(profile.ttl === undefined || profile.ttl === settings.ttl ? {} : { ttl: profile.ttl }),
    ...(mode === usual.mode ? {} : { propagation: mode }),
    ...(sleepTime === usual.sleepTime && !isOwn ? {} : { sleep_time: sleepTime }),
    ...(maxChecks === usual.maxChecks ? {} : { max_checks: maxChecks }),
  };
}

function certificateSection(
  certificate: DesiredCertificate,
  settings: Settings,
  fallback: string | undefined,
  steps: UsualSteps,
): Section {
  // A name that comes of the first domain comes of it again, and a lineage may go on under another first domain.
  const section: Section = {
    ...(certificate.isNameGiven && { name: certificate.name }),
    domains: certificate.domains,
  };
  const profile = certificate.profile ?? fallback;
  if (profile !== undefined) section.profile = profile;
  const { explicit } = certificate;
  const isOwn = (option: keyof ExplicitOptions) => explicit[option] !== settings.explicit[option];
  if (isOwn('keyType')) section.key_type = certificate.keyType;
  if (isOwn('reuseKey')) section.reuse_key = certificate.reuseKey;
  if (certificate.server !== settings.server) section.directory_url = certificate.server;
  if (isOwn('acmeProfile')) section.acme_profile = certificate.acmeProfile ?? '';
  if (isOwn('preferredChain')) section.preferred_chain = certificate.preferredChain ?? '';
  // The file may be given a name for which another default holds.
  section.follow_cnames = certificate.followCnames;
  if (certificate.forceRenew) section.force_renew = true;
  putSteps(section, certificate.steps, steps);
  return section;
}
