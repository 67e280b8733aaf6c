import { canonicalName, Failure, splitTxt } from '../sdk/index.js';

/** What exists at a name: its TXT values (none at an apex or an empty non-terminal), and whether it is a zone's apex. */
export interface Node {
  readonly zone: string;
  readonly isApex: boolean;
  readonly values: readonly string[];
}

export type Lookup =
  | { readonly kind: 'outside' }
  | { readonly kind: 'absent'; readonly zone: string }
  | ({ readonly kind: 'node' } & Node);

/** The TXT records served, and the zones that they are in. Names are absolute; letters' case does not matter. */
export interface RecordTable {
  readonly zones: readonly string[];
  /** Adds a zone; one that is there already is left alone. @throws Failure CONFIG when it is no name that DNS can carry */
  addZone(apex: string): void;
  /** Grows with each change (SOA serial, RFC 1982). */
  serial(): number;
  lookup(name: string): Lookup;
  /** Replaces all values of a name; none removes it. @throws Failure CONFIG outside the zones or over 64 KiB */
  set(name: string, values: readonly string[]): void;
  /** Adds a value beside the others; one that is there already is left alone. */
  add(name: string, value: string): void;
  /** Removes one value, or all of the name; a value that is not there is left alone. */
  remove(name: string, value?: string): void;
}

/** A TCP message carries 65,535 bytes; what does not fit there could never be answered. */
const largestRecordSet = 60_000;
const recordOverhead = 300;

/**
 * @param zones apexes, as `_acme-challenge.example.com`
 * @param ownName the server's own name: it exists even where it lies in one of the zones
 */
export function createRecordTable(zones: readonly string[], ownName: string): RecordTable {
  const apexes = new Set(zones.map(validName));
  const records = new Map<string, readonly string[]>();
  let existing = namesAbove([...apexes, ownName]);
  let serial = Math.floor(Date.now() / 1000) >>> 0;

  function zoneOf(name: string): string | undefined {
    for (let rest = name; rest !== ''; rest = parentOf(rest)) if (apexes.has(rest)) return rest;
    return undefined;
  }

  function set(name: string, values: readonly string[]): void {
    const key = validName(name);
    if (zoneOf(key) === undefined) {
      throw new Failure('CONFIG', `${key} is in none of the zones served here: ${[...apexes].join(', ')}`, {
        hint: 'Add its zone to the zones of the built-in DNS server',
      });
    }
    const unique = [...new Set(values)];
    if (sizeOf(unique) > largestRecordSet) throw new Failure('CONFIG', `too many TXT values at ${key}`, { place: key });
    if (unique.length === 0) records.delete(key);
    else records.set(key, unique);
    existing = namesAbove([...apexes, ownName, ...records.keys()]);
    serial = (serial + 1) >>> 0;
  }

  return {
    get zones() {
      return [...apexes];
    },
    addZone(apex) {
      apexes.add(validName(apex));
      existing = namesAbove([...apexes, ownName, ...records.keys()]);
    },
    serial: () => serial,
    lookup(name) {
      const key = name.toLowerCase();
      const zone = zoneOf(key);
      if (zone === undefined) return { kind: 'outside' };
      const isApex = zone === key;
      if (!isApex && !existing.has(key)) return { kind: 'absent', zone };
      return { kind: 'node', zone, isApex, values: records.get(key) ?? [] };
    },
    set,
    add(name, value) {
      set(name, [...(records.get(validName(name)) ?? []), value]);
    },
    remove(name, value) {
      const key = validName(name);
      const kept = value === undefined ? [] : (records.get(key) ?? []).filter((other) => other !== value);
      if (kept.length !== (records.get(key) ?? []).length) set(key, kept);
    },
  };
}

/** Lower-case, without the final dot. @throws Failure CONFIG when it is no name that DNS can carry */
export function validName(name: string): string {
  const key = canonicalName(name);
  const labels = key.split('.');
  if (key.length > 253 || labels.some((label) => !/^[\w*-]{1,63}$/.test(label))) {
    throw new Failure('CONFIG', `"${name}" is not a domain name`);
  }
  return key;
}

/** The names themselves and all empty non-terminals above them (RFC 8020: what has names below it exists). */
function namesAbove(names: readonly string[]): Set<string> {
  const all = new Set<string>();
  for (const name of names) {
    for (let rest = name; rest !== '' && !all.has(rest); rest = parentOf(rest)) all.add(rest);
  }
  return all;
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}

function sizeOf(values: readonly string[]): number {
  return values.reduce((size, value) => {
    return size + recordOverhead + Buffer.byteLength(value) + splitTxt(value).length;
  }, 0);
}
