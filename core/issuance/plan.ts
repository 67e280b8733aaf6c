import type { DesiredCertificate, DesiredState } from '../config/desired-state.js';
import { isGoodLineage, type Lineage, lineageProblem } from '../store/lineage.js';
import type { Action, IssueAction } from './actions.js';
import { configurationFingerprint } from './configuration-fingerprint.js';
import type { CertificateMemory } from './memory.js';
import { planRemovals } from './plan-removals.js';
import { postponement } from './postponement.js';
import { renewalMoment } from './renewal-moment.js';

export interface PlanInput {
  readonly state: DesiredState;
  readonly lineages: readonly Lineage[];
  readonly memory: ReadonlyMap<string, CertificateMemory>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Names to renew though they are not due; they also skip the back-off. */
  readonly force?: ReadonlySet<string>;
  /** When the configuration that asks for these removals was first seen; undefined: just now. */
  readonly removalsSeenSince?: number | undefined;
  readonly allowRemovals?: boolean;
  /** Names of certificates with an order of an earlier run, which can be taken up. */
  readonly ordersInHand?: ReadonlySet<string>;
}

/**
 * What is to be done so that what is on disk equals what is configured. Pure: the same input gives the same plan.
 * One action for each certificate, first those of the configuration in its order, then the other lineages by name.
 */
export function plan(input: PlanInput): Action[] {
  const { state, lineages } = input;
  const others = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  const wanted = state.certificates.map((certificate) => {
    const lineage = others.get(certificate.name);
    others.delete(certificate.name);
    return planCertificate(certificate, lineage, input);
  });
  return others.size === 0 ? wanted : [...wanted, ...planRemovals([...others.values()], wanted, input)];
}

function planCertificate(certificate: DesiredCertificate, lineage: Lineage | undefined, input: PlanInput): Action {
  const { memory, now, force, ordersInHand } = input;
  const { name } = certificate;
  const remembered = memory.get(name);
  // Costs more than all the rest, and is asked for where something is to be done alone.
  const fingerprint = () => configurationFingerprint(certificate, input.state);
  const isForced = force?.has(name) === true;
  const isTrial = certificate.forceRenew && remembered?.issuedConfiguration !== fingerprint();
  const action = dueAction(certificate, lineage, remembered, input, isForced || isTrial);
  if (action.kind === 'keep' || action.kind === 'wait' || isForced) return action;
  const configuration = fingerprint();
  const wait = postponement(remembered, configuration, ordersInHand?.has(name) === true, now);
  if (wait === undefined) return action;
  return { kind: 'wait', name, reason: `${action.reason}; ${wait.why}`, until: wait.until, pending: action };
}

function dueAction(
  certificate: DesiredCertificate,
  lineage: Lineage | undefined,
  remembered: CertificateMemory | undefined,
  { now, state }: PlanInput,
  isForced: boolean,
): IssueAction | Extract<Action, { kind: 'keep' | 'wait' }> {
  const { name } = certificate;
  const base = () => ({ name, certificate, lineage });
  if (lineage === undefined) return { ...base(), kind: 'create', reason: 'there is no certificate yet' };
  if (!isGoodLineage(lineage)) {
    const problem = lineageProblem(lineage) ?? 'it is damaged';
    if (lineage.health !== 'good' && 'broken' in lineage.health) return { ...base(), kind: 'repair', reason: problem };
    return {
      kind: 'wait',
      name,
      reason: `its files cannot be looked at: ${problem}`,
      until: undefined,
      pending: undefined,
    };
  }
  if (!isSameList(certificate.domains, lineage.domains)) {
    const added = certificate.domains.filter((domain) => !lineage.domains.includes(domain));
    const removed = lineage.domains.filter((domain) => !certificate.domains.includes(domain));
    if (added.length > 0) return { ...base(), kind: 'expand', reason: namesReason(added, removed) };
    if (removed.length > 0) return { ...base(), kind: 'shrink', reason: namesReason(added, removed) };
  }
  const next = renewalMoment(lineage.certificate, remembered?.renewal, state.certificates.length);
  if (isForced) return { ...base(), kind: 'renew', reason: 'it was asked for' };
  if (next.at <= now) return { ...base(), kind: 'renew', reason: next.why };
  return { kind: 'keep', name, lineage, certificate, next, reason: 'it is not due' };
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

function namesReason(added: readonly string[], removed: readonly string[]): string {
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`dropped ${removed.join(', ')}`] : []),
  ];
  return `its names changed: ${parts.join('; ')}`;
}
