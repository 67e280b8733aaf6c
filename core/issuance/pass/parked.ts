import { keptRecords, type TxtEntry } from '../../challenges/index.js';
import { type DesiredState, environmentProfile, type ProviderProfile } from '../../config/desired-state.js';
import { groupBy } from '../../sdk/group-by.js';
import type { CertificateStore } from '../../store/store.js';
import { type Action, isIssue } from '../plan/actions.js';

type ParkedState = Pick<DesiredState, 'certificates' | 'held' | 'profiles'>;

/** A certificate whose records are being waited for without a pass. */
export interface ParkedCertificate {
  readonly name: string;
  readonly entries: readonly TxtEntry[];
  /** In milliseconds since the epoch. */
  readonly until: number;
}

/**
 * The certificates whose records may stay in the DNS between two passes: those that are still wanted and have an order in
 * hand. @throws Failure STORE
 */
export async function certificatesInOrder(
  { journal }: Pick<CertificateStore, 'journal'>,
  { certificates, held }: Pick<DesiredState, 'certificates' | 'held'>,
): Promise<ReadonlySet<string>> {
  const wanted = new Set([...certificates.map(({ name }) => name), ...held]);
  const ordered = (await journal.list('order')).map(({ certificate }) => certificate);
  return new Set(ordered.filter((name) => wanted.has(name)));
}

/** The waits that go on without a pass. Those whose names the configuration has changed since are none. @throws Failure STORE */
export async function readParked(
  store: Pick<CertificateStore, 'journal'>,
  state: ParkedState,
  now: number,
): Promise<ParkedCertificate[]> {
  const kept = await keptRecords({
    journal: store.journal,
    keptOwners: () => certificatesInOrder(store, state),
    clock: { now: () => now },
  });
  const waiting = kept.filter(({ waitUntil }) => waitUntil > 0);
  if (waiting.length === 0) return [];
  const wanted = new Map(state.certificates.map((certificate) => [certificate.name, certificate]));
  const ordered = new Set(
    (await store.journal.list('order'))
      .filter(({ certificate, domains }) => {
        const asked = wanted.get(certificate)?.domains ?? [];
        return asked.length === domains.length && asked.every((domain) => domains.includes(domain));
      })
      .map(({ certificate }) => certificate),
  );
  return [...groupBy(waiting, ({ certificate }) => certificate)]
    .filter(([name, entries]) => ordered.has(name) && entries.every((entry) => writerOf(state, entry) !== undefined))
    .map(([name, entries]) => ({
      name,
      entries,
      until: Math.max(...entries.map(({ waitUntil }) => waitUntil)),
    }));
}

/** The profile that wrote a record, if the configuration still has it. */
export function writerOf(
  { profiles }: Pick<DesiredState, 'profiles'>,
  { profile = environmentProfile, provider }: Pick<TxtEntry, 'profile' | 'provider'>,
): ProviderProfile | undefined {
  const found = profiles[profile];
  return found?.provider === provider ? found : undefined;
}

/**
 * Lets certificates wait whose records are parked. Pure.
 * @param ready certificates that are worked on all the same: their wait is over, or somebody asks for them
 */
export function parkActions(
  actions: readonly Action[],
  parked: readonly ParkedCertificate[],
  ready: ReadonlySet<string>,
  now: number,
): Action[] {
  if (parked.length === 0) return [...actions];
  const ends = new Map(parked.map(({ name, until }) => [name, until]));
  return actions.map((action) => {
    const until = ends.get(action.name);
    if (!isIssue(action) || until === undefined || until <= now || ready.has(action.name)) return action;
    const reason = `${action.reason}; its TXT records are written and not visible everywhere yet`;
    return { kind: 'wait', name: action.name, reason, until, pending: action };
  });
}
