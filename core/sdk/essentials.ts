/** What a provider or a plugin cannot do without: its definition, the shapes that it gets and gives, and how it fails. */
export { Failure, type FailureCode, isFailure } from './failure.js';
export type { HttpClient, HttpRequest, HttpResponse } from './http.js';
export type { Logger } from './logger.js';
export type { Capabilities, OptionSpec, OptionsOf, PluginManifest, ProviderManifest } from './manifest.js';
export {
  type CertificateEvent,
  definePlugin,
  type IssuedCertificate,
  type PluginContext,
  type PluginModule,
  type PostIssuePlugin,
} from './plugin.js';
export {
  type DnsProvider,
  defineProvider,
  type ProviderContext,
  type ProviderModule,
  type RecordChange,
  sdkVersion,
} from './provider.js';
export {
  type ChallengeProof,
  type DnsRecord,
  type RecordDraft,
  type RecordFilter,
  type RecordType,
  recordTypes,
  type Zone,
} from './record.js';
