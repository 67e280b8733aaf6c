import type { DesiredState } from '../config/desired-state.js';
import { readStandStill } from '../issuance/pass/pass-watch.js';
import type { PlanServices } from '../issuance/pass/plan-pass.js';
import type { CertificateStatus } from '../issuance/status/certificate-status.js';
import { readStatus } from '../issuance/status/read-status.js';
import { redactPlain } from '../sdk/plain-failure.js';
import { assessHealth, type Health } from './health.js';
import { passRunningSince } from './pass-running.js';

/** Everything that the pages show, at one moment. */
export interface StatusReport {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly certificates: readonly CertificateStatus[];
  readonly health: Health;
  /** When the pass that runs now began, in milliseconds since the epoch; undefined: none does. */
  readonly passRunningSince: number | undefined;
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
  services: PlanServices,
  state: () => DesiredState,
  redact: (text: string) => string,
): Reporter {
  let latest: { readonly startedAt: number; readonly report: Promise<StatusReport> } | undefined;

  async function readNow(): Promise<StatusReport> {
    const certificates = (await readStatus(services, state())).map((status) => redacted(status, redact));
    const at = services.clock.now();
    const since = await passRunningSince(services.store, at);
    const health = assessHealth(certificates, at, since, await readStandStill(services.store.publication.state, at));
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
