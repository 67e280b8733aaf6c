/** The provider SDK: all that providers and plugins may import, published as `letsencrypt-dns/sdk`. */
export { fromPresentation, splitPriority, toPresentation } from './content.js';
export type { ContainerState, DockerClient, ExecResult, LabelledContainer } from './docker.js';
export {
  describeFailure,
  Failure,
  type FailureCode,
  type FailureDetails,
  failureKinds,
  isFailure,
  toFailure,
} from './failure.js';
export {
  anything,
  type ExplainedFailure,
  type HttpClient,
  type HttpDefaults,
  type HttpMethod,
  type HttpRequest,
  type HttpResponse,
  type OutgoingRequest,
  type Query,
  type QueryValue,
  type Schema,
} from './http.js';
export { type Logger, type LogMethod, silentLogger } from './logger.js';
export type {
  Capabilities,
  OptionSpec,
  OptionsOf,
  PluginManifest,
  ProviderManifest,
  ServiceStatus,
} from './manifest.js';
export { type Memo, memo } from './memo.js';
export { canonicalName, fqdn, fullName, hostOrEmpty, relativeName, withDot, withoutDot } from './names.js';
export type { CertificateFailure, CertificateSummary, PassSummary } from './pass-summary.js';
export {
  type CertificateEvent,
  type CertificateFiles,
  type CertificatePaths,
  definePlugin,
  type IssuedCertificate,
  type PluginContext,
  type PluginMemory,
  type PluginModule,
  type PostIssuePlugin,
} from './plugin.js';
export {
  type DnsProvider,
  defineProvider,
  type ProviderContext,
  type ProviderFactory,
  type ProviderModule,
  type RecordChange,
  sdkVersion,
} from './provider.js';
export {
  type DnsRecord,
  type RecordDraft,
  type RecordFilter,
  type RecordType,
  recordTypes,
  type Zone,
} from './record.js';
export { parseRecordId, type RecordKey, recordId } from './record-id.js';
export { type RecordSet, type RecordSetApi, recordSetProvider } from './record-sets.js';
export type { ResponderRequest, ResponderService, TxtServer } from './responder.js';
export { quoteTxt, splitTxt, unquoteTxt } from './txt.js';
export { undefinedIf } from './undefined-if.js';
