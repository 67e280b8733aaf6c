import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlacedMutant } from './mutant.js';

const Equivalents = z.array(
  z.strictObject({
    file: z.string(),
    /** The compiled text that is replaced, and what by. */
    was: z.string(),
    becomes: z.string(),
    /** Why nobody can tell the difference, or why none matters. */
    reason: z.string().min(20),
  }),
);
export type Equivalents = z.infer<typeof Equivalents>;

/** Mutants that change nothing which anybody could notice, each with its reason. Throws ZodError. */
export function readEquivalents(project: string): Equivalents {
  return Equivalents.parse(JSON.parse(readFileSync(join(project, 'test/mutants/equivalents.json'), 'utf8')));
}

export function isEquivalent({ file, was, text }: PlacedMutant, equivalents: Equivalents): boolean {
  return equivalents.some((one) => one.file === file && one.was === was && one.becomes === text);
}
