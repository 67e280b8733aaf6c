import type { DesiredState } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { Action, RemoveAction, WaitAction } from './actions.js';
import type { PlanInput } from './plan-input.js';
import { type Successor, successorFinder } from './successors.js';

/** So long, in milliseconds, must a configuration stand that removes most of what there is. */
export const massRemovalDelayMs = 10 * 60_000;

/**
 * What to do about lineages that nothing asks for, and about names whose line is wrong. Only those that this program made or adopted are ever removed, never
 * while a source of the configuration is in doubt, and not at once when it is most of them.
 */
export function planRemovals(others: readonly Lineage[], wanted: readonly Action[], input: PlanInput): Action[] {
  const { state, lineages, now } = input;
  if (others.length === 0 && state.held.length === 0) return [];
  const doomed = others.filter((lineage) => lineage.managed !== undefined && !state.held.includes(lineage.name));
  const managed = lineages.filter((lineage) => lineage.managed !== undefined).length;
  const isMass = doomed.length > 1 && doomed.length > managed / 2;
  const allowedFrom =
    isMass && input.allowRemovals !== true
      ? Math.min(input.removalsSeenSince?.() ?? now, now) + massRemovalDelayMs
      : now;

  const successorsOf = successorFinder(state.certificates, wanted);
  const present = new Set(lineages.map(({ name }) => name));
  const unborn = state.held.filter((name) => !present.has(name));

  function decide(lineage: Lineage): Action {
    const { name } = lineage;
    const keep = (reason: string): Action => ({
      kind: 'keep',
      name,
      lineage,
      certificate: undefined,
      next: undefined,
      reason,
      differences: [],
    });
    if (state.held.includes(name)) return heldBack(name, state);
    if (lineage.managed === undefined) return keep('the configuration never named it');
    const how = state.settings.onRemove;
    if (how === 'keep') return keep('the configuration no longer names it, and LETSENCRYPT_ON_REMOVE is keep');
    if (!state.removalPermitted) return keep('the configuration is missing, empty or wrong: nothing is removed');
    const successors = successorsOf(lineage);
    const action: RemoveAction = {
      kind: 'remove',
      name,
      lineage,
      // Somebody may still serve what another certificate has replaced: it is left to run out.
      how: successors.length > 0 ? 'delete' : how,
      reason: reasonOf(successors),
      after: successors.filter(({ isIssued }) => !isIssued).map((successor) => successor.name),
    };
    if (unborn.length > 0) {
      const because = `the line of ${unborn.join(', ')}, which may be its new name, is wrong`;
      return { kind: 'wait', name, reason: because, until: undefined, pending: action };
    }
    if (allowedFrom <= now) return action;
    return {
      kind: 'wait',
      name,
      reason: `removing ${doomed.length} of ${managed} certificates at once waits until the configuration has stood for ten minutes, or for sync --allow-removals`,
      until: allowedFrom,
      pending: action,
    };
  }

  // Those that were never issued are told of as well: nobody must take them for well because nothing is there.
  return [...unborn.map((name) => heldBack(name, state)), ...others.map(decide)];
}

function heldBack(name: string, { sources }: Pick<DesiredState, 'sources'>): WaitAction {
  const isDraft = sources.some(({ status }) => status === 'draft');
  const reason = isDraft ? 'the configuration is a draft' : 'its line in the configuration is wrong';
  return { kind: 'wait', name, reason, until: undefined, pending: undefined };
}

function reasonOf(successors: readonly Successor[]): string {
  const reason = 'the configuration no longer names it';
  if (successors.length === 0) return reason;
  return `${reason}; ${successors.map(({ name }) => name).join(', ')} replaces it, so it is deleted and not revoked`;
}
