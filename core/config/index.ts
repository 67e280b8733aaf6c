/**
 * The configuration: from the environment, domains.conf and YAML to one frozen desired state. Loads neither the YAML
 * reader nor its schema before they are needed.
 */
import type { YamlRequest } from './yaml/write.js';

export { optionVariables } from '../options/names.js';
export { chooseProfile } from './choose-profile.js';
export type { DesiredCertificate, DesiredState, ProviderProfile } from './desired-state.js';
export { checkDomain } from './domain-name.js';
export { coversIdentifier, coversProof } from './domain-pattern.js';
export type { CertManagerSettings, DoorClient, DoorName, DoorsSettings } from './doors.js';
export { openEnvironment, type ReadVariables } from './environment.js';
export { type LoadedConfiguration, loadConfiguration } from './load.js';
export { createManifestCatalog, type ManifestCatalog } from './manifest-catalog.js';
export { didYouMean } from './nearest.js';
export { networkMatcher, parseNetwork, plainAddress } from './networks.js';
export { createProblemCollector, type Problem, renderProblem, throwOnFatalProblems } from './problems.js';
export { readFileFromDisk } from './read-file.js';
export type { Settings } from './settings.js';
export { sourcesGone } from './sources-gone.js';
export { variables } from './variables.js';
export { searchPlaces } from './yaml/find.js';
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
