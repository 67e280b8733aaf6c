import { type Failure, isFailure } from '../sdk/failure.js';

/** What stands before the types of problem documents (RFC 8555, section 6.7). */
export const problemPrefix = 'urn:ietf:params:acme:error:';

/** `serviceCode` of the failure of an order that ran out of time rather than being refused: a new order may succeed. */
export const orderExpired = 'orderExpired';

/** Whether the order, or an authorization of it, is no longer there: a new order is due, not a failure. */
export function isOrderGone(error: unknown): boolean {
  return isFailure(error) && (error.serviceCode === orderExpired || error.status === 404);
}

/** Whether the CA has forgotten (or never knew) the account: register anew. */
export function isForgottenAccount(error: unknown): boolean {
  return isFailure(error) && hasProblemType(error, 'accountDoesNotExist');
}

/** Whether a failure carries this ACME problem type (`accountDoesNotExist`). */
export function hasProblemType(failure: Failure, type: string): boolean {
  return failure.serviceCode === problemPrefix + type;
}
