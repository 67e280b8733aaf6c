import type { GivenOption, OptionLayer } from '../../options/names.js';
import type { OptionSpec, ProviderManifest } from '../../sdk/manifest.js';
import { recordTypes } from '../../sdk/record.js';
import type { ManifestCatalog } from '../manifest-catalog.js';

/** The facts about `auto`, which is a provider to those who type it. */
export const autoManifest: ProviderManifest = {
  id: 'auto',
  title: 'auto, which finds the provider by the name servers of the domain',
  options: {
    mappingOverride: {
      flag: 'mapping-override',
      help: 'Providers of single domains, whatever their name servers: domain:provider, comma separated',
    },
  },
  capabilities: { granularity: 'record', duplicates: 'rejected', types: recordTypes },
};

/** Id and aliases. */
export function namesOf({ id, aliases = [] }: ProviderManifest): readonly string[] {
  return [id, ...aliases];
}

/** All providers, each once. */
export function allManifests({ ids, find }: ManifestCatalog): readonly ProviderManifest[] {
  return [...new Set(ids().flatMap((id) => find(id) ?? []))];
}

/** `auto` as it is on a command line: it takes each provider's options behind the provider's name, `--ovh-auth-entrypoint`. */
export function manifestOfAll(manifests: readonly ProviderManifest[]): ProviderManifest {
  const options: Record<string, OptionSpec> = { ...autoManifest.options };
  for (const manifest of manifests) {
    for (const name of namesOf(manifest)) {
      for (const [key, spec] of Object.entries(manifest.options)) {
        options[keyOf(name, key)] = { ...spec, flag: `${name}-${spec.flag}` };
      }
    }
  }
  return { ...autoManifest, options };
}

/** Of the options given to `manifestOfAll`, those of one provider, by its own keys. */
export function optionsOf(manifest: ProviderManifest, all: OptionLayer): OptionLayer {
  const own = new Map<string, GivenOption>();
  for (const key of Object.keys(manifest.options)) {
    const given = namesOf(manifest).flatMap((name) => all.get(keyOf(name, key)) ?? [])[0];
    if (given !== undefined) own.set(key, given);
  }
  return own;
}

function keyOf(name: string, key: string): string {
  return `${name} ${key}`;
}
