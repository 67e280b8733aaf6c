import type { RegisteredProvider, Registry } from '../../manifest/registry.js';
import { optionKind } from '../../options/names.js';

/** Options of lexicon itself that take no value. */
const ownSwitches = ['--resolve-zone-name', '--help', '-h', '--version'];

/**
 * The first word that is no option and no option's value: the provider. Options may stand before it, those of providers
 * as well; which of them take a value is told by the manifests.
 */
export function findProviderWord(argv: readonly string[], registry: Registry): string | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) return word;
    if (!word.startsWith('--') || word.includes('=') || ownSwitches.includes(word)) continue;
    if (!isSwitch(word.slice(2), argv[index + 1] ?? '', registry)) index += 1;
  }
  return undefined;
}

/** Where providers disagree about a flag, the word behind it decides: it is the provider if that one has such a switch. */
function isSwitch(flag: string, next: string, { providers, findProvider }: Registry): boolean {
  const switches = providers.filter((provider) => hasSwitch(provider, flag));
  if (switches.length === 0) return false;
  const others = providers.some(
    (provider) =>
      !switches.includes(provider) && Object.values(provider.manifest.options).some((spec) => spec.flag === flag),
  );
  const named = findProvider(next);
  return !others || (named !== undefined && switches.includes(named));
}

function hasSwitch({ manifest }: RegisteredProvider, flag: string): boolean {
  return Object.values(manifest.options).some((spec) => spec.flag === flag && optionKind(spec) === 'boolean');
}
