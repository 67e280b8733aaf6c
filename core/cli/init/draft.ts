import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import { Failure, isFailure } from '../../sdk/failure.js';
import { printNote } from '../../terminal/print.js';
import type { Answer } from './remembering.js';
import { makeFolder, readIfThere } from './write-files.js';

/** The answers of a set-up that was stopped halfway. */
export interface Draft {
  /** When it was stopped, as ISO 8601 says it. */
  readonly at: string;
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Later, the answers are of no use any more, in milliseconds. */
const longestAgeMs = 30 * 24 * 3_600_000;

const Stored = z.object({
  at: z.iso.datetime(),
  answers: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
});

/** Where the answers are kept: with the program's own state, which is its owner's alone. No secret is among them. */
export function draftPath(configDir: string): string {
  return join(configDir, 'letsencrypt-dns', 'init.json');
}

/** The answers of a set-up that was stopped; undefined where there are none, or none that can be used. */
export function readDraft(configDir: string, now: number): Draft | undefined {
  try {
    const { at, answers } = Stored.parse(JSON.parse(readIfThere(draftPath(configDir)) ?? 'null'));
    const age = now - Date.parse(at);
    return age >= 0 && age < longestAgeMs ? { at, answers: new Map(Object.entries(answers)) } : undefined;
  } catch {
    // They only spare somebody some typing.
    return undefined;
  }
}

/** Keeps the answers, and says where; that they cannot be kept is said as well. */
export async function keepDraft(configDir: string, { at, answers }: Draft): Promise<void> {
  if (answers.size === 0) return;
  const path = draftPath(configDir);
  try {
    makeFolder(configDir, 0o755);
    makeFolder(dirname(path), 0o700);
    await writeFileAtomic(path, `${JSON.stringify({ at, answers: Object.fromEntries(answers) }, undefined, 2)}\n`, {
      mode: 0o600,
    });
    printNote(`your answers, but for secrets, are kept in ${path} for the next \`letsencrypt-dns init\``);
  } catch (error) {
    if (!isFailure(error)) throw error;
    printNote(`your answers could not be kept: ${error.message} (${path})`);
  }
}

/** Forgets them. @throws Failure STORE */
export function dropDraft(configDir: string): void {
  const path = draftPath(configDir);
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new Failure('STORE', 'it cannot be removed', { place: path, cause: error });
  }
}
