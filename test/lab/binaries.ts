import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packages } from './packages.js';

export type Binary = keyof typeof packages;

/** The path of a program in PATH or one of the system directories that a user's PATH may lack. */
export function find(binary: Binary): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', ...postgresDirectories()];
  return directories.map((directory) => join(directory, binary)).find(isExecutable);
}

/** As {@link find}, but throws an error that names the package where the program is missing. */
export function need(binary: Binary): string {
  const path = find(binary);
  if (path === undefined) throw new Error(describeMissing([binary]));
  return path;
}

/**
 * For `describe('…', { skip: missing('pebble') }, …)`: false where everything is there, else a sentence that says what
 * to install. `'root'` asks for user id 0. With `LAB=required` it throws instead, so that a suite cannot skip itself in CI.
 */
export function missing(...requirements: ReadonlyArray<Binary | 'root'>): false | string {
  const absent = requirements.filter((requirement) =>
    requirement === 'root' ? process.getuid?.() !== 0 : find(requirement) === undefined,
  );
  if (absent.length === 0) return false;
  const message = describeMissing(absent);
  if (process.env.LAB === 'required') throw new Error(`LAB=required, but this machine lacks something: ${message}`);
  return message;
}

/** The same for a running test: skips it and returns true where something is missing. */
export function requireOrSkip(
  test: { skip(message?: string): void },
  requirements: ReadonlyArray<Binary | 'root'>,
): boolean {
  const reason = missing(...requirements);
  if (reason === false) return false;
  test.skip(reason);
  return true;
}

function describeMissing(absent: ReadonlyArray<Binary | 'root'>): string {
  const binaries = absent.filter((requirement) => requirement !== 'root');
  const install = [...new Set(binaries.flatMap((binary) => packages[binary].split(' ')))].join(' ');
  const sentences = [
    ...(binaries.length > 0 ? [`needs ${binaries.join(', ')}: apt-get install ${install}`] : []),
    ...(absent.includes('root') ? ['needs to run as root'] : []),
  ];
  return sentences.join('; ');
}

/** Debian keeps the programs of each version of PostgreSQL in a directory of its own; the newest comes first. */
function postgresDirectories(): string[] {
  const all = '/usr/lib/postgresql';
  const versions = existsSync(all) ? readdirSync(all) : [];
  return versions.sort((one, other) => Number(other) - Number(one)).map((version) => join(all, version, 'bin'));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
