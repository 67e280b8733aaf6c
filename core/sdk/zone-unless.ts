import type { FailureCode } from './failure.js';
import type { Zone } from './record.js';
import { undefinedIf } from './undefined-if.js';

/**
 * The zone of this name, where something of it could be read; undefined where that failed in this one way. For
 * `findZone` in APIs that call a zone by its name: `zoneUnless('RECORD_NOT_FOUND', name, api.get(…))`.
 */
export async function zoneUnless(
  code: FailureCode,
  name: string,
  reading: Promise<unknown>,
): Promise<Zone | undefined> {
  return undefinedIf(
    code,
    reading.then(() => ({ name })),
  );
}
