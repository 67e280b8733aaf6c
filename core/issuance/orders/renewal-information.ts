import pLimit from 'p-limit';
import { withSignal } from '../../sdk/ambient-signal.js';
import { describeFailure } from '../../sdk/failure.js';
import { type GoodLineage, isGoodLineage, type Lineage } from '../../store/lineages/lineage.js';
import type { CertificateMemory, RenewalMemory } from '../memory/memory.js';
import type { PassContext } from '../pass/pass-context.js';
import { pickRenewalMoment } from '../plan/renewal-moment.js';
import { plainFingerprint } from '../steps/issued-certificate.js';
import { createSilentServers, type SilentServers } from './silent-servers.js';

/** Questions to the CA at the same time. */
const parallelQuestions = 8;

/** Longest time between two questions, in milliseconds: what the ACME client makes of Retry-After. */
const longestPauseMs = 24 * 3600 * 1000;

/** What asking needs of a pass. */
export type RenewalContext = Pick<PassContext, 'accounts' | 'clock' | 'log' | 'memory' | 'signal' | 'state' | 'store'>;

/**
 * Asks the CAs when they want certificates renewed (RFC 9773), as often as they allow it, and remembers a moment picked
 * inside the window. A CA that does not say, or cannot be reached, changes nothing.
 */
export async function refreshRenewalInformation(context: RenewalContext, lineages: readonly Lineage[]): Promise<void> {
  const memory = await context.memory.all();
  const now = context.clock.now();
  const wanted = new Set(context.state.certificates.map(({ name }) => name));
  const due = lineages
    .filter(isGoodLineage)
    .filter((lineage) => wanted.has(lineage.name) && lineage.certificate.ariId !== undefined)
    .filter((lineage) => nextQuestion(lineage, memory.get(lineage.name), now) <= now);
  const silent = createSilentServers(context.store.state);
  const { servers: silentNow } = await silent.known(now);
  const limit = pLimit(parallelQuestions);
  await Promise.all(
    due
      .filter(({ server }) => server !== undefined && !silentNow.has(server))
      .map((lineage) => limit(() => ask(context, silent, lineage))),
  );
}

/** When CAs are to be asked again, in milliseconds since the epoch. */
export interface Questions {
  /** When a CA without an answer may have learned to give one, which concerns all of its certificates; infinite where there is none. */
  readonly silenceEndsAt: number;
  /** For one that is configured: now, where the CA could not be asked just before; infinite where it is not asked at all. */
  readonly at: (lineage: Lineage, memory: CertificateMemory | undefined) => number;
}

export async function readQuestions({ clock, store }: Pick<RenewalContext, 'clock' | 'store'>): Promise<Questions> {
  const now = clock.now();
  const { servers: silentNow, firstEnd } = await createSilentServers(store.state).known(now);
  return {
    silenceEndsAt: firstEnd,
    at(lineage, memory) {
      if (!isGoodLineage(lineage) || lineage.certificate.ariId === undefined) return Number.POSITIVE_INFINITY;
      if (lineage.server === undefined || silentNow.has(lineage.server)) return Number.POSITIVE_INFINITY;
      return nextQuestion(lineage, memory, now);
    },
  };
}

/** When the CA may be asked about a certificate; `now` where that is at once. */
function nextQuestion({ certificate }: GoodLineage, memory: CertificateMemory | undefined, now: number): number {
  const renewal = memory?.renewal;
  if (renewal === undefined || renewal.fingerprint !== plainFingerprint(certificate.fingerprint)) return now;
  // Further ahead than any answer reaches: the clock was set back.
  return renewal.askAgainAt > now + longestPauseMs ? now : Math.max(renewal.askAgainAt, now);
}

async function ask(context: RenewalContext, silent: SilentServers, lineage: GoodLineage): Promise<void> {
  const { accounts, clock, log, memory, signal } = context;
  if (lineage.server === undefined || signal.aborted) return;
  try {
    const server = await accounts.server(lineage.server);
    if (!server.supportsAri) return await silent.add(lineage.server, clock.now());
    const { cert } = await context.store.material(lineage.name);
    const info = await withSignal(signal, () => server.renewalInfo(cert));
    if (info === undefined) return;
    const now = clock.now();
    const start = info.window.start.getTime();
    const end = info.window.end.getTime();
    const fingerprint = plainFingerprint(lineage.certificate.fingerprint);
    await memory.update(lineage.name, (before) => {
      const isSame =
        before.renewal?.fingerprint === fingerprint &&
        before.renewal.windowStart === start &&
        before.renewal.windowEnd === end;
      const renewal: RenewalMemory = {
        fingerprint,
        windowStart: start,
        windowEnd: end,
        // Kept over restarts: picking anew each time would make the earliest pick win.
        renewAt:
          isSame && before.renewal !== undefined
            ? before.renewal.renewAt
            : pickRenewalMoment(start, end, Math.random(), now),
        askAgainAt: now + info.retryAfterMs,
        ...(info.explanationUrl !== undefined && { explanationUrl: info.explanationUrl }),
      };
      return { ...before, renewal };
    });
  } catch (error) {
    log.debug(
      { event: 'ari.failed', certificate: lineage.name, reason: describeFailure(error) },
      'the CA did not say when to renew',
    );
  }
}
