import type { ProviderManifest } from '../sdk/manifest.js';
import type { Environment, FoundVariable } from './environment.js';
import { didYouMean } from './nearest.js';
import { type GivenOption, type OptionLayer, optionVariables, variablePrefixes } from './option-names.js';
import type { ProblemCollector } from './problems.js';

/** Reads a provider's options from the environment; one option given differently by two variables is an error. */
export async function readOptionVariables(
  manifest: ProviderManifest,
  environment: Environment,
  problems: ProblemCollector,
): Promise<OptionLayer> {
  const layer = new Map<string, GivenOption>();
  const names = Object.keys(manifest.options).map((key) => [key, optionVariables(manifest, key)] as const);
  const known = new Set(names.flatMap(([, all]) => all));
  for (const [key, candidates] of names) {
    const found: FoundVariable[] = [];
    for (const name of candidates) {
      const variable = await lookup(environment, name, known);
      if (variable !== undefined) found.push(variable);
    }
    const [first] = found;
    if (first === undefined) continue;
    layer.set(key, first);
    const other = found.find((variable) => variable.value !== first.value);
    if (other !== undefined) {
      const message = `${first.place} and ${other.place} give the same option different values`;
      problems.error(first.place, message, { hint: 'Set one of them' });
    }
  }
  warnOfUnknown(manifest, environment, known, problems);
  return layer;
}

/** `LEXICON_OCI_AUTH_KEY_FILE` is the option --auth-key-file where there is one, not the file of --auth-key. */
async function lookup(
  environment: Environment,
  name: string,
  known: ReadonlySet<string>,
): Promise<FoundVariable | undefined> {
  if (!known.has(`${name}_FILE`)) return environment.lookup(name);
  return environment.lookupExactly(name);
}

function warnOfUnknown(
  manifest: ProviderManifest,
  environment: Environment,
  known: ReadonlySet<string>,
  problems: ProblemCollector,
): void {
  const prefixes = variablePrefixes(manifest);
  for (const name of environment.names) {
    if (!prefixes.some((prefix) => name.startsWith(prefix))) continue;
    const bare = name.replace(/_FILE$/, '');
    if (known.has(name) || known.has(bare)) continue;
    const hint = didYouMean(bare, known) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
    problems.warn(name, `the provider \`${manifest.id}\` has no option for ${name}`, { hint });
  }
}
