import { join } from 'node:path';
import { findOption, flagsOf, type GivenOption, normalizeOptionName, type OptionLayer } from '../options/names.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { didYouMean } from './nearest.js';
import { type GeneralOption, generalOptions } from './option-words.js';
import type { ProblemCollector } from './problems.js';
import { type ReadFile, tryReadFile } from './read-file.js';
import type { PlainYaml } from './yaml/document.js';

/** What lexicon's configuration files give, the file that wins first. */
export interface LexiconFiles {
  readonly layers: readonly OptionLayer[];
  readonly general: ReadonlyMap<GeneralOption, GivenOption>;
}

/** Where lexicon's configuration files are, and how to read them. */
export interface LexiconFolder {
  readonly configDir: string;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal | undefined;
}

export interface LexiconFilesSource extends LexiconFolder {
  readonly manifest: ProviderManifest;
}

/** lexicon's configuration files, each read once however many providers are asked for. */
export interface OpenLexiconFolder {
  /** Reads `lexicon_<provider>.yml`, then `lexicon.yml`. */
  read(manifest: ProviderManifest): Promise<LexiconFiles>;
  /** The same for one of several providers: what stands at the top of `lexicon.yml` is meant for none of them. */
  readOwn(manifest: ProviderManifest): Promise<LexiconFiles>;
}

interface Entry {
  readonly name: string;
  readonly place: string;
  /** Undefined where the value is a map. */
  readonly value: string | undefined;
  readonly entries: readonly Entry[];
}

/** The file that all providers share. */
const sharedFile = 'lexicon.yml';

/**
 * Reads `lexicon_<provider>.yml`, then `lexicon.yml`, in the configuration directory. In both, a provider's options may
 * stand at the top or below the provider's id; lexicon's own options stand at the top. As lexicon does, what is not
 * known is ignored, with a warning.
 */
export function readLexiconFiles(source: LexiconFilesSource): Promise<LexiconFiles> {
  return openLexiconFolder(source).read(source.manifest);
}

/** See `readLexiconFiles`. */
export function openLexiconFolder({ configDir, readFile, problems, signal }: LexiconFolder): OpenLexiconFolder {
  const known = new Map<string, Promise<readonly Entry[] | undefined>>();

  function entriesOf(file: string): Promise<readonly Entry[] | undefined> {
    const found = known.get(file) ?? readFileEntries(file);
    known.set(file, found);
    return found;
  }

  async function readFileEntries(file: string): Promise<readonly Entry[] | undefined> {
    const content = await tryReadFile(readFile, join(configDir, file), signal);
    if (content.status === 'read') return readEntries(content.text, file, problems);
    if (content.status === 'unreadable') problems.error(file, `cannot read ${file}: ${content.reason}`);
    return undefined;
  }

  async function read(manifest: ProviderManifest, isTopShared: boolean): Promise<LexiconFiles> {
    const ids = [manifest.id, ...(manifest.aliases ?? [])];
    const layers: OptionLayer[] = [];
    const general = new Map<GeneralOption, GivenOption>();
    for (const file of [...ids.map((id) => `lexicon_${id}.yml`), sharedFile]) {
      const entries = await entriesOf(file);
      if (entries === undefined) continue;
      const layer = new Map<string, GivenOption>();
      for (const entry of entries) {
        if (entry.value === undefined) {
          if (ids.includes(entry.name)) for (const inner of entry.entries) take(inner, false);
        } else if (file !== sharedFile || isTopShared) take(entry, true);
      }
      layers.push(layer);

      function take(entry: Entry, top: boolean): void {
        const option = { value: entry.value ?? '', place: entry.place };
        const key = findOption(manifest, entry.name, true);
        const name = normalizeOptionName(entry.name);
        if (key !== undefined) layer.set(key, option);
        else if (top && isGeneral(name)) general.set(name, general.get(name) ?? option);
        else if (!top || !perCallOptions.includes(name)) warnOfUnknown(entry, top, manifest, problems);
      }
    }
    return { layers, general };
  }

  return { read: (manifest) => read(manifest, true), readOwn: (manifest) => read(manifest, false) };
}

/** Options of lexicon that mean something for one call only, which a file may hold all the same. */
const perCallOptions = ['provider-name', 'action', 'domain', 'type', 'name', 'content', 'priority', 'identifier'];

function isGeneral(name: string): name is GeneralOption {
  return Object.hasOwn(generalOptions, name);
}

function warnOfUnknown(entry: Entry, top: boolean, manifest: ProviderManifest, problems: ProblemCollector): void {
  const flags = [...flagsOf(manifest), ...(top ? Object.keys(generalOptions) : [])];
  const known = flags.map((flag) => flag.replaceAll('-', '_'));
  const hint = didYouMean(entry.name, known) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
  problems.warn(entry.place, `the provider \`${manifest.id}\` has no option \`${entry.name}\`: it is ignored`, {
    hint,
  });
}

async function readEntries(text: string, file: string, problems: ProblemCollector): Promise<readonly Entry[]> {
  const { isPlainMap, parseYaml } = await import('./yaml/document.js');
  const document = await parseYaml(text, file, problems);
  if (document === undefined || document.value === null) return [];
  const { value: whole, placeOf, placeOfKey } = document;
  function entriesOf(value: PlainYaml | undefined, path: readonly string[]): Entry[] {
    if (!isPlainMap(value)) return [];
    return Object.entries(value).map(([name, inner]) => {
      const place = placeOfKey([...path, name]);
      const entries = entriesOf(inner, [...path, name]);
      return { name, place, value: typeof inner === 'string' ? inner : undefined, entries };
    });
  }
  if (!isPlainMap(whole)) problems.error(placeOf([]), 'must be a map of options');
  return entriesOf(whole, []);
}
