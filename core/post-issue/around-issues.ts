import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import type { PluginManifest } from '../sdk/manifest.js';
import type { IssuedCertificate, IssuesResult, PluginContext, PluginModule, PostIssuePlugin } from '../sdk/plugin.js';
import { bounded } from './bounded.js';
import { ofPlugin } from './hosted-certificate.js';
import { contextFor, type PluginSurroundings, timeLimitOf } from './open-plugin.js';

/** How long what comes afterwards may go on when the program is to stop. */
const graceMs = 3_000;

/** Plugins that were told that certificates are about to be issued, and want to hear how that went. */
export interface AroundIssues {
  /** Never throws. */
  ended(result: Pick<IssuesResult, 'renewed' | 'failed'>): Promise<void>;
}

/**
 * Lets plugins do what they do before the certificates of a pass are issued, and afterwards; each within its time limit.
 * One that fails is logged, and stops nothing.
 * @param certificates to be issued; none: no plugin is asked
 */
export async function beginIssues(
  registered: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  certificates: readonly IssuedCertificate[],
  signal: AbortSignal,
): Promise<AroundIssues> {
  const asked = certificates.length === 0 ? [] : registered.filter(({ manifest }) => manifest.surroundsIssues === true);
  const opened = await Promise.all(asked.map((entry) => open(entry, surroundings)));
  const plugins = opened.filter((plugin) => plugin !== undefined);
  for (const { manifest, attempt, plugin } of plugins) {
    await attempt(signal, (inner) => plugin.beforeIssues?.(seenBy(manifest, certificates), inner));
  }
  return {
    async ended({ renewed, failed }) {
      // What was stopped before is to be started again, also where the program stops.
      const lasting = outlasting(signal);
      try {
        for (const { manifest, attempt, plugin } of plugins) {
          const seen = (all: readonly IssuedCertificate[]) => seenBy(manifest, all);
          const result = { certificates: seen(certificates), renewed: seen(renewed), failed: seen(failed) };
          await attempt(lasting.signal, (inner) => plugin.afterIssues?.(result, inner));
        }
      } finally {
        lasting.release();
      }
    },
  };
}

function seenBy(manifest: PluginManifest, certificates: readonly IssuedCertificate[]): IssuedCertificate[] {
  return certificates.map((certificate) => ofPlugin(manifest, certificate));
}

interface Opened {
  readonly manifest: PluginManifest;
  readonly plugin: PostIssuePlugin;
  attempt(signal: AbortSignal, work: (inner: AbortSignal) => Promise<void> | undefined): Promise<void>;
}

/** Undefined: it cannot be loaded, which its step says for each certificate. */
async function open(registered: RegisteredPlugin, surroundings: PluginSurroundings): Promise<Opened | undefined> {
  const { manifest } = registered;
  const log = surroundings.log.child({ plugin: manifest.id });
  try {
    const { create } = await loadModule<PluginModule>(registered);
    const plugin = create(contextFor(manifest, surroundings, log) as PluginContext<never>);
    return { manifest, plugin, attempt: (signal, work) => attempt(manifest, log, signal, work) };
  } catch (error) {
    log.debug({ reason: describeFailure(error) }, 'the plugin is not told of the pass');
    return undefined;
  }
}

async function attempt(
  manifest: PluginManifest,
  log: PluginSurroundings['log'],
  signal: AbortSignal,
  work: (inner: AbortSignal) => Promise<void> | undefined,
): Promise<void> {
  const limitMs = timeLimitOf(manifest);
  const overdue = `the plugin "${manifest.id}" did not end within ${limitMs / 1000} s`;
  try {
    await bounded((inner) => withSignal(inner, async () => work(inner)), limitMs, signal, overdue);
  } catch (error) {
    if (signal.aborted && isFailure(error, 'ABORTED')) return;
    const { code } = toFailure(error, 'PLUGIN');
    log.error({ event: 'plugin.failed', reason: describeFailure(error), code }, 'the plugin failed around a pass');
  }
}

/** A signal that aborts some seconds after another one. */
function outlasting(signal: AbortSignal): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  function onAbort(): void {
    timer = setTimeout(() => controller.abort(signal.reason), graceMs);
  }
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
