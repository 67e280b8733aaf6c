import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../sdk/failure.js';
import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';
import type { Registered } from './registry.js';

/**
 * Reads `<folder>/<id>/manifest.json` of the built-in providers or plugins. They are checked against the schema by the
 * tests, not here: reading ninety of them must cost milliseconds. What providers share (`families/`) is none.
 */
export function readFolder<M extends ProviderManifest | PluginManifest>(folder: string): Registered<M>[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'families')
    .map((entry) => readEntry<M>(join(folder, entry.name)))
    .sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
}

function readEntry<M>(directory: string): Registered<M> {
  const file = join(directory, 'manifest.json');
  try {
    return {
      manifest: JSON.parse(readFileSync(file, 'utf8')) as M,
      origin: 'built in',
      moduleUrl: pathToFileURL(join(directory, 'index.js')).href,
    };
  } catch (error) {
    throw new Failure('INTERNAL', 'a built-in manifest cannot be read', { place: file, cause: error });
  }
}
