import { type GivenOption, type OptionLayer, optionVariables, variablePrefixes } from '../options/names.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { type Environment, type FoundVariable, withoutFile } from './environment.js';
import { warnOfForeign } from './foreign-variables.js';
import { didYouMean } from './nearest.js';
import type { ProblemCollector } from './problems.js';

/**
 * Reads a provider's options from the environment; one option given differently by two variables is an error. Variables
 * of other programs count where none of its own is set.
 */
export async function readOptionVariables(
  manifest: ProviderManifest,
  environment: Environment,
  problems: ProblemCollector,
): Promise<OptionLayer> {
  const layer = new Map<string, GivenOption>();
  const names = Object.keys(manifest.options).map((key) => [key, optionVariables(manifest, key)] as const);
  const known = new Set(names.flatMap(([, all]) => all));
  for (const [key, candidates] of names) {
    const foreign = manifest.options[key]?.env ?? [];
    const own = candidates.filter((name) => !foreign.includes(name));
    const ownFound = await findAll(environment, own, known);
    const found = ownFound.length > 0 ? ownFound : await findAll(environment, foreign, known);
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
  warnOfForeign(manifest, environment, problems);
  return layer;
}

async function findAll(
  environment: Environment,
  names: readonly string[],
  known: ReadonlySet<string>,
): Promise<FoundVariable[]> {
  const found: FoundVariable[] = [];
  for (const name of names) {
    const variable = await lookup(environment, name, known);
    if (variable !== undefined) found.push(variable);
  }
  return found;
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
    const bare = withoutFile(name);
    if (known.has(name) || known.has(bare) || environment.asked.has(name) || environment.asked.has(bare)) continue;
    const hint = didYouMean(bare, known) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
    problems.warn(name, `the provider \`${manifest.id}\` has no option for ${name}`, { hint });
  }
}
