import type { DesiredState } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { ReadableStore } from '../../store/store.js';
import { recognizeLetsEncrypt } from '../orders/lets-encrypt.js';
import type { Action } from '../plan/actions.js';
import { readFingerprint } from '../plan/configuration-fingerprint.js';
import { continueLineages, lineageNames } from '../plan/continue-lineages.js';
import { plan } from '../plan/plan.js';
import { takeTurns } from '../plan/take-turns.js';
import { parkActions, readParked } from './parked.js';
import type { PassServices } from './pass-services.js';

/** What planning needs; all of it outlives the pass. */
export type PlanServices = Pick<PassServices, 'memory' | 'limits' | 'clock' | 'removalsSeen' | 'env'> & {
  readonly store: ReadableStore;
};

export interface PlanRequest {
  readonly state: DesiredState;
  /** Names to renew though they are not due. */
  readonly force?: ReadonlySet<string>;
  /** Only these certificates are worked on; left out, all. */
  readonly only?: ReadonlySet<string>;
  /** Certificates whose parked records are to be looked at now; others go on waiting. */
  readonly ready?: ReadonlySet<string>;
  readonly allowRemovals?: boolean;
  /** How many certificates are configured, where `state` has only some of them. */
  readonly count?: number;
}

/** The plan alone: reads, and touches nothing. */
export async function planPass(
  services: PlanServices,
  { state: asRead, force, only, ready, allowRemovals, count }: PlanRequest,
  lineages: readonly Lineage[],
): Promise<Action[]> {
  const { memory, clock, removalsSeen, store, env } = services;
  const state = continueLineages(asRead, lineages);
  const forced = lineageNames(force, state);
  const chosenNames = lineageNames(only, state);
  const now = clock.now();
  const ordersInHand = new Set((await store.journal.list('order')).map(({ certificate }) => certificate));
  const planned = plan({
    state,
    lineages,
    memory: await memory.all(),
    now,
    ...(count !== undefined && { count }),
    ...(forced !== undefined && { force: forced }),
    ...(allowRemovals !== undefined && { allowRemovals }),
    removalsSeenSince: await removalsSeen.since(state, now),
    ordersInHand,
    isStaging: recognizeLetsEncrypt(env).isStaging,
    fingerprint: await readFingerprint(store.state),
  });
  const parked = ordersInHand.size === 0 ? [] : await readParked(store, state, now);
  const actions = parkActions(planned, parked, new Set([...(ready ?? []), ...(forced ?? [])]), now);
  const chosen = chosenNames === undefined ? actions : actions.filter(({ name }) => chosenNames.has(name));
  return takeTurns(services, chosen, new Set([...ordersInHand, ...(forced ?? [])]));
}
