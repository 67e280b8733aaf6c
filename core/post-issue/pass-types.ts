import type { Failure } from '../sdk/failure.js';
import type { CertificateEvent, IssuedCertificate } from '../sdk/plugin.js';

/** What became of one step. */
export interface StepResult {
  readonly certificate: string;
  readonly version: number;
  readonly plugin: string;
  /** Undefined: it succeeded. Otherwise it is owed and tried again by the next pass. */
  readonly failure: Failure | undefined;
}

export interface PassReport {
  readonly steps: readonly StepResult[];
  /** The journal or a certificate could not be read or written; all steps that could run did so. */
  readonly faults: readonly Failure[];
}

export interface PassOptions {
  /**
   * Every certificate that is being issued or renewed, as it will be; version, date and fingerprint are not looked at.
   * Certificates that share something with one of them wait for it.
   */
  readonly expected: readonly IssuedCertificate[];
  /** A certificate as it is on disk now, for steps owed from before; undefined where it is gone. May throw. */
  current(name: string): Promise<IssuedCertificate | undefined>;
  /** How long certificates wait for those that are tied to them loosely, in milliseconds; some seconds unless told. */
  readonly patienceMs?: number;
  /** Ends the pass early; what has not succeeded stays owed. */
  readonly signal: AbortSignal;
}

export interface PostIssuePass {
  /** Ids of the plugins that an event will owe a run: to be recorded with the switch to the new version, before `done`. */
  owes(event: CertificateEvent): Promise<readonly string[]>;
  /** Hands over an event. Returns once its steps are recorded as owed; they run in the background. Never throws. */
  done(event: CertificateEvent): Promise<void>;
  /** An expected certificate that will not come; what it owes from before is tried again. */
  failed(name: string): void;
  /** Waits for all steps. Expected certificates that did not come count as failed. Never throws. */
  finish(): Promise<PassReport>;
}
