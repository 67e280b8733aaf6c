import { Failure, isFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';

/** Whether a CA still answers, over all requests of a pass. */
export interface Silence {
  /** @throws Failure TIMEOUT where it has been silent so often that it is not asked any more */
  assertHeard(): void;
  heard(): void;
  /** Whether it is not asked any more. */
  isLost(): boolean;
  /** Of a request without an answer: counts it where that took its time. */
  unheard(error: unknown): void;
}

/** Requests in a row without an answer; each took its whole time limit. */
const most = 3;

/** What undici calls waiting in vain. */
const timeoutCodes: ReadonlySet<unknown> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/**
 * A CA that hangs costs each certificate its time limits, and there may be thousands. After a few it is not asked any
 * more by whoever holds this: a pass opens its servers anew. It is said once.
 */
export function createSilence(directoryUrl: string, log: Logger): Silence {
  let inARow = 0;
  return {
    isLost: () => inARow >= most,
    assertHeard() {
      if (inARow >= most) throw notAsked(directoryUrl);
    },
    heard() {
      inARow = 0;
    },
    unheard(error) {
      if (!isTimeout(error)) return;
      inARow += 1;
      if (inARow !== most) return;
      log.warn(
        { event: 'ca.silent', server: directoryUrl, requests: most },
        'the CA does not answer: it is not asked any more in this pass',
      );
    },
  };
}

/** `serviceCode` of the failure of whatever was not asked of a silent CA. */
export const caSilent = 'caSilent';

/** What becomes of whatever is not asked of a silent CA. */
export function notAsked(directoryUrl: string): Failure {
  const { host } = new URL(directoryUrl);
  return new Failure('TIMEOUT', `the CA at ${host} is not asked any more, as it did not answer before`, {
    place: directoryUrl,
    serviceCode: caSilent,
    hint: 'The next pass asks it again',
  });
}

/** Whether something was not even asked, as the CA had been silent before. */
export function isCaSilent(error: unknown): boolean {
  return isFailure(error, 'TIMEOUT') && error.serviceCode === caSilent;
}

function isTimeout(error: unknown): boolean {
  if (!isFailure(error)) return false;
  return error.code === 'TIMEOUT' || timeoutCodes.has((error.cause as NodeJS.ErrnoException | undefined)?.code);
}
