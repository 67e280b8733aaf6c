/** What `check --live` does: tries the DNS as issuing would, and tells apart what can be wrong with it. */
export { type CheckStep, checkZone, type ZoneCheck } from './check-zone.js';
export { diagnoseAlias } from './diagnoses/alias.js';
export { type CaaFacts, diagnoseCaa } from './diagnoses/caa.js';
export { type Delegation, diagnoseDelegation } from './diagnoses/delegation.js';
export { type DnssecFacts, diagnoseDnssec } from './diagnoses/dnssec.js';
export { diagnoseFailure } from './diagnoses/failure.js';
export { diagnoseServers } from './diagnoses/servers.js';
export type { Diagnosis, DiagnosisCode } from './diagnosis.js';
export { type CheckReport, type CheckRequest, checkParentRecords, runCheck } from './run-check.js';
export {
  diagnoseParentRecords,
  formatRecord,
  type ParentRecord,
  type StandaloneNames,
  wantedRecords,
} from './standalone-records.js';
