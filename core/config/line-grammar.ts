import { builtInPlugins } from '../manifest/built-in.js';
import { type StepOption, stepOptions } from './certificate-steps.js';
import type { KnownPlugin } from './plugin-variables.js';

/** The option of a line that is no plugin's. */
export const followCnames = 'follow-cnames=';

/** What a line may have after its domains. */
export interface LineGrammar {
  /** All options, with their `=`. */
  readonly known: readonly string[];
  /** Those of plugins, by the same words. */
  readonly options: ReadonlyMap<string, StepOption>;
}

/** The options of this program, and those of these plugins that do not stand in their way. */
export function lineGrammar(plugins: readonly KnownPlugin[] = builtInPlugins()): LineGrammar {
  const all = stepOptions(plugins).flatMap((option) =>
    option.line === undefined || `${option.line}=` === followCnames ? [] : [[`${option.line}=`, option] as const],
  );
  // Of two plugins that claim a word, the one that runs first has it.
  const options = new Map([...all].reverse());
  return { known: [...new Set(all.map(([word]) => word)), followCnames], options };
}
