import type { Clock } from '../../clock/clock.js';
import type { DesiredState } from '../../config/desired-state.js';
import type { CertificateSummary, PassSummary } from '../../sdk/pass-summary.js';
import { redactPlain } from '../../sdk/plain-failure.js';
import type { CertificateStore } from '../../store/store.js';
import type { CertificateMemory } from '../memory/memory.js';
import type { MemoryStore } from '../memory/memory-store.js';
import { continueLineages } from '../plan/continue-lineages.js';
import { owedByName } from '../status/owed-by-name.js';

/** How the certificates of the configuration stand now, for plugins that watch passes. @throws Failure STORE */
export async function summarizePass(
  { store, memory, clock }: { readonly store: CertificateStore; readonly memory: MemoryStore; readonly clock: Clock },
  asRead: DesiredState,
  redact: (text: string) => string,
): Promise<PassSummary> {
  const present = await store.lineages();
  const lineages = new Map(present.map((lineage) => [lineage.name, lineage]));
  const { certificates, held } = continueLineages(asRead, present);
  const remembered = await memory.all();
  const owed = await owedByName(store);
  const wanted = [...certificates, ...held.map((name) => ({ name, domains: lineages.get(name)?.domains ?? [] }))];
  return {
    at: clock.now(),
    certificates: wanted.map(({ name, domains }): CertificateSummary => {
      const facts = lineages.get(name)?.certificate;
      const failure = failureOf(remembered.get(name), redact);
      const owedSteps = owed.get(name) ?? [];
      return { name, domains, notBefore: facts?.notBefore, notAfter: facts?.notAfter, failure, owedSteps };
    }),
  };
}

function failureOf(
  memory: CertificateMemory | undefined,
  redact: (text: string) => string,
): CertificateSummary['failure'] {
  if (memory?.lastFailure === undefined) return undefined;
  const { at, step } = memory.lastFailure;
  const inARow = memory.backOff?.failures ?? 1;
  return { inARow, at: new Date(at), step, ...redactPlain(memory.lastFailure, redact) };
}
