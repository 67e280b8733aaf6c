import { openSync, writevSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What woven files ask. `MUTANT` is the id of the active one where a process begins; `MUTANT_REACHED` a folder where programs
 * that a test starts note the ids that they were asked for.
 */
let active = Number(process.env.MUTANT ?? 0);
const folder = process.env.MUTANT_REACHED;
const notes = folder === undefined ? undefined : openSync(join(folder, String(process.pid)), 'a');
const later = new Set<number>();
const atLoad = new Set<number>();
/** How many woven modules are being loaded. */
let loading = 0;

/**
 * Whether this mutant is the active one. In a program that may be killed each id is noted at once, in a way that the program
 * itself never writes: some tests replace what it writes with, and count.
 */
export function isMutant(id: number): boolean {
  const reached = loading > 0 ? atLoad : later;
  if (!reached.has(id)) {
    reached.add(id);
    if (notes !== undefined) writevSync(notes, [Buffer.from(`${id}\n`)]);
  }
  return id === active;
}

/** Makes another one the active one, in this process and in those that it starts. 0: none. */
export function activate(id: number): void {
  active = id;
  process.env.MUTANT = String(id);
}

/** What woven files call before all that they do when they are loaded, whoever loads them and when. */
export function beginModule(): void {
  loading += 1;
}

/** What they call after it. */
export function endModule(): void {
  loading = Math.max(0, loading - 1);
}

/** The ids that this process was asked for since the last call: while modules were loaded, and by what they did later. */
export function takeReached(): { readonly atLoad: number[]; readonly later: number[] } {
  const taken = { atLoad: [...atLoad], later: [...later] };
  for (const reached of [atLoad, later]) reached.clear();
  // A module that fails while it is loaded does not say that it ends.
  loading = 0;
  return taken;
}
