import { isIP } from 'node:net';
import { Failure } from '../sdk/failure.js';
import { isPrivateAddress } from './private-address.js';
import { describeSighting, type Probe } from './visibility.js';
import type { WatchResult } from './visibility-watch.js';

/** What to say of values that did not become visible in time: the record, the server asked, and what it answered. */
export function notVisible({ outstanding, sightings, lost, waitedMs }: WatchResult): Failure {
  const waited = `${Math.round(waitedMs / 1000)} s`;
  // A server that answered something else tells more than one that is silent.
  const missing = outstanding.find((probe) => sightings.get(probe)?.kind === 'answer') ?? outstanding[0];
  if (missing === undefined) {
    // Where no server is missing, a zone is.
    const [[apex, failure]] = [...lost] as [[string, Failure]];
    return new Failure('PROPAGATION', `after ${waited} the zone ${apex} cannot be checked: ${failure.message}`, {
      cause: failure,
      hint: failure.hint,
    });
  }
  const answered = describeSighting(missing, sightings.get(missing));
  const more = countNames(outstanding) - 1;
  const others = more > 0 ? ` (and ${more} more ${more === 1 ? 'name' : 'names'})` : '';
  return new Failure('PROPAGATION', `TXT ${missing.name} is not visible after ${waited}: ${answered}${others}`, {
    hint: hintOf(missing),
  });
}

function countNames(probes: readonly Probe[]): number {
  return new Set(probes.map((probe) => probe.name)).size;
}

function hintOf({ recursion, server }: Probe): string {
  if (recursion) return 'Raise LEXICON_SLEEP_TIME, or name other resolvers in DNS_RESOLVERS';
  if (isIP(server.address.host) !== 0 && isPrivateAddress(server.address.host)) {
    return (
      'The name servers have private addresses here (split horizon), while the CA asks the public ones: ' +
      'name public resolvers in DNS_RESOLVERS'
    );
  }
  return 'Raise LEXICON_SLEEP_TIME or repair that server; DNS_PROPAGATION=recursive asks the resolvers instead';
}
