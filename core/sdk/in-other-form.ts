import { type Failure, isFailure } from './failure.js';

/**
 * What `first` gives; where the service answers that it knows no such request, what `other` gives, once. For APIs
 * that have two forms of one request of which a server may know only one: `inOtherForm(api.get(…), () => api.get(…))`.
 * Never after an answer that leaves open whether something was done, nor after a refusal of the credentials. Where neither
 * form is known, the failure is that of the first.
 * @param lets says of a failure that nothing was done, so that the other form may be tried; 404 and 405 unless told
 */
export async function inOtherForm<T>(
  first: Promise<T>,
  other: () => Promise<T>,
  lets: (failure: Failure) => boolean = isUnknownRequest,
): Promise<T> {
  try {
    return await first;
  } catch (error) {
    if (!isFailure(error) || !lets(error)) throw error;
    try {
      return await other();
    } catch (otherError) {
      throw isFailure(otherError) && lets(otherError) ? error : otherError;
    }
  }
}

/** A server that knows no such address, or not with this method. */
function isUnknownRequest({ status }: Failure): boolean {
  return status === 404 || status === 405;
}
