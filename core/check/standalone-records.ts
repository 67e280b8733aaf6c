import { recordsOf } from '../dns/answer.js';
import { lookupAddresses } from '../dns/lookups.js';
import { canonicalName, isFailure, isWithin } from '../sdk/index.js';
import type { CheckContext } from './context.js';
import type { Diagnosis } from './diagnosis.js';
import type { LocatedName } from './locate.js';

/** A record that must stand in a zone elsewhere, so that the CA finds the DNS server inside this program. */
export interface ParentRecord {
  /** No final dot. */
  readonly name: string;
  readonly type: 'NS' | 'CNAME' | 'A';
  /** For an address: what is there, or undefined. */
  readonly content: string | undefined;
  readonly present: boolean;
  /** What stands there now, where that is something else. */
  readonly found: readonly string[];
}

export interface StandaloneNames {
  readonly serverName: string;
  /** Zones of the option; empty: each name is its own. */
  readonly zones: readonly string[];
  readonly names: readonly Pick<LocatedName, 'domain' | 'challenge'>[];
}

/** The records for these names, whether they are there or not: pure. */
export function wantedRecords({
  serverName,
  zones,
  names,
}: StandaloneNames): Omit<ParentRecord, 'present' | 'found'>[] {
  const all = names.flatMap(({ domain, challenge }) => {
    const challengeName = `_acme-challenge.${domain}`;
    const target = challenge?.target ?? challengeName;
    const served = zones.find((zone) => isWithin(target, zone));
    const [home] = zones;
    const alias = `${domain}.${home}`;
    if (served === undefined && home !== undefined)
      return [{ name: challengeName, type: 'CNAME' as const, content: alias }, nameServer(home, serverName)];
    const isAlias = target !== challengeName;
    const apex = served ?? (isAlias ? aliasZone(target, challenge?.zone.apex) : challengeName);
    const cname = { name: challengeName, type: 'CNAME' as const, content: target };
    return [...(isAlias ? [cname] : []), nameServer(apex, serverName)];
  });
  return [...new Map(all.map((record) => [`${record.type} ${record.name}`, record])).values()];
}

function nameServer(name: string, serverName: string) {
  return { name, type: 'NS' as const, content: serverName };
}

/** The zone that the target was found in, if that is not simply the whole domain of somebody. */
function aliasZone(target: string, apex: string | undefined): string {
  return apex !== undefined && apex.split('.').length > 2 && isWithin(target, apex) ? apex : target;
}

/** Looks in the parent zones which of the records are there. @throws Failure ABORTED */
export async function findParentRecords(
  context: CheckContext,
  located: readonly LocatedName[],
): Promise<ParentRecord[]> {
  const own = located.filter(({ profile }) => profile?.provider === 'standalone');
  const servers = new Map(own.flatMap(({ profile }) => (profile === undefined ? [] : [[profile.id, profile.options]])));
  const lists = [...servers].map(async ([id, options]) => {
    const serverName = canonicalName(String(options.serverName ?? ''));
    const zones = String(options.zones ?? '')
      .split(/[\s,]+/)
      .filter((zone) => zone !== '')
      .map(canonicalName);
    const wanted = wantedRecords({ serverName, zones, names: own.filter(({ profile }) => profile?.id === id) });
    return Promise.all([findAddress(context, serverName), ...wanted.map((record) => lookUp(context, record))]);
  });
  return (await Promise.all(lists)).flat();
}

async function findAddress({ dns, signal }: CheckContext, name: string): Promise<ParentRecord> {
  const found = (await orNothing(lookupAddresses(dns.resolver, name, signal))) ?? [];
  return { name, type: 'A', content: found[0], present: found.length > 0, found };
}

async function lookUp(context: CheckContext, record: Omit<ParentRecord, 'present' | 'found'>): Promise<ParentRecord> {
  const found =
    record.type === 'CNAME' ? await findAlias(context, record.name) : await findNameServers(context, record.name);
  return { ...record, found, present: record.content !== undefined && found.includes(record.content) };
}

async function findAlias({ dns }: CheckContext, name: string): Promise<string[]> {
  const alias = (await orNothing(dns.lookupAlias(name)))?.alias;
  return alias === undefined ? [] : [alias];
}

/** Asks the servers of the zone above, which know to whom they delegate while nobody answers there yet. */
async function findNameServers({ dns, signal }: CheckContext, name: string): Promise<string[]> {
  const { apex } = await dns.finder.find(name.slice(name.indexOf('.') + 1));
  for (const { address } of (await orNothing(dns.zoneServers(apex))) ?? []) {
    const answer = await orNothing(dns.resolver.ask(address, { name, type: 'NS', recursion: false }, signal));
    if (answer === undefined) continue;
    const records = [...answer.answers, ...answer.authority];
    return recordsOf(records, 'NS', name).map((record) => record.data);
  }
  return [];
}

/** Undefined where the DNS cannot be asked. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isFailure(error, 'DNS', 'NETWORK', 'TIMEOUT')) return undefined;
    throw error;
  }
}

/** What is missing, as one diagnosis. */
export function diagnoseParentRecords(records: readonly ParentRecord[]): Diagnosis | undefined {
  const missing = records.filter(({ present }) => !present);
  const [first] = missing;
  if (first === undefined) return undefined;
  return {
    code: 'records-missing',
    severity: 'error',
    subject: first.name,
    message: `${missing.length} of ${records.length} records that lead to this host are missing`,
    hint: `Put into the parent zones: ${missing.map(formatRecord).join('; ')}`,
  };
}

/** As in a zone file. */
export function formatRecord({ name, type, content }: Pick<ParentRecord, 'name' | 'type' | 'content'>): string {
  if (type === 'A') return `${name}. A ${content ?? '<public address of this host>'}`;
  return `${name}. ${type} ${content}.`;
}
