import type { DueEntry } from '../../store/due-index.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { CertificateMemory } from '../memory/memory.js';
import type { Questions } from '../orders/renewal-information.js';
import type { Action } from '../plan/actions.js';

export interface DueInput {
  readonly actions: readonly Action[];
  readonly memory: ReadonlyMap<string, CertificateMemory>;
  readonly questions: Pick<Questions, 'at'>;
  /** Names whose line is wrong: they wait for another configuration. */
  readonly held: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * When each certificate of a plan is to be looked at again. Undefined where that cannot be said of each by itself: those that
 * wait for others, for their turn or for a guard, are planned together. Pure.
 */
export function dueEntriesOf({ actions, held, ...input }: DueInput): DueEntry[] | undefined {
  const entries: DueEntry[] = [];
  for (const action of actions) {
    if (action.kind === 'remove') return undefined;
    if (action.kind === 'keep') {
      // What is none of our business becomes that by a change alone.
      if (action.certificate !== undefined) entries.push(entryOf(action, input));
    } else if (action.kind !== 'wait') {
      entries.push({ name: action.name, dueAt: input.now, wakeAt: undefined, lifetimeMs: undefined });
    } else {
      if (action.isQueued === true || action.pending?.kind === 'remove') return undefined;
      if (!held.includes(action.name)) entries.push(waitOf(action, input));
    }
  }
  return entries;
}

type Input = Omit<DueInput, 'actions' | 'held'>;

function entryOf(
  { name, lineage, next }: Extract<Action, { kind: 'keep' }>,
  { questions, memory, now }: Input,
): DueEntry {
  const renewAt = next?.at ?? now;
  const dueAt = Math.min(renewAt, questions.at(lineage, memory.get(name)));
  return { name, dueAt: Math.round(dueAt), wakeAt: Math.round(renewAt), lifetimeMs: lifetimeOf(lineage) };
}

function waitOf(
  { name, until, pending }: Extract<Action, { kind: 'wait' }>,
  { questions, memory, now }: Input,
): DueEntry {
  const lineage = pending?.lineage;
  const questionAt = lineage === undefined ? Number.POSITIVE_INFINITY : questions.at(lineage, memory.get(name));
  // What has no end is looked at each time.
  const dueAt = Math.min(until ?? now, questionAt);
  const wakeAt = until === undefined ? undefined : Math.round(until);
  return { name, dueAt: Math.round(dueAt), wakeAt, lifetimeMs: undefined };
}

function lifetimeOf({ certificate }: Lineage): number | undefined {
  if (certificate === undefined) return undefined;
  return certificate.notAfter.getTime() - certificate.notBefore.getTime();
}
