import type { RegisteredPlugin } from './registry.js';

/** Orders of built-in plugins are 0 to 99; those of others count from there. */
const firstOfOthers = 100;

/** Plugins as their steps run after an issue: those of this program first. */
export function inOrder<P extends Pick<RegisteredPlugin, 'manifest' | 'origin'>>(plugins: readonly P[]): readonly P[] {
  return [...plugins].sort((one, other) => rank(one) - rank(other));
}

function rank({ manifest, origin }: Pick<RegisteredPlugin, 'manifest' | 'origin'>): number {
  if (origin === 'built in') return manifest.order ?? firstOfOthers - 1;
  return firstOfOthers + Math.max(0, manifest.order ?? firstOfOthers);
}
