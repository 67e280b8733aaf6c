import { type DesiredState, environmentProfile, type ProviderProfile } from '../../config/desired-state.js';
import type { CertificateStore, Journaled } from '../../store/index.js';
import { groupBy } from '../pass/group-by.js';
import { type Action, isIssue } from '../plan/actions.js';

/** See docs/decisions/parked-waits.md. */
type TxtEntry = Journaled<'txt-record'>;

/** Longest time that a value is kept for an order, in milliseconds, however often its publication fails. */
const longestKeptMs = 3 * 24 * 3600 * 1000;

/** Thrown through the steps of a certificate whose records are not visible yet: its pass goes on without it. No failure. */
export class ParkedWait extends Error {
  /** When the wait ends at the latest, in milliseconds since the epoch. */
  readonly until: number;

  constructor(until: number) {
    super('the TXT records are not visible everywhere yet');
    this.until = until;
  }
}

/** A certificate whose records are being waited for without a pass. */
export interface ParkedCertificate {
  readonly name: string;
  readonly entries: readonly TxtEntry[];
  /** In milliseconds since the epoch. */
  readonly until: number;
}

/** Records that are no leftovers: kept for an order in hand of a certificate that is still wanted. @throws Failure STORE */
export async function keptRecords(
  { journal }: Pick<CertificateStore, 'journal'>,
  { certificates, held }: Pick<DesiredState, 'certificates' | 'held'>,
  now: number,
): Promise<TxtEntry[]> {
  const entries = (await journal.list('txt-record')).filter(({ waitUntil }) => waitUntil !== undefined);
  if (entries.length === 0) return [];
  const wanted = new Set([...certificates.map(({ name }) => name), ...held]);
  const ordered = new Set((await journal.list('order')).map(({ certificate }) => certificate));
  return entries.filter(
    ({ certificate, createdAt }) =>
      certificate !== undefined &&
      wanted.has(certificate) &&
      ordered.has(certificate) &&
      // One from the future was written before the clock was set back.
      Math.abs(now - createdAt) < longestKeptMs,
  );
}

/** The waits that go on without a pass. Those whose names the configuration has changed since are none. @throws Failure STORE */
export async function readParked(
  store: Pick<CertificateStore, 'journal'>,
  state: DesiredState,
  now: number,
): Promise<ParkedCertificate[]> {
  const waiting = (await keptRecords(store, state, now)).filter(({ waitUntil = 0 }) => waitUntil > 0);
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
  return [...groupBy(waiting, ({ certificate = '' }) => certificate)]
    .filter(([name, entries]) => ordered.has(name) && entries.every((entry) => writerOf(state, entry) !== undefined))
    .map(([name, entries]) => ({
      name,
      entries,
      until: Math.max(...entries.map(({ waitUntil = 0 }) => waitUntil)),
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
    const until = ends.get(action.name) ?? 0;
    if (!isIssue(action) || until <= now || ready.has(action.name)) return action;
    const reason = `${action.reason}; its TXT records are written and not visible everywhere yet`;
    return { kind: 'wait', name: action.name, reason, until, pending: action };
  });
}
