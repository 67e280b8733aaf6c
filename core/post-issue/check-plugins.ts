import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { type Failure, toFailure } from '../sdk/failure.js';
import type { PluginContext, PluginModule, PostIssuePlugin } from '../sdk/plugin.js';
import { contextFor, type PluginSurroundings } from './open-plugin.js';

/** A plugin that can tell what is wrong with its options before there is anything to do. */
export interface CheckablePlugin extends PostIssuePlugin {
  /** All that is wrong, each with its place and mend. Asks nobody, and shows no secret. */
  check?(): readonly Failure[];
}

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
        const plugin: CheckablePlugin = create(context);
        return plugin.check?.() ?? [];
      } catch (error) {
        return [toFailure(error, 'PLUGIN')];
      }
    }),
  );
  return found.flat();
}
