import { join, resolve } from 'node:path';
import { searchPlaces } from '../config/yaml/find.js';
import type { GlobalOptions } from './global-options.js';
import type { Configuration } from './read-configuration.js';

/** The files whose change may change the configuration: those it was read from, and those that would be read if they existed. */
export function watchedFiles(
  { files, state }: Pick<Configuration, 'files' | 'state'>,
  globals: GlobalOptions,
): string[] {
  const own = files.map((file) => resolve(file));
  if (globals.config !== undefined) return own;
  return [...new Set([...own, ...searchPlaces.map((name) => join(state.settings.configDir, name))])];
}
