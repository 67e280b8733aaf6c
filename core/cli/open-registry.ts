import { builtInRegistry } from '../manifest/built-in.js';
import type { Registry } from '../manifest/registry.js';

export interface OpenRegistry {
  readonly registry: Registry;
  /** What is wrong with third-party packages: one sentence each. */
  readonly problems: readonly string[];
}

/** The built-in providers and plugins, with those of the packages that LETSENCRYPT_PLUGINS names. None of their code runs. */
export function openRegistry(env: NodeJS.ProcessEnv): Promise<OpenRegistry> {
  const named = (env.LETSENCRYPT_PLUGINS ?? '').split(',').map((text) => text.trim());
  return withPackages(
    builtInRegistry(),
    named.filter((text) => text !== ''),
  );
}

/** A registry with third-party packages in it; the code that reads them is loaded only where there are some. */
export async function withPackages(registry: Registry, names: readonly string[]): Promise<OpenRegistry> {
  if (names.length === 0) return { registry, problems: [] };
  const { addPackages } = await import('../manifest/packages.js');
  return addPackages(registry, names, process.cwd());
}
