import { type Stats, statSync } from 'node:fs';
import type { Problem } from './problems.js';

/**
 * What is wrong with the configuration directory. One that somebody named and that does not exist is a slip, or a volume
 * that is not mounted: nothing is made there, since certificates would be obtained anew. The usual one is made when it is
 * needed.
 * @param place what named it; undefined: it is the usual one
 */
export function problemOfDirectory(path: string, place: string | undefined): Problem | undefined {
  const stats = look(path);
  if (stats === undefined && place === undefined) return undefined;
  if (stats?.isDirectory()) return undefined;
  const message = stats === undefined ? 'does not exist' : 'is not a directory';
  return {
    severity: 'error',
    scope: 'configuration',
    place: place ?? path,
    message: `the configuration directory ${path} ${message}`,
    hint: stats === undefined ? 'Make it, or mount the volume that holds it' : 'Name a directory',
  };
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
