/** The kinds of trouble that `check --live` can tell apart. */
export type DiagnosisCode =
  | 'wrong-credential'
  | 'zone-not-in-account'
  | 'delegated-elsewhere'
  | 'cname-nowhere'
  | 'caa-forbids'
  | 'dnssec-broken'
  | 'slow-secondary'
  | 'not-visible'
  | 'record-left'
  | 'records-missing'
  | 'failed';

/** What is wrong, and what to do about it. */
export interface Diagnosis {
  readonly code: DiagnosisCode;
  /** An error keeps certificates from being issued; a warning may. */
  readonly severity: 'error' | 'warning';
  /** The zone or name it is about. */
  readonly subject: string;
  readonly message: string;
  readonly hint: string;
}
