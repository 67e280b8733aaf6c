import { Failure, type FailureDetails, isFailure } from './failure.js';

/** Whose failures they are. */
export interface Originator {
  /** Id of the DNS provider. */
  readonly provider: string;
  /** Id of the profile, where the provider was opened for one. */
  readonly profile?: string | undefined;
  /** Where it is described how to make the credential, and with which rights. */
  readonly page?: string;
}

/**
 * Does some work at a provider; a failure of it bears the provider's name from then on. A stop is nobody's failure.
 * @throws what the work throws
 */
export async function attributing<T>({ provider, profile, page }: Originator, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFailure(error) || error.code === 'ABORTED' || error.provider !== undefined) throw error;
    const hint = hintFor(error, page);
    throw restate(error, error.message, {
      provider,
      ...(profile !== undefined && { profile }),
      ...(hint !== undefined && { hint }),
    });
  }
}

/** Where a credential is refused, or is none, the provider's page says how to make one. */
function hintFor({ code, hint }: Failure, page: string | undefined): string | undefined {
  if ((code !== 'AUTHENTICATION' && code !== 'CONFIG') || page === undefined) return hint;
  if (hint === undefined) return `See ${page}`;
  return hint.includes(page) ? hint : `${hint}; see ${page}`;
}

/** The same failure in other words or with more details; the first is its cause. */
export function restate(failure: Failure, message: string, more: FailureDetails = {}): Failure {
  const { code, retryable, hint, place, retryAfterMs, status, serviceCode, provider, profile } = failure;
  return new Failure(code, message, {
    cause: failure,
    retryable,
    ...(hint !== undefined && { hint }),
    ...(place !== undefined && { place }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(status !== undefined && { status }),
    ...(serviceCode !== undefined && { serviceCode }),
    ...(provider !== undefined && { provider }),
    ...(profile !== undefined && { profile }),
    ...more,
  });
}
