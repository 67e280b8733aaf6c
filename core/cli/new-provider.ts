import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../sdk/failure.js';

/** Beside `dist/`, in the sources and in the bundle alike. */
const template = fileURLToPath(new URL('../../../templates/provider/', import.meta.url));

/** How the template calls its service. */
const example = { id: 'examplecloud', title: 'Example Cloud' };

export interface NewProvider {
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Must be new or empty. */
  readonly folder: string;
}

/**
 * Writes a package with a provider that passes its own test, to be made into that of a real service.
 * @returns the files, relative to the folder
 * @throws Failure CONFIG where something stands in the folder
 */
export function writeNewProvider({ id, title, folder }: NewProvider): string[] {
  if (entriesOf(folder).length > 0) {
    throw new Failure('CONFIG', `the folder ${folder} is not empty`, {
      place: folder,
      hint: 'Name another one with --dir',
    });
  }
  const files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(template, join(entry.parentPath, entry.name)))
    .sort();
  return files.map((file) => {
    const name = file.replace(example.id, id);
    const target = join(folder, name);
    const text = readFileSync(join(template, file), 'utf8');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text.replaceAll(example.id, id).replaceAll(example.title, title), { flag: 'wx' });
    return name;
  });
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Failure('CONFIG', `cannot write to ${folder}: ${(error as Error).message}`, {
      place: folder,
      cause: error,
    });
  }
}
