import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** What woven files ask. `MUTANT` is the active one's id; `MUTANT_REACHED` a folder where ids that were asked for are noted. */
const active = Number(process.env.MUTANT ?? 0);
const folder = process.env.MUTANT_REACHED;
const reached = new Set<number>();

/** Whether this mutant is the active one. Each id is noted once a process, at once, as the process may be killed. */
export function isMutant(id: number): boolean {
  if (folder !== undefined && !reached.has(id)) {
    reached.add(id);
    appendFileSync(join(folder, String(process.pid)), `${id}\n`);
  }
  return id === active;
}
