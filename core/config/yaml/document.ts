import { filePlace } from '../places.js';
import type { ProblemCollector } from '../problems.js';

/** A YAML file as plain values in which every scalar is the text that stands in the file; nulls in maps are left out. */
export type PlainYaml = string | null | readonly PlainYaml[] | { readonly [key: string]: PlainYaml };

export type YamlPath = readonly PropertyKey[];

export interface YamlDocument {
  readonly value: PlainYaml;
  /** Place of a value; of the nearest one around it, where there is none at this path. */
  placeOf(path: YamlPath): string;
  /** Whether nothing but one `${…}`, without quotes, stands here: what it is replaced by may then be more than text. */
  isReference(path: YamlPath): boolean;
  /** Place of a key. */
  placeOfKey(path: YamlPath): string;
}

/** A document of more nodes than this, aliases followed, is refused: aliases of aliases grow without bound. */
const mostNodes = 100_000;

/**
 * Parses YAML (or JSON, which is YAML). Scalars keep their text, so that `0644` and `yes` mean what was written whatever
 * the version of YAML. Anchors, aliases and merge keys work.
 * @returns undefined where it is not YAML, which has been reported at its place
 */
export async function parseYaml(
  text: string,
  file: string,
  problems: ProblemCollector,
): Promise<YamlDocument | undefined> {
  const { default: yaml } = await import('yaml');
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = yaml;
  const lineCounter = new LineCounter();
  const document = parseDocument(maskReferences(text.replace(/^\ufeff/, '')), { lineCounter, prettyErrors: false });
  function placeAt(offset = 0): string {
    const { line, col } = lineCounter.linePos(offset);
    return filePlace(file, Math.max(line, 1), Math.max(col, 1));
  }
  const [error] = document.errors;
  if (error !== undefined) {
    problems.error(placeAt(error.pos[0]), `not valid YAML: ${error.message}`);
    return undefined;
  }
  const values = new Map<string, number>();
  const keys = new Map<string, number>();
  const references = new Set<string>();
  // Kept while the document is walked in its order: to ask an alias for its node walks all of it each time.
  const anchors = new Map<string, unknown>();
  let aliases = 0;
  let nodes = 0;

  function follow(alias: { readonly source: string }, path: YamlPath): PlainYaml {
    const node = anchors.get(alias.source);
    if (node === undefined) {
      problems.error(placeAt(rangeStart(alias)), `nothing is called \`&${alias.source}\` before this`);
      return null;
    }
    aliases += 1;
    const value = plain(node, path);
    aliases -= 1;
    return value;
  }

  function plain(node: unknown, path: YamlPath): PlainYaml {
    if (isAlias(node)) {
      const start = rangeStart(node);
      if (start !== undefined && aliases === 0) values.set(keyOf(path), start);
      return follow(node, path);
    }
    if (aliases === 0) remember(node);
    nodes += 1;
    if (nodes > mostNodes) throw new RangeError('too many nodes');
    const start = rangeStart(node);
    if (start !== undefined && !values.has(keyOf(path))) values.set(keyOf(path), start);
    if (isSeq(node)) return node.items.map((item, index) => plain(item, [...path, index]));
    if (isMap(node)) return plainMap(node.items, path);
    if (!isScalar(node) || node.value === null) return null;
    const content = unmaskReferences(typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)));
    if (node.type === 'PLAIN' && /^\$\{[^}\s]+\}$/.test(content)) references.add(keyOf(path));
    return content;
  }

  function remember(node: unknown): void {
    if (typeof node !== 'object' || node === null || !('anchor' in node)) return;
    if (typeof node.anchor === 'string') anchors.set(node.anchor, node);
  }

  function plainMap(items: readonly { readonly key: unknown; readonly value: unknown }[], path: YamlPath): PlainYaml {
    const map = new Map<string, PlainYaml>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? unmaskReferences(key.source ?? String(key.value)) : '?';
      const inner = [...path, name];
      if (name === '<<') {
        const merged = plain(value, inner);
        for (const part of Array.isArray(merged) ? merged : [merged]) mergeInto(map, part);
        continue;
      }
      const start = rangeStart(key);
      if (start !== undefined) keys.set(keyOf(inner), start);
      const content = plain(value, inner);
      if (content !== null) map.set(name, content);
    }
    // A key `__proto__` is one like any other then.
    return Object.fromEntries(map);
  }

  try {
    const value = plain(document.contents, []);
    return {
      value,
      placeOf: (path) => placeAt(nearestOffset(values, path)),
      isReference: (path) => references.has(keyOf(path)),
      placeOfKey: (path) => placeAt(keys.get(keyOf(path)) ?? nearestOffset(values, path)),
    };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    problems.error(placeAt(0), 'the file is too large or refers to itself');
    return undefined;
  }
}

/** Within `[…]` and `{…}` a brace ends what stands there, so references wear other characters while YAML is parsed. */
const masks = ['\ue000', '\ue001', '\ue002'] as const;

/** Keeps every character where it is, so that places stay right. */
function maskReferences(text: string): string {
  return text.replace(/\$\{([^}\s]+)\}/g, (_, name: string) => `${masks[0]}${masks[1]}${name}${masks[2]}`);
}

function unmaskReferences(text: string): string {
  return text.replace(/\ue000\ue001([^\ue002]*)\ue002/g, (_, name: string) => `\${${name}}`);
}

function keyOf(path: YamlPath): string {
  return path.map(String).join('\0');
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

function nearestOffset(values: ReadonlyMap<string, number>, path: YamlPath): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = values.get(keyOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

/** Keys of the map itself win over merged ones, whichever comes first. */
function mergeInto(map: Map<string, PlainYaml>, part: PlainYaml): void {
  if (!isPlainMap(part)) return;
  for (const [key, value] of Object.entries(part)) if (!map.has(key)) map.set(key, value);
}

export function isPlainMap(value: PlainYaml | undefined): value is { readonly [key: string]: PlainYaml } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
