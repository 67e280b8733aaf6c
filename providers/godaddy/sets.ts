import { type Path, path, type RecordDraft, type Zone } from '../../core/sdk/index.js';

/** What tells a set of records. */
export type Key = Pick<RecordDraft, 'type' | 'name'>;

export function recordsOf(zone: Zone): Path {
  return path`/${zone.name}/records`;
}

export function setPath(zone: Zone, { type, name }: Key): Path {
  return path`${recordsOf(zone)}/${type}/${name}`;
}

export function keyOf(zone: Zone, { type, name }: Key): string {
  return `${zone.name} ${type} ${name}`;
}

/** By name and type. */
export function setsOf<T extends Key>(items: readonly T[]): [T, ...T[]][] {
  const sets = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = `${item.type} ${item.name}`;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [item]);
    else set.push(item);
  }
  return [...sets.values()];
}
