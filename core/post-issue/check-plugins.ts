import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { type Failure, toFailure } from '../sdk/failure.js';
import type { IssuedCertificate, PluginContext, PluginModule } from '../sdk/plugin.js';
import { ofPlugin } from './hosted-certificate.js';
import { contextFor, type PluginSurroundings } from './open-plugin.js';

export interface PluginFindings {
  readonly errors: readonly Failure[];
  readonly warnings: readonly Failure[];
}

/**
 * What is wrong with plugins, their options and what certificates want of them: each is loaded and made, and none of
 * them does anything. Never throws.
 */
export async function checkPlugins(
  plugins: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  certificates: readonly IssuedCertificate[],
): Promise<PluginFindings> {
  const found = await Promise.all(
    plugins.map(async (registered): Promise<PluginFindings> => {
      const log = surroundings.log.child({ plugin: registered.manifest.id });
      try {
        const { create } = await loadModule<PluginModule>(registered);
        const context = contextFor(registered.manifest, surroundings, log) as PluginContext<never>;
        const plugin = create(context);
        const seen = (certificate: IssuedCertificate) => ofPlugin(registered.manifest, certificate);
        return { errors: plugin.check?.() ?? [], warnings: plugin.advise?.(certificates.map(seen)) ?? [] };
      } catch (error) {
        return { errors: [toFailure(error, 'PLUGIN')], warnings: [] };
      }
    }),
  );
  return { errors: found.flatMap(({ errors }) => errors), warnings: found.flatMap(({ warnings }) => warnings) };
}
