import { resolve } from 'node:path';
import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';
import { readFolder, readOne } from './read-folder.js';
import { createRegistry, type RegisteredPlugin, type RegisteredProvider, type Registry } from './registry.js';

// Both folders stand beside `core/`, in the sources, in `dist/` and in the bundle alike.
const providersFolder = resolve(import.meta.dirname, '../../providers');
const pluginsFolder = resolve(import.meta.dirname, '../../plugins');

let knownPlugins: readonly RegisteredPlugin[] | undefined;

/** The plugins that come with this program; their manifests are read once. */
export function builtInPlugins(): readonly RegisteredPlugin[] {
  knownPlugins ??= readFolder<PluginManifest>(pluginsFolder);
  return knownPlugins;
}

let known: Registry | undefined;

function wholeRegistry(): Registry {
  known ??= createRegistry(readFolder<ProviderManifest>(providersFolder), builtInPlugins());
  return known;
}

const found = new Map<string, RegisteredProvider | undefined>();

/**
 * The providers and plugins that come with this program; reads their manifests, once, and nothing else. Most commands ask
 * for one provider by its id, and for that one no other is read.
 */
export function builtInRegistry(): Registry {
  return {
    get providers() {
      return wholeRegistry().providers;
    },
    get plugins() {
      return builtInPlugins();
    },
    findProvider(id) {
      if (known !== undefined) return known.findProvider(id);
      if (!found.has(id)) found.set(id, readOne(providersFolder, id) ?? wholeRegistry().findProvider(id));
      return found.get(id);
    },
    findPlugin: (id) => builtInPlugins().find(({ manifest }) => manifest.id === id),
  };
}
