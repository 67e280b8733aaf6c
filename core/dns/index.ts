export type { CaaValue } from './answer.js';
export { recordsOf } from './answer.js';
export type { ChallengeTarget } from './challenge-target.js';
export { lookupAddresses, lookupCaa, lookupNs } from './lookups.js';
export { measureVisibility, type ServerVisibility } from './measure-visibility.js';
export { isServerOf, providersOfServers } from './servers-of-provider.js';
export type { ExpectedTxt } from './visibility.js';
export { createZoneLock, type TakeZoneLease } from './zone-lock.js';
export { hostedDomain, isPublicSuffix, parentOf } from './zone-names.js';
