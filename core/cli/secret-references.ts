import { randomBytes } from 'node:crypto';
import type { ProviderProfile } from '../config/desired-state.js';
import type { ManifestCatalog } from '../config/manifest-catalog.js';
import { readFileFromDisk } from '../config/read-file.js';
import { optionVariables } from '../options/names.js';

/** Puts `${NAME}` or `${file:/path}` into a YAML file in place of the secrets that come from there. */
export interface SecretReferences {
  /** A word that stands for the secret until the YAML is written; the secret itself where nothing can be referred to. */
  hide(profile: string, option: string, secret: string): string;
  /** Replaces the words in the YAML text by references. */
  reveal(yaml: string): string;
  /** The variables that must stay set. */
  used(): readonly string[];
}

interface Source {
  /** Undefined: a file, which needs no variable any more. */
  readonly variable: string | undefined;
  readonly reference: string;
  readonly value: string;
}

/** Time limit for reading secret files, in milliseconds. */
const readMs = 10_000;

/** Finds for each option of these profiles where it may have come from. */
export async function createSecretReferences(
  profiles: Readonly<Record<string, ProviderProfile>>,
  manifests: ManifestCatalog,
  env: NodeJS.ProcessEnv,
): Promise<SecretReferences> {
  const sources = new Map<string, readonly Source[]>();
  for (const { id, provider } of Object.values(profiles)) {
    const manifest = manifests.find(provider);
    for (const key of Object.keys(manifest?.options ?? {})) {
      const names = manifest === undefined ? [] : optionVariables(manifest, key);
      sources.set(`${id} ${key}`, await sourcesOf(names, env));
    }
  }
  const words = new Map<string, Source>();
  return {
    hide(profile, option, secret) {
      const source = sources.get(`${profile} ${option}`)?.find(({ value }) => value === secret);
      if (source === undefined) return secret;
      const word = `secret${randomBytes(12).toString('hex')}`;
      words.set(word, source);
      return word;
    },
    reveal(yaml) {
      return [...words].reduce((text, [word, { reference }]) => text.replaceAll(word, () => reference), yaml);
    },
    used: () => [...new Set([...words.values()].flatMap(({ variable }) => variable ?? []))],
  };
}

async function sourcesOf(names: readonly string[], env: NodeJS.ProcessEnv): Promise<Source[]> {
  const found: Source[] = [];
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) found.push({ variable: name, reference: `\${${name}}`, value });
    const path = env[`${name}_FILE`];
    if (!path || names.includes(`${name}_FILE`)) continue;
    const text = await readFileFromDisk(path, AbortSignal.timeout(readMs));
    found.push({
      variable: undefined,
      reference: `\${file:${path}}`,
      value: text.replace(/^\ufeff/, '').trim(),
    });
  }
  return found;
}
