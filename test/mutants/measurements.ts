import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { importedBy } from './imported.js';
import type { PlacedMutant } from './mutant.js';
import type { MeasuredFile } from './resident/messages.js';

/** Module → the numbers of its mutants, counted in the order of its text. */
const Places = z.record(z.string(), z.array(z.number()));
const Entry = z.object({
  /** The modules that were reached, which need not be imported by a path: digests of them and of all that they import. */
  stands: z.record(z.string(), z.string()),
  tests: z.array(z.object({ index: z.number(), took: z.number(), needed: z.number(), reached: Places })),
  atLoad: Places,
});
const Entries = z.record(z.string(), Entry);
type Entry = z.infer<typeof Entry>;

/** What runs without a mutant showed, which need not be repeated as long as a test and all that it imports stay as they are. */
export interface Measurements {
  of(file: string): MeasuredFile | undefined;
  add(file: string, measured: MeasuredFile): void;
  save(): void;
}

export interface Measuring {
  /** Where the compiled text is read, since that of the copy has numbers in it. */
  readonly project: string;
  /** A JSON file; one that cannot be read is an empty memory. */
  readonly path: string;
  /** The folder that is tried: others are not noted, and of it only modules that have mutants here. */
  readonly folder: string;
  readonly mutants: readonly PlacedMutant[];
}

export function openMeasurements({ project, path, folder, mutants }: Measuring): Measurements {
  const known = read(path);
  const added: Record<string, Entry> = {};
  const dist = join(project, 'dist');
  const ids = new Map<string, number[]>();
  for (const { file, id } of mutants) ids.set(file, [...(ids.get(file) ?? []), id]);
  const keys = new Map<string, string>();
  const texts = new Map<string, string>();
  let whole: string | undefined;

  function keyOf(file: string): string {
    const key = keys.get(file) ?? makeKey(file);
    keys.set(file, key);
    return key;
  }

  function makeKey(file: string): string {
    const hash = createHash('sha256').update(JSON.stringify([folder, [...ids.keys()], file, operators(dist)]));
    const { files, isOpen } = importedBy(dist, file);
    whole ??= isOpen ? digestOf(dist, modulesOf(dist)) : undefined;
    return hash
      .update(digestOf(dist, files))
      .update(isOpen ? (whole ?? '') : '')
      .digest('base64url');
  }

  function textsOf(file: string): string {
    const isThere = existsSync(join(dist, file));
    const known = texts.get(file) ?? (isThere ? digestOf(dist, importedBy(dist, file).files) : '');
    texts.set(file, known);
    return known;
  }

  function idsOf(places: z.infer<typeof Places>): number[] {
    return Object.entries(places).flatMap(([file, all]) => all.map((place) => ids.get(file)?.[place] ?? 0));
  }

  function placesOf(found: readonly number[]): z.infer<typeof Places> {
    const these = new Set(found);
    const all = [...ids].map(
      ([file, own]) => [file, own.flatMap((id, place) => (these.has(id) ? [place] : []))] as const,
    );
    return Object.fromEntries(all.filter(([, places]) => places.length > 0));
  }

  return {
    of(file) {
      const entry = known[keyOf(file)];
      if (entry === undefined) return undefined;
      if (Object.entries(entry.stands).some(([one, digest]) => textsOf(one) !== digest)) return undefined;
      const tests = entry.tests.map((test) => ({ ...test, reached: idsOf(test.reached) }));
      return { tests, failed: [], unknown: 0, atLoad: idsOf(entry.atLoad) };
    },
    add(file, { tests, failed, atLoad, unknown }) {
      // What fails, or lasts, may do so because of something that has passed by the next run.
      if (failed.length + unknown > 0) return;
      const placed = tests.map((test) => ({ ...test, reached: placesOf(test.reached) }));
      const loaded = placesOf(atLoad);
      const reached = new Set([loaded, ...placed.map((test) => test.reached)].flatMap(Object.keys));
      const stands = Object.fromEntries([...reached].map((one) => [one, textsOf(one)]));
      added[keyOf(file)] = { tests: placed, atLoad: loaded, stands };
    },
    save() {
      mkdirSync(dirname(path), { recursive: true });
      // Another run may have saved its own meanwhile.
      writeFileSync(path, JSON.stringify({ ...read(path), ...added }));
    },
  };
}

/** What decides which mutants there are. */
function operators(dist: string): string {
  const folder = join(dist, 'test/mutants');
  const files = readdirSync(folder).filter((file) => /operators\.js$|^syntax\.js$/.test(file));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
}

/** Of the program. */
function modulesOf(dist: string): string[] {
  return ['core', 'plugins', 'providers'].flatMap((folder) =>
    readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => join(folder, file))
      .sort(),
  );
}

function digestOf(dist: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(dist, file)));
  return hash.digest('base64url');
}

function read(path: string): Record<string, Entry> {
  try {
    return Entries.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
