import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../sdk/failure.js';
import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';
import { lazyManifest, readIndex } from './manifest-index.js';
import type { Registered } from './registry.js';

/**
 * Reads `<folder>/<id>/manifest.json` of the built-in providers or plugins, or the index of them that the bundle has.
 * They are checked against the schema by the tests, not here: reading ninety of them must cost milliseconds. What
 * providers share (`families/`) is none.
 * @throws Failure INTERNAL where one cannot be read; with an index, when it is asked for
 */
export function readFolder<M extends ProviderManifest | PluginManifest>(folder: string): Registered<M>[] {
  return (readIndexed<M>(folder) ?? readEach<M>(folder)).sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
}

/** One of them by its id, without a look at the others; undefined where there is none. @throws as `readFolder` */
export function readOne<M extends ProviderManifest | PluginManifest>(
  folder: string,
  id: string,
): Registered<M> | undefined {
  // Else it may be a path to somewhere else.
  return /^[a-z0-9-]+$/.test(id) && existsSync(join(folder, id, 'manifest.json')) ? registered(folder, id) : undefined;
}

function registered<M>(folder: string, id: string): Registered<M> {
  const directory = join(folder, id);
  return {
    manifest: readManifest<M>(directory),
    origin: 'built in',
    get moduleUrl() {
      return pathToFileURL(join(directory, 'index.js')).href;
    },
  };
}

function readIndexed<M extends ProviderManifest | PluginManifest>(folder: string): Registered<M>[] | undefined {
  return readIndex(folder)?.map((entry) => ({
    manifest: lazyManifest(entry, () => readManifest<M>(join(folder, entry.facts.id))),
    origin: 'built in',
    get moduleUrl() {
      return pathToFileURL(join(folder, entry.facts.id, 'index.js')).href;
    },
  }));
}

function readEach<M>(folder: string): Registered<M>[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'families')
    .map(({ name }) => registered<M>(folder, name));
}

function readManifest<M>(directory: string): M {
  const file = join(directory, 'manifest.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as M;
  } catch (error) {
    throw new Failure('INTERNAL', 'a built-in manifest cannot be read', { place: file, cause: error });
  }
}
