import type { LoadedConfiguration } from '../config/load.js';
import type { Problem } from '../config/problems.js';
import { builtInRegistry } from '../manifest/built-in.js';
import type { Registry } from '../manifest/registry.js';
import { withPackages } from './open-registry.js';

/** A configuration, and the registry with the packages that it names. */
export interface WithRegistry {
  readonly loaded: LoadedConfiguration;
  readonly registry: Registry;
  /** What is wrong with the packages. */
  readonly problems: readonly Problem[];
}

/** Reads configurations, each with the packages that it names: only they can tell what their options mean. */
export interface PackagedLoader {
  load(signal?: AbortSignal): Promise<WithRegistry>;
}

/** @param loadWith reads the configuration with what a registry knows */
export function createPackagedLoader(
  loadWith: (registry: Registry, signal?: AbortSignal) => Promise<LoadedConfiguration>,
): PackagedLoader {
  let registry = builtInRegistry();
  let problems: readonly Problem[] = [];
  let named = markOf([], '');
  return {
    async load(signal) {
      const loaded = await loadWith(registry, signal);
      const { plugins, configDir } = loaded.state.settings;
      const wanted = markOf(plugins, configDir);
      if (wanted === named) return { loaded, registry, problems };
      named = wanted;
      ({ registry, problems } = await withPackages(builtInRegistry(), plugins, configDir));
      return { loaded: await loadWith(registry, signal), registry, problems };
    },
  };
}

/** Names are looked up from the directory, which matters only where there are some. */
function markOf(names: readonly string[], configDir: string): string {
  return names.length === 0 ? '' : JSON.stringify([names, configDir]);
}
