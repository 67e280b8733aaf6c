import { basename, dirname, resolve } from 'node:path';
import { builtInPlugins } from '../manifest/built-in.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { isWithin } from '../sdk/names.js';
import { hasCommands, secretSteps, stepCompletion } from './certificate-steps.js';
import { checkAuthorities } from './check-authorities.js';
import { checkModes } from './check-settings.js';
import {
  type ConfigurationSource,
  type DesiredCertificate,
  type DesiredState,
  deepFreeze,
  environmentProfile,
  type ProviderProfile,
  permitsRemoval,
} from './desired-state.js';
import { type DomainsConf, parseDomainsConf } from './domains-conf.js';
import { openEnvironment, type ReadVariables, readVariables } from './environment.js';
import { readEnvironmentProfiles } from './environment-profile.js';
import { distrustOf, type InspectFile, inspectOnDisk, trustedReader, warnOfDetachedFile } from './file-trust.js';
import { joinCertificates } from './join-sources.js';
import type { ManifestCatalog } from './manifest-catalog.js';
import { readPluginSettings } from './plugin-settings.js';
import { allVariables, type KnownPlugin } from './plugin-variables.js';
import { createProblemCollector, type Problem, type ProblemCollector } from './problems.js';
import type { ProfileSource } from './profile-parts.js';
import { hintOf, type ReadFile, readFileFromDisk, timeLimit, tooLong, tryReadFile } from './read-file.js';
import { secretsOf } from './setting-secrets.js';
import { buildSettings, type Settings } from './settings.js';
import { warnOfUnknownVariables } from './unknown-variables.js';
import { findYamlFile } from './yaml/find.js';
import { emptyYaml, type YamlConfiguration, type YamlSource } from './yaml/result.js';

