import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { toFailure } from '../sdk/failure.js';
import type { Delivery, PluginContext, PluginModule } from '../sdk/plugin.js';
import { bounded } from './bounded.js';
import { contextFor, type PluginSurroundings, timeLimitOf } from './open-plugin.js';

/**
 * Where plugins send messages; with a signal, a test message goes to each, side by side and within the time limit of its
 * plugin. A plugin that cannot be made is a place that failed. Never throws.
 */
export async function messageTargets(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  signal: AbortSignal | undefined,
): Promise<readonly Delivery[]> {
  const watching = plugins.filter(({ manifest }) => manifest.watchesPasses === true);
  const found = await Promise.all(watching.map((registered) => ofPlugin(registered, surroundings, signal)));
  return found.flat();
}

async function ofPlugin(
  registered: RegisteredPlugin,
  surroundings: PluginSurroundings,
  signal: AbortSignal | undefined,
): Promise<Delivery[]> {
  const { manifest } = registered;
  const limitMs = timeLimitOf(manifest);
  const overdue = `the message was not taken within ${limitMs / 1000} s`;
  try {
    const { create } = await loadModule<PluginModule>(registered);
    const log = surroundings.log.child({ plugin: manifest.id });
    const plugin = create(contextFor(manifest, surroundings, log) as PluginContext<never>);
    const targets = plugin.messageTargets?.() ?? [];
    return await Promise.all(
      targets.map(async ({ to, sendTest }): Promise<Delivery> => {
        if (signal === undefined) return { to };
        try {
          await bounded((inner) => withSignal(inner, () => sendTest(inner)), limitMs, signal, overdue);
          return { to };
        } catch (error) {
          return { to, failure: toFailure(error, 'PLUGIN') };
        }
      }),
    );
  } catch (error) {
    return [{ to: manifest.title, failure: toFailure(error, 'PLUGIN') }];
  }
}
