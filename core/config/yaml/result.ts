import type { ConfigurationSource, DesiredCertificate, ProviderProfile } from '../desired-state.js';
import type { DoorsSettings } from '../doors.js';
import type { Environment, ReadVariables } from '../environment.js';
import type { ManifestCatalog } from '../manifest-catalog.js';
import type { KnownPlugin } from '../plugin-variables.js';
import type { ProblemCollector } from '../problems.js';
import type { ReadFile } from '../read-file.js';
import type { Settings } from '../settings.js';
import type { VariableSpec } from '../variable-spec.js';

/** What reading a YAML file needs. */
export interface YamlSource {
  readonly path: string;
  readonly configFile?: string | undefined;
  readonly credentials?: 'required' | 'optional' | undefined;
  /** Whether CNAMEs are followed where neither an entry nor a setting says so; undefined: as everywhere. */
  readonly followCnames?: boolean | undefined;
  readonly environment: Environment;
  readonly read: ReadVariables;
  readonly plugins: readonly KnownPlugin[];
  /** Every variable, those of these plugins among them. */
  readonly specs: readonly VariableSpec[];
  readonly manifests: ManifestCatalog;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal | undefined;
}

/** What a YAML file came to. */
export interface YamlConfiguration {
  /** Undefined where there is no YAML file. */
  readonly source: ConfigurationSource | undefined;
  /** The environment's variables with the file's `acme` section below them; undefined where it has none. */
  readonly variables: ReadVariables | undefined;
  readonly profiles: (settings: Settings) => readonly ProviderProfile[];
  readonly certificates: (settings: Settings) => readonly DesiredCertificate[];
  /** Names of certificates whose entry is bad. */
  readonly held: readonly string[];
  readonly doors: DoorsSettings | undefined;
  readonly secrets: readonly string[];
}

export const emptyYaml: YamlConfiguration = {
  source: undefined,
  variables: undefined,
  profiles: () => [],
  certificates: () => [],
  held: [],
  doors: undefined,
  secrets: [],
};
