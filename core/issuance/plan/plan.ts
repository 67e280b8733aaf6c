import type { DesiredCertificate } from '../../config/desired-state.js';
import { isStagingServer } from '../../config/staging-servers.js';
import { isGoodLineage, type Lineage, lineageProblem } from '../../store/lineages/lineage.js';
import type { CertificateMemory } from '../memory/memory.js';
import type { Action, IssueAction } from './actions.js';
import { continueLineages } from './continue-lineages.js';
import { differencesOf } from './differences.js';
import type { PlanInput } from './plan-input.js';
import { planRemovals } from './plan-removals.js';
import { postponement } from './postponement.js';
import { renewalMoment } from './renewal-moment.js';

/**
 * What is to be done so that what is on disk equals what is configured. Pure: the same input gives the same plan.
 * One action for each certificate, first those of the configuration in its order, then the other lineages by name.
 */
export function plan(given: PlanInput): Action[] {
  const state = continueLineages(given.state, given.lineages);
  const input = { ...given, state };
  const { lineages } = input;
  const others = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  const wanted = state.certificates.map((certificate) => {
    const lineage = others.get(certificate.name);
    others.delete(certificate.name);
    return planCertificate(certificate, lineage, input);
  });
  return [...wanted, ...planRemovals([...others.values()], wanted, input)];
}

function planCertificate(certificate: DesiredCertificate, lineage: Lineage | undefined, input: PlanInput): Action {
  const { memory, now, force, ordersInHand } = input;
  const { name } = certificate;
  const remembered = memory.get(name);
  // Costs more than all the rest, and is asked for where something is to be done alone.
  const fingerprint = () => input.fingerprint(certificate, input.state);
  const isForced = force?.has(name) === true;
  const isTrial = certificate.forceRenew && remembered?.issuedConfiguration !== fingerprint();
  const action = dueAction(certificate, lineage, remembered, input, { isForced, isTrial });
  if (action.kind === 'keep' || action.kind === 'wait' || isForced) return action;
  const wait = postponement(remembered, fingerprint, ordersInHand?.has(name) === true, now);
  if (wait === undefined) return action;
  return { kind: 'wait', name, reason: `${action.reason}; ${wait.why}`, until: wait.until, pending: action };
}

function dueAction(
  certificate: DesiredCertificate,
  lineage: Lineage | undefined,
  remembered: CertificateMemory | undefined,
  { now, state, count = state.certificates.length, isStaging = isStagingServer }: PlanInput,
  { isForced, isTrial }: { readonly isForced: boolean; readonly isTrial: boolean },
): IssueAction | Extract<Action, { kind: 'keep' | 'wait' }> {
  const { name } = certificate;
  const server = serverFor(certificate, lineage, isStaging);
  function issue(kind: IssueAction['kind'], reason: string, more: Partial<IssueAction> = {}): IssueAction {
    const differences = lineage === undefined ? [] : differencesOf(certificate, lineage, server, true);
    const needsNewKey = false;
    return {
      ...{ kind, name, reason: withName(reason, certificate), certificate, lineage, server, needsNewKey, isForced },
      ...{ isEarly: false, differences, ...more },
    };
  }
  if (lineage === undefined) return issue('create', 'there is no certificate yet');
  if (!isGoodLineage(lineage)) {
    const { health } = lineage;
    if (health !== 'good' && 'broken' in health) return issue('repair', health.broken);
    const reason = `its files cannot be looked at: ${lineageProblem(lineage)}`;
    return { kind: 'wait', name, reason, until: undefined, pending: undefined };
  }
  const next = renewalMoment(lineage.certificate, remembered, count);
  const { needsNewKey } = next;
  const names = namesReason(certificate.domains, lineage.domains);
  if (names !== undefined) return issue(names.kind, names.reason, { needsNewKey });
  if (isForced || isTrial) return issue('renew', 'it was asked for', { needsNewKey });
  if (server !== lineage.server && lineage.server !== undefined) {
    return issue('renew', `it is of the staging server ${lineage.server}, and ${server} is configured`);
  }
  if (next.at <= now) return issue('renew', next.why, { needsNewKey, isEarly: next.isEarly });
  const differences = differencesOf(certificate, lineage, server, false);
  return {
    kind: 'keep',
    name,
    lineage,
    certificate,
    next,
    reason: withName('it is not due', certificate),
    differences,
  };
}

/**
 * A lineage stays with the CA that it came from, whatever the configuration now says, unless that is one for trials and
 * another is configured: nobody wants to serve its certificates.
 */
function serverFor(
  certificate: DesiredCertificate,
  lineage: Lineage | undefined,
  isStaging: (server: string) => boolean,
): string {
  if (lineage?.server === undefined || lineage.server === certificate.server) return certificate.server;
  return isStaging(lineage.server) && !isStaging(certificate.server) ? certificate.server : lineage.server;
}

/** Says so where the line of a certificate begins with another name than that of the lineage that it goes on as. */
function withName(reason: string, { continues }: DesiredCertificate): string {
  return continues === undefined ? reason : `${reason}; the line of ${continues} goes on as this lineage`;
}

function namesReason(
  wanted: readonly string[],
  present: readonly string[],
): { readonly kind: 'expand' | 'shrink'; readonly reason: string } | undefined {
  const added = wanted.filter((domain) => !present.includes(domain));
  const removed = present.filter((domain) => !wanted.includes(domain));
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`dropped ${removed.join(', ')}`] : []),
  ];
  if (parts.length === 0) return undefined;
  return { kind: added.length > 0 ? 'expand' : 'shrink', reason: `its names changed: ${parts.join('; ')}` };
}
