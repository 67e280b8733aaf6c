import type { Environment } from '../environment.js';
import type { ProblemCollector } from '../problems.js';
import { type ReadFile, tryReadFile } from '../read-file.js';
import type { PlainYaml, YamlDocument, YamlPath } from './document.js';

export interface ExpansionSource {
  readonly environment: Environment;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal;
}

/**
 * Replaces `${NAME}` by a variable (`NAME_FILE` works too) and `${file:/path}` by the content of a file without its last
 * newline; `$${` stands for `${`. What cannot be replaced is reported at its place and becomes nothing.
 */
export async function expandYaml(document: YamlDocument, source: ExpansionSource): Promise<PlainYaml> {
  async function expand(value: PlainYaml, path: YamlPath): Promise<PlainYaml> {
    if (value === null) return value;
    if (typeof value === 'string') return expandText(value, document.placeOf(path), source);
    if (Array.isArray(value)) {
      const items: PlainYaml[] = [];
      for (const [index, item] of value.entries()) items.push(await expand(item, [...path, index]));
      return items;
    }
    const map: Record<string, PlainYaml> = {};
    for (const [key, item] of Object.entries(value)) map[key] = await expand(item, [...path, key]);
    return map;
  }
  return expand(document.value, []);
}

async function expandText(text: string, place: string, source: ExpansionSource): Promise<string> {
  let expanded = '';
  let index = 0;
  for (const match of text.matchAll(/(\$?)\$\{([^}\s]+)\}/g)) {
    expanded += text.slice(index, match.index);
    index = match.index + match[0].length;
    expanded += match[1] === '$' ? match[0].slice(1) : await replacement(match[2] ?? '', place, source);
  }
  return expanded + text.slice(index);
}

async function replacement(name: string, place: string, source: ExpansionSource): Promise<string> {
  if (name.startsWith('file:')) {
    const path = name.slice('file:'.length);
    const file = await tryReadFile(source.readFile, path, source.signal);
    if (file.status === 'read') return file.text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
    const reason = file.status === 'missing' ? 'there is no such file' : file.reason;
    source.problems.error(place, `cannot read ${path}: ${reason}`);
    return '';
  }
  const found = await source.environment.lookup(name);
  if (found === undefined && !source.environment.isSet(name) && !source.environment.isSet(`${name}_FILE`)) {
    const hint = `Set it, or write $\${${name}} where the text itself is meant`;
    source.problems.error(place, `the variable ${name} is not set`, { hint });
  }
  return found?.value ?? '';
}
