import type { DesiredState } from '../config/desired-state.js';
import { type CertificateStatus, certificateStatus } from './certificate-status.js';
import { groupBy } from './group-by.js';
import { recognizeLetsEncrypt } from './lets-encrypt.js';
import { type PassServices, planPass } from './pass.js';

/** The status of every certificate, from disk alone: also while a daemon runs. */
export async function readStatus(services: PassServices, state: DesiredState): Promise<CertificateStatus[]> {
  const { store, memory, clock, env } = services;
  const { isStaging } = recognizeLetsEncrypt(env);
  const lineages = await store.list();
  const actions = await planPass(services, { state }, lineages);
  const byName = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  const owed = groupBy(await store.journal.list('owed-step'), ({ certificate }) => certificate);
  const remembered = await memory.all();
  return actions.map((action) =>
    certificateStatus(
      action,
      byName.get(action.name),
      remembered.get(action.name),
      (owed.get(action.name) ?? []).map(({ plugin }) => plugin),
      clock.now(),
      isStaging,
    ),
  );
}
