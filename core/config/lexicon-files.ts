import { join } from 'node:path';
import type { ProviderManifest } from '../sdk/manifest.js';
import { didYouMean } from './nearest.js';
import { findOption, flagsOf, type GivenOption, normalizeOptionName, type OptionLayer } from './option-names.js';
import { type GeneralOption, generalOptions } from './option-words.js';
import type { ProblemCollector } from './problems.js';
import { type ReadFile, tryReadFile } from './read-file.js';
import type { PlainYaml } from './yaml/document.js';

/** What lexicon's configuration files give, the file that wins first. */
export interface LexiconFiles {
  readonly layers: readonly OptionLayer[];
  readonly general: ReadonlyMap<GeneralOption, GivenOption>;
}

export interface LexiconFilesSource {
  readonly configDir: string;
  readonly manifest: ProviderManifest;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal;
}

interface Entry {
  readonly name: string;
  readonly place: string;
  /** Undefined where the value is a map. */
  readonly value: string | undefined;
  readonly entries: readonly Entry[];
}

/**
 * Reads `lexicon_<provider>.yml`, then `lexicon.yml`, in the configuration directory. In both, a provider's options may
 * stand at the top or below the provider's id; lexicon's own options stand at the top.
 */
export async function readLexiconFiles(source: LexiconFilesSource): Promise<LexiconFiles> {
  const { manifest } = source;
  const ids = [manifest.id, ...(manifest.aliases ?? [])];
  const layers: OptionLayer[] = [];
  const general = new Map<GeneralOption, GivenOption>();
  for (const file of [...ids.map((id) => `lexicon_${id}.yml`), 'lexicon.yml']) {
    const content = await tryReadFile(source.readFile, join(source.configDir, file), source.signal);
    if (content.status === 'missing') continue;
    if (content.status === 'unreadable') {
      source.problems.error(file, `cannot read ${file}: ${content.reason}`);
      continue;
    }
    const layer = new Map<string, GivenOption>();
    for (const entry of await readEntries(content.text, file, source.problems)) {
      if (entry.value !== undefined) take(entry, true);
      else if (ids.includes(entry.name)) for (const inner of entry.entries) take(inner, false);
    }
    layers.push(layer);

    function take(entry: Entry, top: boolean): void {
      const option = { value: entry.value ?? '', place: entry.place };
      const key = findOption(manifest, entry.name, true);
      const name = normalizeOptionName(entry.name);
      if (key !== undefined) layer.set(key, option);
      else if (top && isGeneral(name)) general.set(name, general.get(name) ?? option);
      else if (!top || !perCallOptions.includes(name)) reportUnknown(entry, manifest, source.problems);
    }
  }
  return { layers, general };
}

/** Options of lexicon that mean something for one call only, which a file may hold all the same. */
const perCallOptions = ['provider-name', 'action', 'domain', 'type', 'name', 'content', 'priority', 'identifier'];

function isGeneral(name: string): name is GeneralOption {
  return Object.hasOwn(generalOptions, name);
}

function reportUnknown(entry: Entry, manifest: ProviderManifest, problems: ProblemCollector): void {
  const known = flagsOf(manifest).map((flag) => flag.replaceAll('-', '_'));
  const mend = didYouMean(entry.name, known) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
  problems.error(entry.place, `the provider \`${manifest.id}\` has no option \`${entry.name}\``, { mend });
}

async function readEntries(text: string, file: string, problems: ProblemCollector): Promise<readonly Entry[]> {
  const { isPlainMap, parseYaml } = await import('./yaml/document.js');
  const document = await parseYaml(text, file, problems);
  if (document === undefined || document.value === null) return [];
  function entriesOf(value: PlainYaml | undefined, path: readonly string[]): Entry[] {
    if (!isPlainMap(value)) return [];
    return Object.entries(value).map(([name, inner]) => {
      const place = document?.placeOfKey([...path, name]) ?? file;
      const entries = entriesOf(inner, [...path, name]);
      return { name, place, value: typeof inner === 'string' ? inner : undefined, entries };
    });
  }
  if (!isPlainMap(document.value)) problems.error(document.placeOf([]), 'must be a map of options');
  return entriesOf(document.value, []);
}
