import { type StepOption, stepOptions } from './certificate-steps.js';
import { lineOptions } from './domains-conf-options.js';
import type { KnownPlugin } from './plugin-variables.js';

/** What a line may have after its domains. */
export interface LineGrammar {
  /** All options, with their `=`. */
  readonly known: readonly string[];
  /** Those of plugins, by the same words. */
  readonly options: ReadonlyMap<string, StepOption>;
  readonly plugins: readonly KnownPlugin[];
}

/** The options of this program, and those of these plugins that do not stand in their way. */
export function lineGrammar(plugins: readonly KnownPlugin[]): LineGrammar {
  const own: readonly string[] = lineOptions;
  const all = stepOptions(plugins).map((option) => [`${option.line}=`, option] as const);
  const options = new Map(all.filter(([word]) => !own.includes(word)));
  return { known: [...own, ...options.keys()], options, plugins };
}
