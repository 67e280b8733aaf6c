import type { DesiredCertificate } from '../../config/desired-state.js';
import type { PlainFailure } from '../../sdk/plain-failure.js';
import { isGoodLineage, type Lineage, lineageProblem } from '../../store/lineages/lineage.js';
import type { CertificateMemory } from '../memory/memory.js';
import { type Action, differencesIn } from '../plan/actions.js';
import type { Difference } from '../plan/differences.js';
import { plainFingerprint } from '../steps/issued-certificate.js';
import { type CertificateState, type Trouble, troubles } from './certificate-state.js';

const dayMs = 24 * 3600 * 1000;

/** How a certificate stands, from disk alone. */
export interface CertificateStatus {
  readonly name: string;
  readonly domains: readonly string[];
  /** The worst of its troubles, else how it stands. */
  readonly state: CertificateState;
  /** All that is wrong with it, worst first. */
  readonly troubles: readonly Trouble[];
  readonly version: number | undefined;
  readonly keyType: string | undefined;
  readonly issuer: string | undefined;
  readonly serial: string | undefined;
  readonly server: string | undefined;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  readonly daysLeft: number | undefined;
  /** What happens next, when, and why. */
  readonly next: { readonly action: string; readonly at: Date | undefined; readonly why: string };
  readonly lastSuccess: Date | undefined;
  readonly lastError: (PlainFailure & { readonly at: Date; readonly step: string }) | undefined;
  /** The CA's page about an early renewal. */
  readonly explanationUrl: string | undefined;
  /** Post-issue steps that have not succeeded yet. */
  readonly owedSteps: readonly string[];
  /** What differs between disk and configuration, and what becomes of it. */
  readonly differences: readonly Difference[];
}

export interface StatusInput {
  readonly action: Action;
  readonly lineage: Lineage | undefined;
  readonly memory: CertificateMemory | undefined;
  /** Plugins that it owes a run. */
  readonly owed: readonly string[];
  /** Whether an ACME server is one for trials. */
  readonly isStaging: (server: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How one certificate stands. Pure. */
export function certificateStatus(input: StatusInput): CertificateStatus {
  const { action, lineage, memory, owed, now } = input;
  const facts = lineage?.certificate;
  // What failed is no longer asked for where nothing is to be done.
  const failure = action.kind === 'keep' ? undefined : memory?.lastFailure;
  const found = troublesOf(input);
  return {
    name: action.name,
    domains: lineage !== undefined && lineage.domains.length > 0 ? lineage.domains : (wantedBy(action)?.domains ?? []),
    state: stateOf(action, found),
    troubles: found,
    version: lineage?.version,
    keyType: facts?.keyType,
    issuer: facts?.issuerCommonName,
    serial: facts?.serial,
    server: lineage?.server,
    notBefore: facts?.notBefore,
    notAfter: facts?.notAfter,
    daysLeft: facts === undefined ? undefined : Math.floor((facts.notAfter.getTime() - now) / dayMs),
    next: nextOf(action),
    lastSuccess: memory?.lastSuccessAt === undefined ? undefined : new Date(memory.lastSuccessAt),
    lastError: failure === undefined ? undefined : { ...failure, at: new Date(failure.at) },
    explanationUrl: memory?.renewal?.explanationUrl,
    owedSteps: owed,
    differences: differencesIn(action),
  };
}

function wantedBy(action: Action): DesiredCertificate | undefined {
  if (action.kind === 'wait') return action.pending === undefined ? undefined : wantedBy(action.pending);
  return 'certificate' in action ? action.certificate : undefined;
}

function isUnmanaged(action: Action): boolean {
  return action.kind === 'keep' && action.certificate === undefined;
}

function stateOf(action: Action, [worst]: readonly Trouble[]): CertificateState {
  if (isUnmanaged(action)) return 'unmanaged';
  return worst ?? (action.kind === 'keep' ? 'ok' : 'due');
}

/** All that is wrong; what is none of this program's business has nothing wrong with it. */
function troublesOf({ action, lineage, memory, owed, isStaging, now }: StatusInput): Trouble[] {
  if (isUnmanaged(action)) return [];
  const end = lineage?.certificate?.notAfter.getTime();
  const found: Readonly<Record<Trouble, boolean>> = {
    expired: end !== undefined && end <= now,
    failing: memory?.lastFailure !== undefined && action.kind !== 'keep',
    missing: lineage === undefined,
    damaged: lineage !== undefined && !isGoodLineage(lineage) && lineageProblem(lineage) !== undefined,
    revoked: isRevoked(lineage, memory),
    owed: owed.length > 0,
    staging: lineage?.server !== undefined && isStaging(lineage.server),
  };
  return troubles.filter((trouble) => found[trouble]);
}

/** Known from a revocation of ours alone: a CA tells it, if at all, by asking for a renewal at once. */
function isRevoked(lineage: Lineage | undefined, memory: CertificateMemory | undefined): boolean {
  const fingerprint = lineage?.certificate?.fingerprint;
  return fingerprint !== undefined && memory?.revoked?.fingerprint === plainFingerprint(fingerprint);
}

function nextOf(action: Action): CertificateStatus['next'] {
  switch (action.kind) {
    case 'keep':
      if (action.next === undefined) return { action: 'none', at: undefined, why: action.reason };
      return { action: 'renew', at: new Date(action.next.at), why: `${action.next.by}: ${action.next.why}` };
    case 'wait':
      return {
        action: action.pending?.kind ?? 'none',
        at: action.until === undefined ? undefined : new Date(action.until),
        why: action.reason,
      };
    default:
      return { action: action.kind, at: undefined, why: action.reason };
  }
}
