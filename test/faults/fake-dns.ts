import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet';
import { serveDns } from '../lab/dns-server.js';

/** One set of records, as PowerDNS's API has it. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** When name servers show it, by `performance.now()`; left out: at once. */
  readonly visibleAt?: number;
  readonly records: readonly { readonly content: string; readonly disabled?: boolean }[];
}

/** Sets by `name type`, names with a final dot. */
export type ZoneData = Map<string, RecordSet>;

const notFound = 3;

/** Serves zones over DNS, as their only server and as a resolver. */
export async function serveZones(zones: ReadonlyMap<string, ZoneData>) {
  function zoneOf(name: string): [string, ZoneData] | undefined {
    const found = [...zones].filter(([zone]) => `.${name}`.endsWith(`.${zone}`));
    return found.sort(([left], [right]) => right.length - left.length)[0];
  }

  function answersOf(name: string, type: string, zone: [string, ZoneData]): Answer[] {
    const [apex, sets] = zone;
    if (type === 'SOA' && name === apex) return [startOf(apex)];
    if (type === 'NS' && name === apex) return [{ name, type: 'NS', ttl: 60, data: `ns1.${apex}` }];
    if (type === 'A' && name === `ns1.${apex}`) return [{ name, type: 'A', ttl: 60, data: '127.0.0.1' }];
    if (type !== 'TXT') return [];
    const set = sets.get(`${name}. TXT`);
    if ((set?.visibleAt ?? 0) > performance.now()) return [];
    return (set?.records ?? []).map(({ content }) => {
      return { name, type: 'TXT', ttl: 60, data: content.replaceAll('"', '') };
    });
  }

  return serveDns(async (message) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (question === undefined) return undefined;
    const name = question.name.toLowerCase();
    const zone = zoneOf(name);
    const answers = zone === undefined ? [] : answersOf(name, question.type, zone);
    return encode({
      type: 'response',
      id: query.id ?? 0,
      flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | RECURSION_DESIRED | (zone === undefined ? notFound : 0),
      questions: [question],
      answers,
      authorities: answers.length > 0 || zone === undefined ? [] : [startOf(zone[0])],
    });
  });
}

function startOf(apex: string): Answer {
  return {
    name: apex,
    type: 'SOA',
    ttl: 60,
    data: {
      mname: `ns1.${apex}`,
      rname: `hostmaster.${apex}`,
      serial: 1,
      refresh: 3600,
      retry: 600,
      expire: 604_800,
      minimum: 60,
    },
  };
}
