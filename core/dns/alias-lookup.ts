import { randomUUID } from 'node:crypto';
import { isFailure } from '../sdk/failure.js';
import { isWithin } from '../sdk/names.js';
import type { DnsAnswer } from './answer.js';
import { recordsOf } from './answer.js';
import { checkedName, isHostName } from './host-name.js';
import type { Resolver } from './resolver.js';
import { abortedFailure } from './transport-failure.js';
import { readApex, type ZoneFinder } from './zone-finder.js';
import { parentOf } from './zone-names.js';
import type { ZoneServer, ZoneServers } from './zone-servers.js';

export interface AliasAnswer {
  /** Where the CNAME record of the name leads; undefined: it has none. No final dot. */
  readonly alias: string | undefined;
  /** The zone the name is in, where the answer told. */
  readonly apex: string | undefined;
  /**
   * The CNAME record is made from a wildcard (`*.home.example.com CNAME host.example.net`): a name beside it that
   * nobody can have meant leads to the same place (RFC 4592, section 4.4).
   */
  readonly synthesized?: boolean;
}

/** @throws Failure DNS or ABORTED */
export type AliasLookup = (name: string) => Promise<AliasAnswer>;

export interface AliasLookupOptions {
  readonly resolver: Resolver;
  readonly finder: ZoneFinder;
  readonly zoneServers: ZoneServers;
  readonly signal: AbortSignal;
}

/** Servers of a zone that are asked at the same time; the first answer counts. */
const serversAsked = 3;

/**
 * Looks for a CNAME record at a challenge name at the authoritative servers themselves. The name does not exist yet as
 * a rule, and a resolver asked for it would remember that for as long as the zone says (RFC 2308): often an hour, in
 * which it would not see the TXT record. Only where the servers cannot be asked is the resolver.
 */
export function createAliasLookup({ resolver, finder, zoneServers, signal }: AliasLookupOptions): AliasLookup {
  const silentZones = new Set<string>();

  async function askDirectly(name: string): Promise<DirectAnswer | undefined> {
    const { apex, source } = await finder.find(parentOf(name));
    if (source === 'public-suffix' || silentZones.has(apex)) return undefined;
    try {
      const servers = (await zoneServers(apex)).slice(0, serversAsked);
      return await Promise.any(servers.map((server) => askServer(server, name, apex)));
    } catch {
      // What each of several servers failed with is one error that tells nothing of the stop.
      if (signal.aborted) throw abortedFailure(signal);
      silentZones.add(apex);
      return undefined;
    }
  }

  async function askServer({ address }: ZoneServer, name: string, apex: string): Promise<DirectAnswer | undefined> {
    const answer = await resolver.ask(address, { name, type: 'CNAME', recursion: false }, signal);
    const cut = readReferral(name, apex, answer);
    if (cut !== undefined) return { cut };
    const known = answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN';
    return known && answer.flags.authoritative ? { answer } : undefined;
  }

  async function lookUp(name: string): Promise<AliasAnswer> {
    const direct = await askDirectly(name);
    // The name is delegated itself: as the apex of a zone it has no CNAME (RFC 1034, section 3.6.2).
    if (direct?.cut === name) return { alias: undefined, apex: name };
    try {
      const answer = direct?.answer ?? (await resolver.query(name, 'CNAME', signal));
      const found = recordsOf(answer.answers, 'CNAME', name)[0]?.data;
      const alias = found === undefined ? undefined : checkedName(found, `the target of the CNAME record of ${name}`);
      return { alias, apex: readApex(name, answer) ?? (alias === undefined ? direct?.cut : undefined) };
    } catch (error) {
      // The zone is delegated to servers that do not answer yet, as the one inside this program.
      if (direct?.cut === undefined || !isFailure(error, 'DNS')) throw error;
      return { alias: undefined, apex: direct.cut };
    }
  }

  /** Where that cannot be told the record is taken to be the name's own. */
  async function isSynthesized(name: string, alias: string): Promise<boolean> {
    try {
      const sibling = await lookUp(`_${randomUUID()}.${parentOf(name)}`);
      return sibling.alias === alias;
    } catch (error) {
      if (!isFailure(error, 'DNS')) throw error;
      return false;
    }
  }

  return async (name) => {
    const answer = await lookUp(checkedName(name, 'the name of a challenge'));
    if (answer.alias === undefined || !(await isSynthesized(name, answer.alias))) return answer;
    return { ...answer, synthesized: true };
  };
}

/** What a zone's own server knows of a name: an answer, or that a zone below is somebody else's. */
type DirectAnswer =
  | { readonly answer: DnsAnswer; readonly cut?: undefined }
  | { readonly answer?: undefined; readonly cut: string };

/** The apex of the zone below `apex` to which a server refers for a name (RFC 1034, section 4.3.2). */
function readReferral(name: string, apex: string, { rcode, answers, authority }: DnsAnswer): string | undefined {
  if (rcode !== 'NOERROR' || answers.length > 0) return undefined;
  const owners = recordsOf(authority, 'NS').map((record) => record.name);
  return owners.find((owner) => isHostName(owner) && owner !== apex && isWithin(owner, apex) && isWithin(name, owner));
}
