import { type Command, Option } from 'commander';
import { autoManifest, namesOf, optionsOf } from '../../../config/auto/manifest.js';
import type { RegisteredProvider, Registry } from '../../../manifest/registry.js';
import { type OptionLayer, optionKind } from '../../../options/names.js';
import type { ProviderManifest } from '../../../sdk/manifest.js';
import { providerCommand } from '../grammar.js';

/** The command line of `auto`: it takes every provider's options behind the provider's name, `--ovh-auth-entrypoint`. */
export function autoCommand(version: string, { providers }: Registry): Command {
  const command = providerCommand(version, autoManifest);
  for (const { manifest } of providers) {
    for (const name of namesOf(manifest)) {
      for (const spec of Object.values(manifest.options)) {
        const flag = `--${name}-${spec.flag}`;
        if (command.options.some(({ long }) => long === flag)) continue;
        command.addOption(new Option(optionKind(spec) === 'boolean' ? flag : `${flag} <value>`).hideHelp());
      }
    }
  }
  return command.addHelpText(
    'after',
    '\nOptions of the provider come from its own variables, or behind its name: --ovh-auth-entrypoint=ovh-eu.',
  );
}

/** What the user would have typed for this provider. */
export function wordsFor({ manifest }: RegisteredProvider, command: Command): string[] {
  const words = [manifest.id, ...command.args.slice(1)];
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    const flag = option.long === undefined ? undefined : flagFor(option.long, option.hidden, manifest);
    if (value === undefined || flag === undefined) continue;
    words.push(value === true ? flag : `${flag}=${value}`);
  }
  return words;
}

/** The same of what variables gave behind the provider's name; what is typed comes after it, and wins. */
export function givenWords({ manifest }: RegisteredProvider, layers: readonly OptionLayer[]): string[] {
  // The last word wins on a command line, and the first layer among these.
  return [...layers].reverse().flatMap((layer) =>
    [...optionsOf(manifest, layer)].map(([key, { value }]) => {
      const flag = `--${manifest.options[key]?.flag ?? key}`;
      return value === true ? flag : `${flag}=${value}`;
    }),
  );
}

/** lexicon's own options stay, those of the provider lose its name, those of others go. */
function flagFor(long: string, hidden: boolean, manifest: ProviderManifest): string | undefined {
  if (long === '--mapping-override') return undefined;
  if (!hidden || long === '--log_level') return long;
  const prefix = namesOf(manifest)
    .map((name) => `--${name}-`)
    .find((start) => long.startsWith(start));
  if (prefix === undefined) return undefined;
  const flag = long.slice(prefix.length);
  return Object.values(manifest.options).some((spec) => spec.flag === flag) ? `--${flag}` : undefined;
}
