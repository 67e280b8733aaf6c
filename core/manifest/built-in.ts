import { fileURLToPath } from 'node:url';
import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';
import { readFolder } from './read-folder.js';
import { createRegistry, type RegisteredPlugin, type RegisteredProvider, type Registry } from './registry.js';

// Both folders stand beside `core/`, in the sources, in `dist/` and in the bundle alike.
const providersFolder = fileURLToPath(new URL('../../providers/', import.meta.url));
const pluginsFolder = fileURLToPath(new URL('../../plugins/', import.meta.url));

let knownPlugins: readonly RegisteredPlugin[] | undefined;

/** The plugins that come with this program; their manifests are read once. */
export function builtInPlugins(): readonly RegisteredPlugin[] {
  knownPlugins ??= readFolder<PluginManifest>(pluginsFolder);
  return knownPlugins;
}

let knownProviders: readonly RegisteredProvider[] | undefined;

/** The providers and plugins that come with this program; reads their manifests, once, and nothing else. */
export function builtInRegistry(): Registry {
  knownProviders ??= readFolder<ProviderManifest>(providersFolder);
  return createRegistry(knownProviders, builtInPlugins());
}
