import type { Answer } from 'dns-packet';
import type { Reply } from './name-servers.js';

/** What all name servers of a world know together. */
export interface Names {
  /** Apex → hosts of its NS records. */
  readonly zones: Readonly<Record<string, readonly string[]>>;
  /** Addresses of hosts. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  /** Values at a name. */
  txt(name: string): readonly string[];
  /** Where a name leads by a CNAME record. */
  alias?(name: string): string | undefined;
}

const ttl = 60;
const nameError = 3;

/** What an authoritative server says that has all zones. */
export function answerFrom(names: Names, name: string, type: string): Reply {
  const apex = Object.keys(names.zones)
    .filter((zone) => name === zone || name.endsWith(`.${zone}`))
    .sort((left, right) => right.length - left.length)[0];
  const found = [...recordsAt(names, name, type, apex)];
  if (found.length > 0) return { answers: found };
  if (apex === undefined) return { rcode: nameError };
  const exists = name === apex || names.hosts[name] !== undefined || names.txt(name).length > 0;
  return { rcode: exists ? 0 : nameError, authorities: [startOf(apex)] };
}

/** What a resolver says: it follows CNAME records. */
export function resolveFrom(names: Names, name: string, type: string): Reply {
  const answers: Answer[] = [];
  let target = name;
  for (let hop = 0; hop < 8; hop += 1) {
    const reply = answerFrom(names, target, type);
    const [first] = reply?.answers ?? [];
    if (first?.type !== 'CNAME' || type === 'CNAME')
      return { ...reply, answers: [...answers, ...(reply?.answers ?? [])] };
    answers.push(first);
    target = first.data;
  }
  return { answers };
}

function* recordsAt(names: Names, name: string, type: string, apex: string | undefined): Iterable<Answer> {
  const values = names.txt(name);
  const alias = values.length > 0 ? undefined : names.alias?.(name);
  if (alias !== undefined) return yield { name, type: 'CNAME', ttl, data: alias };
  if (type === 'TXT') for (const data of values) yield { name, type, ttl, data };
  if (type === 'A' || type === 'AAAA') {
    for (const data of names.hosts[name] ?? []) {
      if (data.includes(':') === (type === 'AAAA')) yield { name, type, ttl, data };
    }
  }
  if (name !== apex) return;
  if (type === 'SOA') yield startOf(apex);
  if (type === 'NS') for (const data of names.zones[apex] ?? []) yield { name, type, ttl, data };
}

function startOf(apex: string): Answer {
  const times = { serial: 1, refresh: 3600, retry: 600, expire: 604_800, minimum: ttl };
  return { name: apex, type: 'SOA', ttl, data: { mname: `ns1.${apex}`, rname: `hostmaster.${apex}`, ...times } };
}
