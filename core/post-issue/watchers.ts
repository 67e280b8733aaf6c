import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { describeFailure, type Failure, isFailure, toFailure } from '../sdk/failure.js';
import type { PassSummary } from '../sdk/pass-summary.js';
import type { PluginContext, PluginModule, PostIssuePlugin } from '../sdk/plugin.js';
import { bounded } from './bounded.js';
import { contextFor, type PluginSurroundings, timeLimitOf } from './open-plugin.js';

type Watcher = Pick<PostIssuePlugin, 'onPass' | 'onPassStart' | 'onPassFailed'>;

/**
 * Tells the plugins that watch passes how certificates stand. They run side by side, each within its time limit; one
 * that fails is logged and is told again after the next pass. Never throws.
 * @param summarize is asked only where a plugin listens
 */
export async function tellWatchers(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  summarize: () => Promise<PassSummary>,
  signal: AbortSignal,
): Promise<void> {
  let summary: Promise<PassSummary> | undefined;
  await tellEach(plugins, surroundings, signal, async (plugin, inner) => {
    if (plugin.onPass === undefined) return;
    summary ??= summarize();
    await plugin.onPass(await summary, inner);
  });
}

/** Tells them that a pass begins. Never throws. */
export function tellStart(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  signal: AbortSignal,
): Promise<void> {
  return tellEach(plugins, surroundings, signal, (plugin, inner) => plugin.onPassStart?.(inner));
}

/** Tells them that a pass came to no end. Never throws. */
export function tellFailure(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  failure: Failure,
  signal: AbortSignal,
): Promise<void> {
  return tellEach(plugins, surroundings, signal, (plugin, inner) => plugin.onPassFailed?.(failure, inner));
}

async function tellEach(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  signal: AbortSignal,
  tell: (plugin: Watcher, inner: AbortSignal) => Promise<void> | undefined,
): Promise<void> {
  async function tellOne(registered: RegisteredPlugin): Promise<void> {
    const { manifest } = registered;
    const log = surroundings.log.child({ plugin: manifest.id });
    const limitMs = timeLimitOf(manifest);
    const overdue = `the plugin "${manifest.id}" did not end within ${limitMs / 1000} s`;
    try {
      const { create } = await loadModule<PluginModule>(registered);
      const plugin = create(contextFor(manifest, surroundings, log) as PluginContext<never>);
      await bounded((inner) => withSignal(inner, async () => tell(plugin, inner)), limitMs, signal, overdue);
    } catch (error) {
      if (signal.aborted && isFailure(error, 'ABORTED')) return;
      const { code } = toFailure(error, 'PLUGIN');
      log.error(
        { event: 'plugin.failed', reason: describeFailure(error), code },
        'the plugin could not take in the pass',
      );
    }
  }

  await Promise.all(plugins.filter(({ manifest }) => manifest.watchesPasses === true).map(tellOne));
}
