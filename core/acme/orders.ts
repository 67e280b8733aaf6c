import type { Clock } from '../clock/clock.js';
import { placeOf } from '../http/redact.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { HttpAnswer } from './engine.js';
import { orderExpired } from './failure-kinds.js';
import type { Problem } from './problem.js';
import { OrderBody, parseBody } from './resources.js';
import { retryAfterOf } from './wire.js';

/** RFC 8555, section 7.1.3. */
export interface AcmeOrder {
  readonly url: string;
  readonly status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  /** The names asked for, wildcards with their `*.`. */
  readonly domains: readonly string[];
  readonly authorizationUrls: readonly string[];
  readonly finalizeUrl: string;
  /** Set once the order is valid. */
  readonly certificateUrl?: string | undefined;
  readonly expires?: Date | undefined;
  readonly profile?: string | undefined;
  readonly error?: Problem | undefined;
  /** How long the CA asks to wait before the next look, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

export function readOrder(url: string, answer: HttpAnswer, clock: Clock): AcmeOrder {
  const body = parseBody(OrderBody, answer.data, url);
  return {
    url,
    status: body.status,
    domains: body.identifiers.map(({ value }) => value.toLowerCase()),
    authorizationUrls: body.authorizations,
    finalizeUrl: body.finalize,
    certificateUrl: body.certificate,
    expires: body.expires,
    profile: body.profile,
    error: body.error,
    retryAfterMs: retryAfterOf(answer.headers, clock),
  };
}

/**
 * Does something that must not be done twice, where the answer may be lost: looks afterwards what became of it, and
 * does it again only where it was not done.
 */
export async function doOnce<T>(act: () => Promise<T>, look: () => Promise<T>, isOwed: (state: T) => boolean) {
  const tries = 3;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isFailure(error, 'NETWORK', 'TIMEOUT', 'SERVER', 'RESPONSE') || attempt === tries) throw error;
      const state = await look();
      if (!isOwed(state)) return state;
    }
  }
}

export function refusedOrder(order: AcmeOrder): Failure {
  return new Failure('ACME', 'the order is no longer valid, and the CA gives no reason: it may have expired', {
    place: placeOf(order.url),
    serviceCode: orderExpired,
  });
}
