import { basename, dirname } from 'node:path';
import { Failure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import {
  type ConfigurationSource,
  type DesiredCertificate,
  type DesiredState,
  deepFreeze,
  environmentProfile,
  type ProviderProfile,
  permitsRemoval,
} from './desired-state.js';
import { type DomainsConf, type LineCertificate, parseDomainsConf } from './domains-conf.js';
import { openEnvironment, type ReadVariables, readVariables, warnOfUnknownVariables } from './environment.js';
import { readEnvironmentProfiles } from './environment-profile.js';
import type { ManifestCatalog } from './manifest-catalog.js';
import { filePlace } from './places.js';
import { createProblemCollector, type Problem, type ProblemCollector } from './problems.js';
import type { ProfileSource } from './profile-parts.js';
import { type ReadFile, readFileFromDisk, tryReadFile } from './read-file.js';
import { buildSettings, type Settings, secretsOf } from './settings.js';
import { findYamlFile } from './yaml/find.js';
import { emptyYaml, type YamlConfiguration, type YamlSource } from './yaml/result.js';

export interface LoadRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--config-dir`; wins over LETSENCRYPT_CONFIG_DIR. */
  readonly configDir?: string | undefined;
  /** `--config`: a YAML file; none is looked for then. */
  readonly configFile?: string | undefined;
  readonly manifests: ManifestCatalog;
  /** Where a YAML file is looked for beside the configuration directory; the process's own unless told. */
  readonly workingDirectory?: string | undefined;
  readonly readFile?: ReadFile | undefined;
  readonly signal?: AbortSignal | undefined;
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

/** Longest time for reading all files, in milliseconds; a dead network file system must not hang the daemon. */
const timeLimit = 20_000;

/**
 * Reads the environment, the YAML file and domains.conf into one desired state. What is wrong is collected, never
 * thrown; the state then holds what is right.
 * @throws Failure of kind TIMEOUT or the reason of `signal` where reading is stopped
 */
export async function loadConfiguration(request: LoadRequest): Promise<LoadedConfiguration> {
  const limit = AbortSignal.timeout(timeLimit);
  const { signal, release } = joinSignals(...(request.signal === undefined ? [limit] : [request.signal, limit]));
  try {
    return await load(request, signal);
  } catch (error) {
    if (error !== limit.reason) throw error;
    throw new Failure('TIMEOUT', `the configuration could not be read within ${timeLimit / 1000} s`, { cause: error });
  } finally {
    release();
  }
}

async function load(request: LoadRequest, signal: AbortSignal): Promise<LoadedConfiguration> {
  const problems = createProblemCollector();
  const files = new Set<string>();
  const reader = request.readFile ?? readFileFromDisk;
  const readFile: ReadFile = (path, stop) => {
    files.add(path);
    return reader(path, stop);
  };
  const environment = openEnvironment({ env: request.env, readFile, problems, signal });
  warnOfUnknownVariables(environment, problems);
  const read = await readVariables(environment, problems);

  const searchFrom = request.configDir ?? read.values.LETSENCRYPT_CONFIG_DIR;
  const yaml = await readYaml({ ...request, readFile, problems, signal, environment, read }, searchFrom);
  const variables = yaml.variables ?? read;
  const settings = buildSettings(variables, request.configDir, problems);
  await checkBundle(settings, readFile, signal, problems);

  const conf = await readDomainsConf(settings, readFile, signal, problems);
  const certificates = joinCertificates(conf, yaml, settings, problems);
  const profiles = new Map(yaml.profiles(settings).map((profile) => [profile.id, profile]));
  const provider: ProfileSource = {
    providerId: read.values.LEXICON_PROVIDER,
    settings,
    environment,
    manifests: request.manifests,
    readFile,
    problems,
    signal,
  };
  if (read.given.has('LEXICON_PROVIDER') || needsEnvironment(certificates.wanted, [...profiles.values()])) {
    const made = await readEnvironmentProfiles(provider);
    if (!profiles.has(environmentProfile)) for (const profile of made) profiles.set(profile.id, profile);
  }
  if (conf.source.status === 'missing' && yaml.source === undefined) {
    problems.warn(conf.source.path, 'the file does not exist, so no certificate is asked for');
  }

  const sources = yaml.source === undefined ? [conf.source] : [conf.source, yaml.source];
  const state: DesiredState = {
    settings,
    certificates: certificates.wanted,
    profiles: Object.fromEntries(profiles),
    held: certificates.held,
    removalPermitted: permitsRemoval(sources),
    sources,
    secrets: collectSecrets(settings, certificates.wanted, [...profiles.values()], yaml.secrets),
  };
  return { state: deepFreeze(state), variables, files: [...files], problems: problems.list() };
}

function collectSecrets(
  settings: Settings,
  certificates: readonly DesiredCertificate[],
  profiles: readonly ProviderProfile[],
  more: readonly string[],
): string[] {
  const passphrases = certificates.map((certificate) => certificate.pfx.passphrase).filter((text) => text !== '');
  const options = profiles.flatMap((profile) => profile.secrets);
  return [...new Set([...secretsOf(settings), ...passphrases, ...options, ...more])];
}

async function readYaml(source: Omit<YamlSource, 'path'>, configDir: string): Promise<YamlConfiguration> {
  const workingDirectory = source.workingDirectory ?? process.cwd();
  const path = source.configFile ?? (await findYamlFile([configDir, workingDirectory]));
  if (path === undefined) return emptyYaml;
  const { readYamlConfiguration } = await import('./yaml/read.js');
  return readYamlConfiguration({ ...source, path });
}

async function checkBundle(
  settings: Settings,
  readFile: ReadFile,
  signal: AbortSignal,
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

async function readDomainsConf(
  settings: Settings,
  readFile: ReadFile,
  signal: AbortSignal,
  problems: ProblemCollector,
): Promise<ReadConf> {
  const path = settings.domainsConf;
  const shown = dirname(path) === settings.configDir ? basename(path) : path;
  const file = await tryReadFile(readFile, path, signal);
  if (file.status === 'unreadable') problems.error(path, `cannot read the file: ${file.reason}`);
  const conf = parseDomainsConf(file.status === 'read' ? file.text : '', shown);
  problems.add(conf.problems);
  let status: ConfigurationSource['status'] = 'read';
  if (file.status !== 'read') status = file.status;
  else if (conf.empty) status = 'empty';
  else if (conf.certificates.length === 0) status = 'invalid';
  return { conf, source: { kind: 'domains.conf', path, status, complete: !conf.unreadableLine } };
}

/** Both files apply; a name in both is an error of that certificate, whose files then stay as they are. */
function joinCertificates(
  { conf }: ReadConf,
  yaml: YamlConfiguration,
  settings: Settings,
  problems: ProblemCollector,
): { wanted: DesiredCertificate[]; held: string[] } {
  const lines = conf.certificates.map((line) => fromLine(line, settings));
  const entries = yaml.certificates(settings);
  const lineNames = new Map(lines.map((line) => [line.name, line]));
  const held = new Set([...conf.held, ...yaml.held]);
  for (const entry of entries) {
    const line = lineNames.get(entry.name);
    if (line === undefined) continue;
    const message = `the certificate \`${entry.name}\` is named by ${placeOf(line)} already`;
    problems.error(placeOf(entry), message, {
      scope: 'certificate',
      certificate: entry.name,
      hint: 'Remove it from one of the files',
    });
    held.add(entry.name);
  }
  return { wanted: [...lines, ...entries].filter((certificate) => !held.has(certificate.name)), held: [...held] };
}

function placeOf({ source }: DesiredCertificate): string {
  return filePlace(source.file, source.line, source.column);
}

function fromLine(line: LineCertificate, settings: Settings): DesiredCertificate {
  return {
    name: line.name,
    isNameGiven: false,
    domains: line.domains,
    profile: undefined,
    keyType: settings.keyType,
    reuseKey: settings.reuseKey,
    server: settings.server,
    acmeProfile: settings.acmeProfile,
    preferredChain: settings.preferredChain,
    explicit: settings.explicit,
    pfx: settings.pfx,
    deployHook: settings.deployHook,
    followCnames: true,
    forceRenew: false,
    restartContainers: line.autorestartContainers,
    restartServices: [],
    execCommands: line.autocmdContainers,
    source: { ...line.place, column: 1 },
  };
}

/** Whether a certificate without a profile of its own has a name that no profile claims by its zones. */
function needsEnvironment(certificates: readonly DesiredCertificate[], profiles: readonly ProviderProfile[]): boolean {
  const zones = profiles.flatMap((profile) => profile.zones);
  return certificates.some(
    (certificate) =>
      certificate.profile === undefined &&
      certificate.domains.some((domain) => !zones.some((zone) => `.${domain}`.endsWith(`.${zone}`))),
  );
}
