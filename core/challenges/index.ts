export type { AnnouncedRecord } from './announce.js';
export {
  type BrokerRequest,
  type BrokerServices,
  type ChallengeBroker,
  createBroker,
  type OpenBroker,
} from './broker.js';
export { type ChallengeDns, createChallengeDns } from './challenge-dns.js';
export { type ChallengePlace, type ChallengeRecord, recordAt } from './challenge-records.js';
export { planTurns, slotsOf } from './challenge-turns.js';
export type { ChallengeSpot, Claim, ClaimedValue } from './claim.js';
export { keptRecords, ParkedWait, type TxtEntry } from './kept-records.js';
export type { OpenZone } from './provider-pool.js';
export type { PublishedRecords } from './publish.js';
export { waitLimits } from './wait-limits.js';
