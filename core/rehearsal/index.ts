/** The rehearsal CA: a small ACME server in this process, for the demo and for fast tests. */
export { type RehearsalCa, startRehearsalCa } from './start-rehearsal-ca.js';
