import { placeOf } from '../http/redact.js';
import { currentSignal } from '../sdk/ambient-signal.js';
import { Failure } from '../sdk/failure.js';
import { certificateId } from '../x509/certificate-id.js';
import type { Line } from './engine.js';
import { parseBody, RenewalInfoBody } from './resources.js';
import { retryAfterOf } from './wire.js';

/** When the CA wants a certificate renewed (RFC 9773, section 4.2). */
export interface RenewalInfo {
  readonly window: { readonly start: Date; readonly end: Date };
  /** A page that says why, where the CA wants an early renewal. */
  readonly explanationUrl?: string | undefined;
  /** When to ask again, in milliseconds from now: between a minute and a day. */
  readonly retryAfterMs: number;
}

const minuteMs = 60_000;
const usualRetryMs = 6 * 60 * minuteMs;
const longestRetryMs = 24 * 60 * minuteMs;

/** Unsigned, as the RFC has it. @throws Failure RESPONSE for a window that ends before it starts */
export async function fetchRenewalInfo(line: Line, certificatePem: string): Promise<RenewalInfo | undefined> {
  const id = certificateId(certificatePem);
  return id === undefined ? undefined : fetchRenewalInfoOf(line, id);
}

/** The same for a certificate of which only the identifier is known (RFC 9773, section 4.1). */
export async function fetchRenewalInfoOf(line: Line, id: string): Promise<RenewalInfo | undefined> {
  const base = line.directory.renewalInfo;
  if (base === undefined) return undefined;
  const url = `${base.replace(/\/$/, '')}/${id}`;
  const answer = await line.wire.send(
    { url, method: 'GET', headers: { 'user-agent': line.userAgent } },
    { resource: 'renewalInfo', repeatable: true, signal: currentSignal() },
  );
  const { suggestedWindow, explanationURL } = parseBody(RenewalInfoBody, answer.data, url);
  if (suggestedWindow.end <= suggestedWindow.start) {
    throw new Failure('RESPONSE', 'the CA suggests a renewal window that ends before it starts', {
      place: placeOf(url),
    });
  }
  const asked = retryAfterOf(answer.headers, line.clock) ?? usualRetryMs;
  return {
    window: suggestedWindow,
    explanationUrl: explanationURL,
    retryAfterMs: Math.min(Math.max(asked, minuteMs), longestRetryMs),
  };
}
