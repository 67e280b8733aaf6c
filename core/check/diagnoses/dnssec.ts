import type { Diagnosis } from '../diagnosis.js';

export interface DnssecFacts {
  readonly zone: string;
  /** The resolver that was asked. */
  readonly resolver: string;
  /** What it answered. */
  readonly rcode: string;
  /** What it answered when told not to check signatures; undefined: it was not asked again. */
  readonly unchecked: string | undefined;
}

/** A resolver that knows the answer and will not give it has found the signatures to be wrong. */
export function diagnoseDnssec({ zone, resolver, rcode, unchecked }: DnssecFacts): Diagnosis | undefined {
  if (rcode !== 'SERVFAIL' || (unchecked !== 'NOERROR' && unchecked !== 'NXDOMAIN')) return undefined;
  return {
    code: 'dnssec-broken',
    severity: 'error',
    subject: zone,
    message: `DNSSEC of ${zone} is broken: the resolver ${resolver} answers SERVFAIL, and ${unchecked} without the check of signatures`,
    hint: 'Compare the DS record at the registrar with the keys of the zone, or remove it; every CA checks DNSSEC',
  };
}
