import type { CaaValue } from './answer.js';
import { recordsOf } from './answer.js';
import type { Resolver } from './resolver.js';

/** Typed look-ups through the resolvers. Nothing there is an empty list; all throw Failure DNS or ABORTED as `query` does. */

/** Each record's strings joined. */
export async function lookupTxt(resolver: Resolver, name: string, signal: AbortSignal): Promise<string[]> {
  const { answers } = await resolver.query(name, 'TXT', signal);
  return recordsOf(answers, 'TXT').map((record) => record.data);
}

/** Host names of a zone's servers. */
export async function lookupNs(resolver: Resolver, zone: string, signal: AbortSignal): Promise<string[]> {
  const { answers } = await resolver.query(zone, 'NS', signal);
  return recordsOf(answers, 'NS').map((record) => record.data);
}

/** IPv4 and IPv6 addresses of a host, IPv4 first. */
export async function lookupAddresses(resolver: Resolver, host: string, signal: AbortSignal): Promise<string[]> {
  const [four, six] = await Promise.all([resolver.query(host, 'A', signal), resolver.query(host, 'AAAA', signal)]);
  return [
    ...recordsOf(four.answers, 'A').map((record) => record.data),
    ...recordsOf(six.answers, 'AAAA').map((record) => record.data),
  ];
}

/** The CAA set of exactly this name, without climbing (RFC 8659, section 3, says which names to ask). */
export async function lookupCaa(resolver: Resolver, name: string, signal: AbortSignal): Promise<CaaValue[]> {
  const { answers } = await resolver.query(name, 'CAA', signal);
  return recordsOf(answers, 'CAA').map((record) => record.data);
}
