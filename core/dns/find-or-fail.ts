import { domainToUnicode } from 'node:url';
import { Failure, isFailure } from '../sdk/failure.js';
import type { DnsProvider } from '../sdk/provider.js';
import type { Zone } from '../sdk/record.js';

interface WantedZone {
  readonly provider: DnsProvider;
  readonly providerTitle: string;
  readonly zoneName: string;
}

/** The zone as the provider knows it. @throws Failure ZONE_NOT_FOUND */
export async function findOrFail({ provider, providerTitle, zoneName }: WantedZone): Promise<Zone> {
  const found = (await provider.findZone(zoneName)) ?? (await findByLetters(provider, zoneName));
  if (found !== undefined) return found;
  throw new Failure('ZONE_NOT_FOUND', `the zone ${zoneName} is not in this account of ${providerTitle}`, {
    hint: 'Check that the zone exists there and that the credential may see it',
  });
}

/** Some services know an IDN by its own letters alone; one that takes those for no name at all has no such zone. */
async function findByLetters(provider: DnsProvider, zoneName: string): Promise<Zone | undefined> {
  const letters = domainToUnicode(zoneName);
  if (letters === '' || letters === zoneName) return undefined;
  try {
    return await provider.findZone(letters);
  } catch (error) {
    if (isFailure(error, 'API', 'UNSUPPORTED')) return undefined;
    throw error;
  }
}
