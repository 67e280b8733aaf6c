import { type FailureCode, isFailure } from '../sdk/failure.js';
import type { DnsRecord } from '../sdk/record.js';

/** Failures that the next record would meet as well. */
const concernsAll: ReadonlySet<FailureCode> = new Set([
  'RATE_LIMITED',
  'AUTHENTICATION',
  'ABORTED',
  'NETWORK',
  'TIMEOUT',
  'ZONE_NOT_FOUND',
  'SERVER',
]);

/** Removes one after the other; one that is refused does not keep the others. @throws the first failure, in the end */
export async function removeEach(
  records: readonly DnsRecord[],
  removeOne: (record: DnsRecord) => Promise<void>,
  onGone: (record: DnsRecord) => void,
): Promise<void> {
  let first: { readonly error: unknown } | undefined;
  for (const record of records) {
    try {
      await removeOne(record);
      onGone(record);
    } catch (error) {
      if (!isFailure(error) || concernsAll.has(error.code)) throw error;
      first ??= { error };
    }
  }
  if (first !== undefined) throw first.error;
}
