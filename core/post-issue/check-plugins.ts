import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { type Failure, toFailure } from '../sdk/failure.js';
import type { PluginContext, PluginModule } from '../sdk/plugin.js';
import { contextFor, type PluginSurroundings } from './open-plugin.js';

/** What is wrong with plugins and their options: each is loaded and made, and none of them does anything. Never throws. */
export async function checkPlugins(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
): Promise<readonly Failure[]> {
  const found = await Promise.all(
    plugins.map(async (registered) => {
      const log = surroundings.log.child({ plugin: registered.manifest.id });
      try {
        const { create } = await loadModule<PluginModule>(registered);
        const context = contextFor(registered.manifest, surroundings, log) as PluginContext<never>;
        return create(context).check?.() ?? [];
      } catch (error) {
        return [toFailure(error, 'PLUGIN')];
      }
    }),
  );
  return found.flat();
}
