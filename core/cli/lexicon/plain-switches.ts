import { optionKind } from '../../options/names.js';
import type { ProviderManifest } from '../../sdk/manifest.js';

/**
 * Scripts around lexicon write `--pdns-disable-notify=1`, since there some switches are options with a value. Such words
 * become the bare switch, or nothing where the value is false.
 */
export function plainSwitches(argv: readonly string[], { options }: Pick<ProviderManifest, 'options'>): string[] {
  const switches = Object.values(options).filter((spec) => optionKind(spec) === 'boolean');
  return argv.flatMap((word) => {
    const match = /^(--[a-z0-9-]+)=(.*)$/.exec(word);
    if (match === null || !switches.some(({ flag }) => `--${flag}` === match[1])) return [word];
    return /^(false|0|no|)$/i.test(match[2] ?? '') ? [] : [match[1] ?? word];
  });
}