export interface LoadRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--config-dir`; wins over LETSENCRYPT_CONFIG_DIR. */
  readonly configDir?: string | undefined;
  /** `--config`: a YAML file; none is looked for then. */
  readonly configFile?: string | undefined;
  readonly manifests: ManifestCatalog;
  /** `optional`: the caller asks no provider, so that what is wrong with credentials is no concern of it. */
  readonly credentials?: 'required' | 'optional' | undefined;
  readonly readFile?: ReadFile | undefined;
  /** Looks at files without reading them; where only `readFile` is given, nothing is known of them. */
  readonly inspectFile?: InspectFile | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `readFile` looks after its own time: what makes signals takes Node longer to load than all files to read. */
  readonly isTimed?: boolean;
}

export interface LoadedConfiguration {
  readonly state: DesiredState;
  /** The variables as they count, from the environment or from a YAML file. */
  readonly variables: ReadVariables;
  /** Every file that was read or looked for: those to watch. Where no YAML file was found, watch `searchPlaces`, too. */
  readonly files: readonly string[];
  /** Everything found, in the order of the sources; pass them to `throwOnFatalProblems` or show them. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the environment, the YAML file and domains.conf into one desired state. What is wrong is collected, never
 * thrown; the state then holds what is right.
 * @throws Failure of kind TIMEOUT or the reason of `signal` where reading is stopped
 */
export async function loadConfiguration(request: LoadRequest): Promise<LoadedConfiguration> {
  if (request.isTimed === true && request.signal === undefined) return load(request, undefined);
  const limit = AbortSignal.timeout(timeLimit);
  const { signal, release } =
    request.signal === undefined ? { signal: limit, release() {} } : joinSignals(request.signal, limit);
  try {
    return await load(request, signal);
  } catch (error) {
    throw error === limit.reason ? tooLong(error) : error;
  } finally {
    release();
  }
}

async function load(request: LoadRequest, signal: AbortSignal | undefined): Promise<LoadedConfiguration> {
  const problems = createProblemCollector();
  const files = new Set<string>();
  const reader = request.readFile ?? readFileFromDisk;
  const readFile: ReadFile = (path, stop) => {
    files.add(path);
    return reader(path, stop);
  };
  const inspect = request.inspectFile ?? (request.readFile === undefined ? inspectOnDisk : async () => undefined);
  const readTrusted = trustedReader(readFile, inspect, problems);
  const environment = openEnvironment({ env: request.env, readFile, problems, signal });
  const plugins = request.manifests.plugins ?? builtInPlugins();
  const specs = allVariables(plugins);
  const read = await readVariables(environment, problems, specs);

  const source = { ...request, plugins, specs, readFile: readTrusted, problems, signal, environment, read };
  const yaml = await readYaml(source, request.configDir ?? read.values.LETSENCRYPT_CONFIG_DIR);
  warnOfUnknownVariables(environment, problems, specs);
  const variables = yaml.variables ?? read;
  const settings = buildSettings(variables, request.configDir, problems);
  checkModes(variables, specs, problems);
  await checkBundle(settings, readFile, signal, problems);

  const conf = await readDomainsConf({ settings, plugins, readFile, inspect, signal, problems });
  const pluginSettings = readPluginSettings(plugins, variables);
  const complete = stepCompletion(plugins, pluginSettings);
  const certificates = joinCertificates({ conf: conf.conf, yaml, settings, complete }, problems);
  const profiles = new Map(yaml.profiles(settings).map((profile) => [profile.id, profile]));
  const provider: ProfileSource = {
    providerId: read.values.LEXICON_PROVIDER,
    isNamed: read.given.has('LEXICON_PROVIDER'),
    credentials: request.credentials ?? 'required',
    settings,
    environment,
    manifests: request.manifests,
    readFile: readTrusted,
    problems,
    signal,
  };
  const isLastResort = yaml.doors !== undefined && profiles.size === 0;
  if (provider.isNamed || isLastResort || needsEnvironment(certificates.wanted, [...profiles.values()])) {
    const made = await readEnvironmentProfiles(provider);
    if (!profiles.has(environmentProfile)) for (const profile of made) profiles.set(profile.id, profile);
  }
  checkAuthorities(certificates.wanted, settings, request.credentials, problems);
  if (conf.source.status === 'missing' && yaml.source === undefined) {
    const hint = 'Write a line into it, or run `letsencrypt-dns init`';
    problems.warn(conf.source.path, 'the file does not exist, so no certificate is asked for', { hint });
  }

  const sources = yaml.source === undefined ? [conf.source] : [conf.source, yaml.source];
  for (const { path } of sources) await warnOfDetachedFile(path, inspect, problems);
  const { wanted } = certificates;
  const state: DesiredState = {
    settings,
    plugins: pluginSettings,
    certificates: wanted,
    profiles: Object.fromEntries(profiles),
    ...(yaml.doors !== undefined && { doors: yaml.doors }),
    held: certificates.held,
    removalPermitted: permitsRemoval(sources),
    sources,
    secrets: [
      ...new Set([
        ...secretsOf(settings),
        ...[...profiles.values(), ...Object.values(pluginSettings)].flatMap((held) => held.secrets),
        ...yaml.secrets,
        ...[...new Set(wanted.map(({ steps }) => steps))].flatMap((steps) => secretSteps(steps, plugins)),
      ]),
    ],
  };
  return { state: deepFreeze(state), variables, files: [...files], problems: problems.list() };
}

/** Never from the working directory: anybody may have written there. */
async function readYaml(source: Omit<YamlSource, 'path'>, configDir: string): Promise<YamlConfiguration> {
  const path = source.configFile ?? (await fileOfImage(source)) ?? (await findYamlFile(configDir));
  if (path === undefined) return emptyYaml;
  const { readYamlConfiguration } = await import('./yaml/read.js');
  return readYamlConfiguration({ ...source, path });
}

/** CONFIG_PATH, as dnsrobocert's image has it: where the file is not there yet, that image waits for it. */
async function fileOfImage({
  read,
  readFile,
  problems,
  signal,
}: Omit<YamlSource, 'path'>): Promise<string | undefined> {
  const path = read.values.CONFIG_PATH;
  // The name is anybody's, and so is what it means elsewhere.
  if (path === undefined || !/\.(ya?ml|json)$/i.test(path)) return undefined;
  const full = resolve(path);
  if ((await tryReadFile(readFile, full, signal)).status !== 'missing') return full;
  problems.warn('CONFIG_PATH', `there is no file ${path} yet`);
  return undefined;
}

async function checkBundle(
  settings: Settings,
  readFile: ReadFile,
  signal: AbortSignal | undefined,
  problems: ProblemCollector,
): Promise<void> {
  if (settings.caBundle === undefined) return;
  const file = await tryReadFile(readFile, settings.caBundle, signal);
  const place = 'LETSENCRYPT_CA_BUNDLE';
  if (file.status === 'missing') problems.error(place, `cannot read ${settings.caBundle}: there is no such file`);
  else if (file.status === 'unreadable') problems.error(place, `cannot read ${settings.caBundle}: ${file.reason}`);
  else if (!file.text.includes('-----BEGIN CERTIFICATE-----')) {
    problems.error(place, `${settings.caBundle} holds no certificate in PEM form`);
  }
}

interface ReadConf {
  readonly conf: DomainsConf;
  readonly source: ConfigurationSource;
}

interface ConfSource {
  readonly plugins: readonly KnownPlugin[];
  readonly settings: Settings;
  readonly readFile: ReadFile;
  readonly inspect: InspectFile;
  readonly signal: AbortSignal | undefined;
  readonly problems: ProblemCollector;
}

async function readDomainsConf({
  settings,
  plugins,
  readFile,
  inspect,
  signal,
  problems,
}: ConfSource): Promise<ReadConf> {
  const path = settings.domainsConf;
  const shown = dirname(path) === settings.configDir ? basename(path) : path;
  const file = await tryReadFile(readFile, path, signal);
  if (file.status === 'unreadable') problems.error(path, `cannot read the file: ${file.reason}`, hintOf(file));
  const conf = parseDomainsConf(file.status === 'read' ? file.text : '', shown, plugins);
  problems.add(conf.problems);
  // Names alone are no code; commands in containers are.
  if (conf.certificates.some((line) => hasCommands(line.steps, plugins))) {
    const distrust = await distrustOf(path, inspect);
    if (distrust?.severity === 'error') problems.error(path, distrust.message, { hint: distrust.hint });
  }
  let status: ConfigurationSource['status'] = 'read';
  if (file.status !== 'read') status = file.status;
  else if (conf.empty) status = 'empty';
  else if (conf.certificates.length === 0) status = 'invalid';
  return { conf, source: { kind: 'domains.conf', path, status, complete: !conf.unreadableLine } };
}

/** Whether a certificate without a profile of its own has a name that no profile claims by its zones. */
function needsEnvironment(certificates: readonly DesiredCertificate[], profiles: readonly ProviderProfile[]): boolean {
  const zones = profiles.flatMap((profile) => profile.zones);
  return certificates.some(
    (certificate) =>
      certificate.profile === undefined &&
      certificate.domains.some((domain) => !zones.some((zone) => isWithin(domain, zone))),
  );
}
