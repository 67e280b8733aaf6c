import { type ChallengeDns, createChallengeDns } from '../../challenges/index.js';
import type { DesiredState } from '../../config/desired-state.js';
import { awaitPropagation } from '../../dns/propagation.js';
import { isFailure } from '../../sdk/failure.js';
import { groupBy } from '../../sdk/group-by.js';
import { joinSignals } from '../../sdk/joined-signal.js';
import { fullName } from '../../sdk/names.js';
import type { TxtRecordEntry } from '../../store/facts/journal-entries.js';
import { type ParkedCertificate, readParked, writerOf } from './parked.js';
import type { PassServices } from './pass-services.js';

/** Pauses between two looks at a parked record, in milliseconds. */
const pausesMs = [1000, 2000, 5000, 10_000, 15_000, 30_000];

/** How often the journal is looked at: another process may have brought a wait to its end. In milliseconds. */
const rereadMs = 5000;

/** What becomes visible so soon after the first, in milliseconds, shares its pass. */
const companyMs = 1000;

export type WatchServices = Pick<PassServices, 'store' | 'clock' | 'env' | 'log' | 'dispatcher'>;

/**
 * Looks at the records of parked certificates until a pass has something to do: asks name servers, holds no lock and
 * writes nothing.
 * @returns the certificates whose wait is over, visible or not; undefined where none is parked (any more)
 * @throws Failure ABORTED
 */
export async function awaitParked(
  services: WatchServices,
  state: DesiredState,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const { store, clock, env, log, dispatcher } = services;
  const parked = await readParked(store, state, clock.now());
  if (parked.length === 0) return undefined;
  const names = parked.map(({ name }) => name);
  log.info(
    { event: 'records.parked', certificates: names },
    'waiting for records to become visible, beside other work',
  );
  const stop = new AbortController();
  const joined = joinSignals(signal, stop.signal);
  const ready = new Set<string>();
  const works: Promise<void>[] = [];
  try {
    const dns = createChallengeDns({ settings: state.settings, env, signal: joined.signal, dispatcher, log });
    const watches = parked.map(async (certificate) => {
      await watchOne(services, dns, state, certificate, joined.signal);
      ready.add(certificate.name);
    });
    works.push(...watches, awaitGone(services, state, names, joined.signal));
    await Promise.race(works);
    await Promise.race([Promise.all(watches), clock.sleep(companyMs, joined.signal)]);
  } finally {
    // Ends them, and lets go of the signal that lives as long as the program.
    stop.abort();
    await Promise.allSettled(works);
  }
  return ready;
}

async function watchOne(
  { clock }: WatchServices,
  dns: ChallengeDns,
  state: DesiredState,
  { entries, until }: ParkedCertificate,
  signal: AbortSignal,
): Promise<void> {
  const leftMs = Math.max(0, until - clock.now());
  const waits = [...groupBy(entries, (entry) => writerOf(state, entry))].map(async ([profile, own]) => {
    if (profile === undefined) return;
    try {
      await awaitPropagation({
        mode: profile.propagation.mode,
        expected: own.map(expectedOf),
        resolver: dns.resolver,
        zoneServers: dns.zoneServers,
        sleepTimeSeconds: leftMs / 1000,
        maxChecks: 1,
        pausesMs,
        signal,
      });
    } catch (error) {
      // The time is up: the pass has the last look, and the failure.
      if (!isFailure(error, 'PROPAGATION')) throw error;
    }
  });
  await Promise.all(waits);
}

function expectedOf({ name, zone, content, servedBy = zone }: TxtRecordEntry) {
  return { name: fullName(name, zone), value: content, apex: servedBy };
}

/** Resolves when one of them is parked no more: `renew` or another daemon went on with it, or it was removed. */
async function awaitGone(
  { store, clock }: WatchServices,
  state: DesiredState,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(rereadMs, signal);
    const still = new Set((await readParked(store, state, clock.now())).map(({ name }) => name));
    if (names.some((name) => !still.has(name))) return;
  }
}
