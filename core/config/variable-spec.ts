import type { PluginOptionSpec } from '../sdk/manifest.js';

/** What the text of a variable must look like, and what it becomes. */
export type VariableKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'integer'
  | 'seconds'
  | 'mode'
  | 'url'
  | 'directory'
  | 'authority'
  | 'proxy'
  | 'binding-key'
  | 'path'
  | 'list'
  | 'enum'
  | 'mail'
  | 'cron'
  | 'timezone'
  | 'owner'
  | 'endpoint'
  | 'endpoints';

/** What a mode of files may let everybody do, and what is said of one that lets them do more. */
export type ModeLimits = NonNullable<PluginOptionSpec['others']>;

/** One environment variable. The table in the README is made from these. */
export interface VariableSpec {
  readonly name: string;
  readonly kind: VariableKind;
  /** As one would write it. */
  readonly default?: string;
  /** What holds without it, in words, where that is no fixed value. */
  readonly without?: string;
  readonly choices?: readonly string[];
  /** Other words for some of the choices. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** Smallest integer allowed. */
  readonly minimum?: number;
  /** Of a mode: what it must not let everybody do. */
  readonly others?: ModeLimits;
  /** Its text may have several lines. */
  readonly multiline?: true;
  /** Another name of the same setting, which counts where this one is not set: images that people come from have it. */
  readonly alias?: string;
  /** Further such names. */
  readonly aliases?: readonly string[];
  /** `certificate`: what is wrong with it concerns one step after an issue, and stops nothing. */
  readonly scope?: 'certificate';
  /** Never shown in any output. */
  readonly secret?: boolean;
  /** Not handed on to programs, although it is no secret: there may be one in it. */
  readonly withheld?: true;
  /** One line for people. */
  readonly meaning: string;
}

/** A host and a port. */
export interface Endpoint {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Present: a resolver that is asked over HTTPS. */
  readonly url?: string | undefined;
}

/** What the text of each kind becomes. */
export interface KindValues {
  string: string;
  number: number;
  boolean: boolean;
  integer: number;
  seconds: number;
  mode: number;
  url: string;
  directory: string;
  authority: string;
  proxy: string;
  'binding-key': string;
  path: string;
  list: readonly string[];
  enum: string;
  mail: string;
  cron: string;
  timezone: string;
  owner: string | number;
  endpoint: Endpoint;
  endpoints: readonly Endpoint[];
}

/** What a value of any kind may be. */
export type VariableValue = KindValues[VariableKind];
