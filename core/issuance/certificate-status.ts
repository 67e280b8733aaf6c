import type { DesiredCertificate } from '../config/desired-state.js';
import { isStagingServer } from '../config/staging-servers.js';
import type { PlainFailure } from '../sdk/plain-failure.js';
import { isGoodLineage, type Lineage, lineageProblem } from '../store/index.js';
import { type Action, differencesIn } from './actions.js';
import type { Difference } from './differences.js';
import { plainFingerprint } from './issued-certificate.js';
import type { CertificateMemory } from './memory.js';

const dayMs = 24 * 3600 * 1000;

/** How a certificate stands, from disk alone. */
export interface CertificateStatus {
  readonly name: string;
  readonly domains: readonly string[];
  /** `ok` · `due`: to be renewed at the next pass · `failing`: the last try failed · `expired` · `missing` · `damaged` · `revoked`: to be replaced at the next pass · `staging`: of a CA for trials, nobody trusts it · `unmanaged`: not named by the configuration. */
  readonly state: 'ok' | 'due' | 'failing' | 'expired' | 'missing' | 'damaged' | 'revoked' | 'staging' | 'unmanaged';
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

/**
 * @param owed plugins that each certificate owes a run
 * @param isStaging whether an ACME server is one for trials
 */
export function certificateStatus(
  action: Action,
  lineage: Lineage | undefined,
  memory: CertificateMemory | undefined,
  owed: readonly string[],
  now: number,
  isStaging: (server: string) => boolean = isStagingServer,
): CertificateStatus {
  const facts = lineage?.certificate;
  // What failed is no longer asked for where nothing is to be done.
  const failure = action.kind === 'keep' ? undefined : memory?.lastFailure;
  return {
    name: action.name,
    domains: lineage !== undefined && lineage.domains.length > 0 ? lineage.domains : (wantedBy(action)?.domains ?? []),
    state: stateOf(action, lineage, memory, { now, isStaging }),
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

function stateOf(
  action: Action,
  lineage: Lineage | undefined,
  memory: CertificateMemory | undefined,
  { now, isStaging }: { readonly now: number; readonly isStaging: (server: string) => boolean },
): CertificateStatus['state'] {
  const end = lineage?.certificate?.notAfter.getTime();
  const wanted = wantedBy(action);
  if (wanted === undefined && action.kind === 'keep') return 'unmanaged';
  if (end !== undefined && end <= now) return 'expired';
  if (isRevoked(lineage, memory)) return 'revoked';
  if (memory?.lastFailure !== undefined && action.kind !== 'keep') return 'failing';
  if (lineage === undefined) return 'missing';
  if (!isGoodLineage(lineage) && lineageProblem(lineage) !== undefined) return 'damaged';
  if (lineage.server !== undefined && isStaging(lineage.server)) return 'staging';
  return action.kind === 'keep' ? 'ok' : 'due';
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
