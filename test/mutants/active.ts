import { openSync, writevSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What woven files ask. `MUTANT` is the id of the active one where a process begins; `MUTANT_REACHED` a folder where programs
 * that a test starts note the ids that they were asked for.
 */
let active = Number(process.env.MUTANT ?? 0);
const folder = process.env.MUTANT_REACHED;
const notes = folder === undefined ? undefined : openSync(join(folder, String(process.pid)), 'a');
const reached = new Set<number>();

/**
 * Whether this mutant is the active one. In a program that may be killed each id is noted at once, in a way that the program
 * itself never writes: some tests replace what it writes with, and count.
 */
export function isMutant(id: number): boolean {
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

/** The ids that this process was asked for since the last call. */
export function takeReached(): number[] {
  const taken = [...reached];
  reached.clear();
  return taken;
}
