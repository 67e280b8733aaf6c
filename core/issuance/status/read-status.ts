import type { DesiredState } from '../../config/desired-state.js';
import { recognizeLetsEncrypt } from '../orders/lets-encrypt.js';
import { type PlanServices, planPass } from '../pass/plan-pass.js';
import { type CertificateStatus, certificateStatus } from './certificate-status.js';
import { owedByName } from './owed-by-name.js';

/** The status of every certificate, from disk alone: also while a daemon runs. */
export async function readStatus(services: PlanServices, state: DesiredState): Promise<CertificateStatus[]> {
  const { store, memory, clock, env } = services;
  const { isStaging } = recognizeLetsEncrypt(env);
  const lineages = await store.lineages();
  const actions = await planPass(services, { state }, lineages);
  const byName = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  const owed = await owedByName(store);
  const remembered = await memory.all();
  return actions.map((action) =>
    certificateStatus({
      action,
      lineage: byName.get(action.name),
      memory: remembered.get(action.name),
      owed: owed.get(action.name) ?? [],
      isStaging,
      now: clock.now(),
    }),
  );
}
