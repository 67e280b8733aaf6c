/**
 * The configuration: from the environment, domains.conf and YAML to one frozen desired state. Loads neither the YAML
 * reader nor its schema before they are needed.
 */
import type { YamlRequest } from './yaml/write.js';

export {
  findOption,
  type GivenOption,
  type OptionLayer,
  type OptionScalar,
  optionKind,
  optionVariables,
} from '../options/names.js';
export { type ResolvedOptions, resolveProviderOptions } from '../options/resolve.js';
export { chooseProfile } from './choose-profile.js';
export {
  type AccountChoice,
  type ConfigurationSource,
  type DesiredCertificate,
  type DesiredState,
  deepFreeze,
  environmentProfile,
  mayRemove,
  type ProviderProfile,
  permitsRemoval,
} from './desired-state.js';
export { type CheckedDomain, certificateNameOf, checkDomain, wildcardCovers } from './domain-name.js';
export { coversIdentifier, coversProof, type DomainPattern, parseDomainPattern } from './domain-pattern.js';
export { type DomainsConf, type LineCertificate, parseDomainsConf } from './domains-conf.js';
export {
  type CertManagerSettings,
  type DoorClient,
  type DoorName,
  type DoorsSettings,
  type DoorsTls,
  doorNames,
} from './doors.js';
export {
  type Environment,
  type EnvironmentSource,
  type FoundVariable,
  openEnvironment,
  type ReadVariables,
  readVariables,
} from './environment.js';
export { type LexiconFiles, type LexiconFilesSource, readLexiconFiles } from './lexicon-files.js';
export { type LoadedConfiguration, type LoadRequest, loadConfiguration } from './load.js';
export { createManifestCatalog, findProvider, type ManifestCatalog } from './manifest-catalog.js';
export { didYouMean, editDistance, nearestNames } from './nearest.js';
export { networkMatcher, parseNetwork, plainAddress } from './networks.js';
export { readOptionVariables } from './option-environment.js';
export { type GeneralOption, readOptionWords, splitVariable, type WordOptions } from './option-words.js';
export {
  ConfigurationError,
  createProblemCollector,
  fatalProblems,
  type Problem,
  type ProblemCollector,
  renderProblem,
  renderProblems,
  throwOnFatalProblems,
} from './problems.js';
export { type ReadFile, readFileFromDisk } from './read-file.js';
export {
  type KeyType,
  type LogLevel,
  letsEncryptServer,
  letsEncryptStagingServer,
  noMail,
  type OnRemove,
  type Propagation,
  type PropagationSettings,
  type Settings,
} from './settings.js';
export { sourcesGone } from './sources-gone.js';
export { warnOfUnknownVariables } from './unknown-variables.js';
export type { Endpoint, VariableKind, VariableSpec, VariableValue } from './variable-spec.js';
export { type KnownVariable, type VariableName, type VariableValues, variables } from './variables.js';
export { findYamlFile, searchPlaces } from './yaml/find.js';
export type { YamlRequest };

/** The YAML file that equals a configuration; loads the writer when it is called. It holds the secrets. */
export async function configurationToYaml(request: YamlRequest): Promise<string> {
  const { toYaml } = await import('./yaml/write.js');
  return toYaml(request);
}

/** The JSON Schema of the YAML file, for `docs/schema/`; loads zod when it is called. */
export async function configurationSchema(): Promise<Record<string, unknown>> {
  const { configurationJsonSchema } = await import('./yaml/json-schema.js');
  return configurationJsonSchema();
}

/** The JSON Schema as a file of the repository, for `npm run docs`; the path is relative to its root. */
export async function configurationSchemaFile(): Promise<{ readonly path: string; readonly text: string }> {
  const text = `${JSON.stringify(await configurationSchema(), undefined, 2)}\n`;
  return { path: 'docs/schema/letsencrypt-dns.schema.json', text };
}
