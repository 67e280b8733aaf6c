import { type Failure, isFailure } from '../sdk/failure.js';
import type { CaaValue } from './answer.js';
import { recordsOf } from './answer.js';
import type { Resolver } from './resolver.js';

/** Typed look-ups through the resolvers. Nothing there is an empty list; all throw Failure DNS or ABORTED as `query` does. */

/** Each record's strings joined. */
export async function lookupTxt(resolver: Resolver, name: string, signal: AbortSignal): Promise<string[]> {
  const { answers } = await resolver.query(name, 'TXT', signal);
  return recordsOf(answers, 'TXT').map((record) => record.data);
}

/** Host names of a zone's servers. Those of another zone, to which a CNAME at its apex leads, do not count. */
export async function lookupNs(resolver: Resolver, zone: string, signal: AbortSignal): Promise<string[]> {
  const { answers } = await resolver.query(zone, 'NS', signal);
  return recordsOf(answers, 'NS', zone.toLowerCase()).map((record) => record.data);
}

/**
 * IPv4 and IPv6 addresses of a host, IPv4 first. A look-up of one family that fails does not lose the other.
 * @throws Failure DNS where neither could be looked up, or one could not and the other has none; ABORTED
 */
export async function lookupAddresses(resolver: Resolver, host: string, signal: AbortSignal): Promise<string[]> {
  const families = (['A', 'AAAA'] as const).map(async (type) => {
    try {
      return recordsOf((await resolver.query(host, type, signal)).answers, type).map((record) => record.data);
    } catch (error) {
      if (isFailure(error, 'DNS')) return error;
      throw error;
    }
  });
  const found = await Promise.all(families);
  const addresses = found.flatMap((result) => (Array.isArray(result) ? result : []));
  const failure = found.find((result): result is Failure => !Array.isArray(result));
  if (addresses.length === 0 && failure !== undefined) throw failure;
  return addresses;
}

/** The CAA set of exactly this name, without climbing (RFC 8659, section 3, says which names to ask). */
export async function lookupCaa(resolver: Resolver, name: string, signal: AbortSignal): Promise<CaaValue[]> {
  const { answers } = await resolver.query(name, 'CAA', signal);
  return recordsOf(answers, 'CAA').map((record) => record.data);
}
