/** The rehearsal CA: a small ACME server in this process, for the demo and for fast tests. */
export type { Resource } from './context.js';
export { builtInProfiles, type ProfileSettings, type RehearsalFaults, type RehearsalOptions } from './options.js';
export { type RehearsalCa, startRehearsalCa } from './start-rehearsal-ca.js';
export type { IssuedCertificate, RenewalWindow } from './state.js';
