import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';

/** Something that can be loaded: its facts, where it comes from, and the URL of its module. */
export interface Registered<M> {
  readonly manifest: M;
  /** `built in`, or the package that brought it. */
  readonly origin: string;
  /** `file:` URL of the module, imported only when it is to run. */
  readonly moduleUrl: string;
}

export type RegisteredProvider = Registered<ProviderManifest>;
export type RegisteredPlugin = Registered<PluginManifest>;

/** Everything the host can load, by id. Holds data only; see `load-module.ts` for the code. */
export interface Registry {
  readonly providers: readonly RegisteredProvider[];
  readonly plugins: readonly RegisteredPlugin[];
  /** By id or alias, also those of other programs. */
  findProvider(id: string): RegisteredProvider | undefined;
  findPlugin(id: string): RegisteredPlugin | undefined;
}

/** @param providers built-in ones first: where two claim a name, the first has it (`readPackages` reports the second) */
export function createRegistry(
  providers: readonly RegisteredProvider[],
  plugins: readonly RegisteredPlugin[],
): Registry {
  const byName = new Map<string, RegisteredProvider>();
  for (const provider of [...providers].reverse()) {
    for (const name of namesOf(provider.manifest)) byName.set(name, provider);
  }
  return {
    providers,
    plugins,
    findProvider: (id) => byName.get(id),
    findPlugin: (id) => plugins.find((plugin) => plugin.manifest.id === id),
  };
}

/** Everything that a provider or plugin can be called. */
export function namesOf(manifest: ProviderManifest | PluginManifest): readonly string[] {
  if (!('capabilities' in manifest)) return [manifest.id];
  return [manifest.id, ...(manifest.aliases ?? []), ...(manifest.foreignIds ?? [])];
}
