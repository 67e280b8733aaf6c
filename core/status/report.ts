import type { DesiredState } from '../config/desired-state.js';
import { readStandStill } from '../issuance/pass/pass-watch.js';
import type { PlanServices } from '../issuance/pass/plan-pass.js';
import type { CertificateStatus } from '../issuance/status/certificate-status.js';
import { readStatus } from '../issuance/status/read-status.js';
import { redactPlain } from '../sdk/plain-failure.js';
import { moveProblem, readMoveMark } from '../store/move-mark.js';
import type { CertificateStore } from '../store/store.js';
import { assessHealth, type Health, withProblem } from './health.js';
import { hangingMs, passRunningSince } from './pass-running.js';
import { readSharedStore, type SharedStoreReport } from './shared-store.js';

/** Everything that the pages show, at one moment. */
export interface StatusReport {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly certificates: readonly CertificateStatus[];
  readonly health: Health;
  /** When the pass that runs now began, in milliseconds since the epoch; undefined: none does. */
  readonly passRunningSince: number | undefined;
  /** Undefined where the store is files. While it is away, the certificates are those that were read last. */
  readonly store?: SharedStoreReport | undefined;
}

export interface Reporter {
  /** The state from disk, a moment old at most. @throws Failure STORE */
  read(): Promise<StatusReport>;
  /** Something has changed: the next reading is a new one. */
  forget(): void;
}

/** However often and by however many the server is asked, the disk is read once in this time, in milliseconds. */
const maxAgeMs = 2000;

/**
 * @param state the configuration as it is now
 * @param redact takes secrets out of words that came from elsewhere
 */
export function createReporter(
  services: PlanServices & { readonly store: CertificateStore },
  state: () => DesiredState,
  redact: (text: string) => string,
): Reporter {
  let latest: { readonly startedAt: number; readonly report: Promise<StatusReport> } | undefined;

  /** What was read last from a store that several share, which may go away for a while. */
  let remembered: StatusReport['certificates'] | undefined;
  let awaySince: number | undefined;

  async function readNow(): Promise<StatusReport> {
    const { shared } = services.store;
    if (shared === undefined) return readCertificates();
    const store = await readSharedStore(shared, services.clock.now, redact);
    if (store.away === undefined) awaySince = undefined;
    else if (remembered !== undefined) return { ...(await recall(remembered)), store };
    const report = await readCertificates();
    remembered = report.certificates;
    return { ...report, store };
  }

  /** Services keep their files meanwhile: it is no reason for an alarm, unless it lasts as long as a pass that hangs. */
  async function recall(certificates: StatusReport['certificates']): Promise<StatusReport> {
    const at = services.clock.now();
    awaySince ??= at;
    const health = assessHealth(certificates, at, undefined, await standStill(at));
    const away = { reason: `the shared store has been out of reach since ${new Date(awaySince).toISOString()}` };
    const problems = at - awaySince > hangingMs ? [away, ...health.problems] : health.problems;
    return { at, certificates, health: { healthy: problems.length === 0, problems }, passRunningSince: undefined };
  }

  function standStill(at: number): Promise<string | undefined> {
    return readStandStill(services.store.publication.state, at);
  }

  async function readCertificates(): Promise<StatusReport> {
    const certificates = (await readStatus(services, state())).map((status) => redacted(status, redact));
    const at = services.clock.now();
    const since = await passRunningSince(services.store, at);
    const assessed = assessHealth(certificates, at, since, await standStill(at));
    const health = withProblem(assessed, moveProblem(await readMoveMark(services.store.state), at));
    return { at, certificates, health, passRunningSince: since };
  }

  return {
    read() {
      const now = services.clock.now();
      if (latest !== undefined && Math.abs(now - latest.startedAt) < maxAgeMs) return latest.report;
      const reading = { startedAt: now, report: readNow() };
      latest = reading;
      reading.report.catch(() => {
        // A failure is told to whoever asked and not remembered.
        if (latest === reading) latest = undefined;
      });
      return reading.report;
    },
    forget() {
      latest = undefined;
    },
  };
}

function redacted(status: CertificateStatus, redact: (text: string) => string): CertificateStatus {
  const { lastError, next } = status;
  return {
    ...status,
    next: { ...next, why: redact(next.why) },
    lastError: lastError && { at: lastError.at, step: lastError.step, ...redactPlain(lastError, redact) },
  };
}
