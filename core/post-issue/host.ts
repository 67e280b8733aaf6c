import type { RegisteredPlugin } from '../manifest/registry.js';
import type { PluginSurroundings } from './open-plugin.js';
import type { OwedSteps } from './owed-steps.js';
import { createPass } from './pass.js';
import type { PassOptions, PostIssuePass } from './pass-types.js';

export interface PostIssueHostOptions extends PluginSurroundings {
  readonly plugins: readonly RegisteredPlugin[];
  readonly owed: OwedSteps;
}

export interface PostIssueHost {
  /** Begins a pass, and with it the steps owed from before. One pass at a time. */
  beginPass(options: PassOptions): PostIssuePass;
}

/** Runs the post-issue plugins: in order, each step until it has succeeded once for its version of the certificate. */
export function createPostIssueHost({ plugins, owed, ...surroundings }: PostIssueHostOptions): PostIssueHost {
  const ordered = [...plugins].sort((a, b) => rank(a) - rank(b));
  return { beginPass: (options) => createPass(ordered, surroundings, owed, options) };
}

/** Orders of built-in plugins are 0 to 99; those of others count from there. */
const firstOfOthers = 100;

function rank({ manifest, origin }: RegisteredPlugin): number {
  if (origin === 'built in') return manifest.order ?? firstOfOthers - 1;
  return firstOfOthers + Math.max(0, manifest.order ?? firstOfOthers);
}
