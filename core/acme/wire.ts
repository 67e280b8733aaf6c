import type { Clock } from '../clock/clock.js';
import type { Dispatcher } from '../http/dispatcher.js';
import { neverSent } from '../http/exchange.js';
import { parseRetryAfter } from '../http/explain.js';
import { placeOf } from '../http/redact.js';
import { longestPauseMs as longestPausesMs } from '../sdk/bounded-pause.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { type AcmeAnswer, type AcmeRequest, askCa } from './ask-ca.js';
import { type CaFacts, Problem, problemFailure, shortType } from './problem.js';
import type { AcmeResource } from './resources.js';
import { isCaSilent, type Silence } from './silence.js';
import { assertOfSite } from './site.js';

/** One request that went out, for metrics. */
export interface RequestReport {
  readonly method: string;
  readonly resource: AcmeResource;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
}

/** How a request is meant. */
export interface Call {
  readonly resource: AcmeResource;
  /** Whether doing it twice is harmless: reads, and writes that set a state. Creating an order is not. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal;
  /** The request binds an external account: a refusal is then most likely about that. */
  readonly withBinding?: boolean;
  /** Told of the nonce of each answer, also of one that becomes a failure. */
  readonly onNonce?: (nonce: string) => void;
  /** Counts the tries over several sendings, since a request that is signed anew is still the same request. */
  readonly budget?: { spent: number };
}

export interface WireAnswer extends AcmeAnswer {
  /** The parsed JSON, or the text of another type; undefined where the body is empty, cut off or garbled. */
  readonly data: unknown;
}

export interface Wire {
  /** @throws Failure for every error status but badNonce, which is the signer's to answer */
  send(request: AcmeRequest, call: Call): Promise<WireAnswer>;
}

export interface WireOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly directoryUrl: string;
  /** Renewal information has its own: a CA may issue while that hangs. */
  readonly silence: { readonly issuance: Silence; readonly renewalInfo: Silence };
  /** What is known of the CA by now, for the hints. */
  readonly ca: () => CaFacts;
  /** Time limit of one request in milliseconds. */
  readonly timeoutMs: number;
  /** A longer Retry-After, in milliseconds, is left to the scheduler. */
  readonly longestPauseMs: number;
  readonly onRequest: (report: RequestReport) => void;
}

const tries = 4;
const firstPauseMs = 250;

/** Sends requests, and again where that is safe and promises something. */
export function createWire(options: WireOptions): Wire {
  const { clock, dispatcher, timeoutMs, onRequest, longestPauseMs } = options;

  async function once(request: AcmeRequest, call: Call): Promise<AcmeAnswer> {
    let status: number | undefined;
    const silence = options.silence[call.resource === 'renewalInfo' ? 'renewalInfo' : 'issuance'];
    silence.assertHeard();
    try {
      const answer = withSoundNonce(await askCa(request, { dispatcher, timeoutMs, signal: call.signal }));
      status = answer.status;
      // Nonces and directories often come from a cache or a front end that goes on while the CA behind it hangs.
      if (call.resource !== 'newNonce' && call.resource !== 'directory') silence.heard();
      const nonce = answer.headers['replay-nonce'];
      if (nonce !== undefined) call.onNonce?.(nonce);
      return answer;
    } catch (error) {
      silence.unheard(error);
      throw error;
    } finally {
      onRequest({ method: request.method, resource: call.resource, status });
    }
  }

  async function send(request: AcmeRequest, call: Call): Promise<WireAnswer> {
    assertOfSite(request.url, options.directoryUrl);
    const budget = call.budget ?? { spent: 0 };
    let doubt: Failure | undefined;
    for (;;) {
      try {
        const answer = understand(await once(request, call), request.url, call.repeatable);
        if (isBadNonce(answer)) {
          // The very same request was sent again, so this may mean that the first one did arrive.
          if (doubt !== undefined && !call.repeatable) throw doubt;
          return answer;
        }
        if (answer.status < 400) return answer;
        throw failureOf(answer, request.url, call, options.ca());
      } catch (error) {
        if (!isFailure(error) || error === doubt || isCaSilent(error)) throw error;
        budget.spent += 1;
        const pauseMs = pauseBefore(error, budget.spent, call.repeatable);
        if (pauseMs === undefined || pauseMs > longestPauseMs) throw error;
        if (error.status === undefined && !neverSent(error)) doubt = error;
        await clock.sleep(pauseMs, call.signal);
      }
    }
  }

  return { send };
}

/**
 * The pause before another try in milliseconds; undefined where there must be none. A request that perhaps arrived may
 * be repeated nevertheless, byte for byte: it bears a nonce, and no server accepts that twice (RFC 8555, section 6.5).
 */
function pauseBefore(failure: Failure, spent: number, repeatable: boolean): number | undefined {
  const limit = failure.code === 'TIMEOUT' ? 2 : tries;
  if (spent >= limit || !failure.retryable || failure.code === 'ABORTED') return undefined;
  const grown = firstPauseMs * 2 ** (spent - 1) * (0.75 + Math.random() / 2);
  if (failure.status === undefined) return grown;
  const turnedAway = failure.status === 429 || failure.status === 503;
  if (turnedAway && failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  return repeatable && (failure.code === 'SERVER' || failure.code === 'RESPONSE') ? grown : undefined;
}

/** @throws Failure RESPONSE or NETWORK where the body of a repeatable request's success cannot be read */
function understand(answer: AcmeAnswer, url: string, repeatable: boolean): WireAnswer {
  const { text, broken, status, headers } = answer;
  if (broken !== undefined) {
    if (repeatable && status < 400) throw broken;
    return { ...answer, data: undefined };
  }
  if (text === '') return { ...answer, data: undefined };
  if (!/json/.test(headers['content-type'] ?? '')) return { ...answer, data: text };
  try {
    return { ...answer, data: JSON.parse(text) };
  } catch (cause) {
    if (!repeatable || status >= 400) return { ...answer, data: undefined };
    throw new Failure('RESPONSE', 'the CA sent JSON that cannot be read', { place: placeOf(url), cause, status });
  }
}

/** RFC 8555, section 6.5.1: what cannot be a nonce is ignored, as if none had come. Other letters than those of base64url are borne. */
function withSoundNonce(answer: AcmeAnswer): AcmeAnswer {
  const { 'replay-nonce': nonce, ...headers } = answer.headers;
  return nonce === undefined || /^[\x21-\x7e]{1,1000}$/.test(nonce) ? answer : { ...answer, headers };
}

function isBadNonce({ status, data }: WireAnswer): boolean {
  return status === 400 && shortType(Problem.safeParse(data).data) === 'badNonce';
}

function failureOf(answer: WireAnswer, url: string, call: Call, ca: CaFacts): Failure {
  const { status, headers, data } = answer;
  const problem = Problem.safeParse(data).data;
  const aboutBinding = call.withBinding === true && status < 429 && shortType(problem) !== 'invalidContact';
  return problemFailure(problem, { url, ca, status, headers, withBinding: aboutBinding });
}

/** Retry-After of an answer in milliseconds, for the next poll. */
export function retryAfterOf(headers: Readonly<Record<string, string>>, clock: Clock): number | undefined {
  return parseRetryAfter(headers['retry-after'], clock.now(), longestPausesMs.ca);
}
