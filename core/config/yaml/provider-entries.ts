import { findOption, flagsOf, type GivenOption, type OptionLayer } from '../../options/names.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import { didYouMean } from '../nearest.js';
import type { ProblemCollector } from '../problems.js';
import type { YamlDocument, YamlPath } from './document.js';

/**
 * Reads `provider_options`, keys in any spelling.
 * @param unknown told of options that the provider has not
 */
export function readGivenOptions(
  given: Readonly<Record<string, string>>,
  manifest: ProviderManifest,
  path: YamlPath,
  document: YamlDocument,
  unknown: ProblemCollector,
): OptionLayer {
  const layer = new Map<string, GivenOption>();
  for (const [name, value] of Object.entries(given)) {
    const optionPath = [...path, name];
    const key = findOption(manifest, name, true);
    if (key !== undefined) {
      layer.set(key, { value, place: document.placeOf(optionPath) });
      continue;
    }
    const hint =
      didYouMean(name, flagsOf(manifest).map(optionKey)) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
    const message = `the provider \`${manifest.id}\` has no option \`${name}\``;
    unknown.error(document.placeOfKey(optionPath), message, { hint });
  }
  return layer;
}

/** `auth-token` → `auth_token`, as lexicon's files have it. */
export function optionKey(flag: string): string {
  return flag.replaceAll('-', '_');
}
