export { type Clock, steadyClock } from '../clock/clock.js';
export { type AliasLookup, createAliasLookup } from './alias-lookup.js';
export type { AnswerFlags, AnswerRecord, CaaValue, DnsAnswer, QueryType } from './answer.js';
export { recordsOf } from './answer.js';
export { authoritativeOverride } from './authoritative-override.js';
export { withCache } from './caching-resolver.js';
export { type ChallengeTarget, type ChallengeTargetOptions, findChallengeTarget } from './challenge-target.js';
export type { Exchange, Question } from './exchange.js';
export { isHostName } from './host-name.js';
export { lookupAddresses, lookupCaa, lookupNs, lookupTxt } from './lookups.js';
export { type MeasureOptions, measureVisibility, type ServerVisibility } from './measure-visibility.js';
export { type OpenProviderOptions, openProvider } from './open-provider.js';
export { awaitPropagation, defaultMaxChecks, type PropagationMode, type PropagationOptions } from './propagation.js';
export type { ExactRecord, NewRecord, RecordQuery } from './record-forms.js';
export {
  createRecordService,
  type ListedRecord,
  type RecordService,
  type RecordServiceOptions,
} from './record-service.js';
export { createResolver, type Resolver, type ResolverOptions } from './resolver.js';
export { formatServerAddress, parseServerAddress, type ServerAddress } from './server-address.js';
export { isServerOf, providersOfServers } from './servers-of-provider.js';
export { parseResolvConf, readSystemServers } from './system-servers.js';
export { clampTtl } from './ttl.js';
export type { ExpectedTxt } from './visibility.js';
export type { WatchProgress } from './visibility-watch.js';
export { zoneCandidates } from './zone-candidates.js';
export { createZoneFinder, type FoundZone, type ZoneFinder, type ZoneFinderOptions } from './zone-finder.js';
export { createZoneLock, type ZoneLock } from './zone-lock.js';
export { delegatedZone, hostedDomain, isPublicSuffix, parentOf, registrableDomain } from './zone-names.js';
export { createZoneServers, describeServer, type ZoneServer, type ZoneServers } from './zone-servers.js';
