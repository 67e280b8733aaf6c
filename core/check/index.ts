/** What `check --live` does: tries the DNS as issuing would, and tells apart what can be wrong with it. */
export type { ZoneCheck } from './check-zone.js';
export type { Diagnosis, DiagnosisCode } from './diagnosis.js';
export { type CheckReport, checkParentRecords, runCheck } from './run-check.js';
export { formatRecord, type ParentRecord } from './standalone-records.js';
