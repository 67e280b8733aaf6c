import type { ServerVisibility } from '../../dns/measure-visibility.js';
import type { Diagnosis } from '../diagnosis.js';

/** A server this much later than the first, in milliseconds, keeps every certificate waiting. */
const slowMs = 10_000;

/** Servers that showed the test record late or never. @param longestMs how long they were asked */
export function diagnoseServers(zone: string, servers: readonly ServerVisibility[], longestMs: number): Diagnosis[] {
  const seen = servers.flatMap(({ seenAfterMs }) => (seenAfterMs === undefined ? [] : [seenAfterMs]));
  const missing = servers.filter(({ seenAfterMs, isBorne }) => seenAfterMs === undefined && !isBorne);
  const waited = `${Math.round(longestMs / 1000)} s`;
  if (seen.length === 0 && missing.length > 0) {
    return [
      {
        code: 'not-visible',
        severity: 'error',
        subject: zone,
        message: `no server of ${zone} showed the record within ${waited}: ${missing.map(({ answered }) => answered).join('; ')}`,
        hint: 'Check that the zone is served from this account, or give it more time with LEXICON_SLEEP_TIME',
      },
    ];
  }
  const first = Math.min(...seen);
  return servers.flatMap(({ server, seenAfterMs, answered, isBorne }): Diagnosis[] => {
    const common = { code: 'slow-secondary', subject: zone } as const;
    if (isBorne) {
      const message = `${server} does not answer; certificates are issued without it: ${answered}`;
      return [{ ...common, severity: 'warning', message, hint: `Take ${server} out of the NS records, or start it` }];
    }
    if (seenAfterMs === undefined) {
      return [
        {
          ...common,
          severity: 'error',
          message: `${server} has not followed the others within ${waited}: ${answered}`,
          hint: `Hint the transfer to ${server} or take it out of the NS records; DNS_PROPAGATION=recursive asks the resolvers instead`,
        },
      ];
    }
    if (seenAfterMs - first < slowMs) return [];
    return [
      {
        ...common,
        severity: 'warning',
        message: `${server} follows ${Math.round((seenAfterMs - first) / 1000)} s after the first server`,
        hint: `Let the primary notify ${server}, or shorten the refresh time of the zone`,
      },
    ];
  });
}
