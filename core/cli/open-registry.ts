import { builtInRegistry } from '../manifest/built-in.js';
import type { Registry } from '../manifest/registry.js';

export interface OpenRegistry {
  readonly registry: Registry;
  /** What is wrong with third-party packages: one sentence each. */
  readonly problems: readonly string[];
}

/** The built-in providers and plugins, with those of the packages that LETSENCRYPT_PLUGINS names. None of their code runs. */
export async function openRegistry(env: NodeJS.ProcessEnv): Promise<OpenRegistry> {
  const registry = builtInRegistry();
  const named = (env.LETSENCRYPT_PLUGINS ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (named.length === 0) return { registry, problems: [] };
  const { addPackages } = await import('../manifest/packages.js');
  return addPackages(registry, named, process.cwd());
}
