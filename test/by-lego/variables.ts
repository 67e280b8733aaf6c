import type { ProviderManifest } from '../../core/sdk/index.js';
import type { Subject } from '../../core/testing/index.js';

/**
 * The environment that has lego do what a provider is tried with: by the names that our manifest knows of it, with waits
 * of a second. Pure.
 */
export function variablesOf(manifest: ProviderManifest, options: Subject['options']): Record<string, string> {
  const given = Object.entries(manifest.options).flatMap(([key, { env = [], default: usual }]) => {
    const value = options[key] ?? usual;
    return value === undefined ? [] : env.map((name) => [name, String(value)] as const);
  });
  const waits = (manifest.legoPrefixes ?? []).flatMap((prefix) =>
    ['SEQUENCE_INTERVAL', 'POLLING_INTERVAL'].map((name) => [`${prefix}_${name}`, '1'] as const),
  );
  return Object.fromEntries([...given, ...waits]);
}
