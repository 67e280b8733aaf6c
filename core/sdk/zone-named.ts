import { Failure } from './failure.js';
import { canonicalName } from './names.js';
import type { Zone } from './record.js';

/** How to choose where an account has several zones of one name. */
export interface ZoneChoice<Z> {
  /** Whether the zone is the one that the world sees: active rather than pending or moved, public rather than private. */
  readonly isServed?: (zone: Z) => boolean;
  /** The flag that says which one is meant: `zone-id`. */
  readonly option?: string;
}

/** Whether two names are one to the DNS: neither case, nor a final dot, nor the spelling of an IDN matters. */
export function isSameName(one: string, other: string): boolean {
  return canonicalName(one) === canonicalName(other);
}

/**
 * The zone of this name among those of an account; undefined where there is none. What is served comes before what is not.
 * @throws Failure CONFIG where there are several: which one to write to is not ours to guess
 */
export function zoneNamed<Z extends Zone>(
  zones: readonly Z[],
  name: string,
  { isServed = () => true, option }: ZoneChoice<Z> = {},
): Z | undefined {
  // Pages may overlap.
  const same = new Map(zones.filter((zone) => isSameName(zone.name, name)).map((zone) => [JSON.stringify(zone), zone]));
  const served = [...same.values()].filter(isServed);
  const [zone, ...others] = served.length > 0 ? served : same.values();
  if (others.length === 0) return zone && { ...zone, name };
  throw new Failure('CONFIG', `the account has ${others.length + 1} zones called ${name}`, {
    hint:
      option === undefined
        ? 'Remove those that are not in use, or give credentials that see only one of them'
        : `Say which one with --${option}`,
  });
}
