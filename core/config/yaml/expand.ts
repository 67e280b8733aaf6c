import type { z } from 'zod';
import type { Environment } from '../environment.js';
import { createProblemCollector, type ProblemCollector } from '../problems.js';
import { hintOf, type ReadFile, tryReadFile } from '../read-file.js';
import { type PlainYaml, parseYaml, type YamlDocument, type YamlPath } from './document.js';
import { schemasFor } from './schema.js';
import { structureAt } from './structure.js';

export interface ExpansionSource {
  readonly environment: Environment;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal | undefined;
  /** `optional`: a credential that cannot be had is no concern of the caller. */
  readonly credentials?: 'required' | 'optional' | undefined;
}

/**
 * Replaces `${NAME}` by a variable (`NAME_FILE` works too) and `${file:/path}` by the content of a file; `$${` stands for
 * `${`. Where a list or a map belongs, what stands without quotes may be one (`[a, b]`): dnsrobocert replaces before it
 * reads. What cannot be replaced is reported at its place and becomes nothing.
 */
export async function expandYaml(
  document: YamlDocument,
  source: ExpansionSource,
  schema: z.ZodType = schemasFor().full,
): Promise<PlainYaml> {
  async function expand(value: PlainYaml, path: YamlPath): Promise<PlainYaml> {
    if (value === null) return value;
    if (typeof value === 'string') {
      const text = await expandText(value, path, document, source);
      return document.isReference(path) ? readStructure(text, path, schema) : text;
    }
    if (Array.isArray(value)) {
      const items: PlainYaml[] = [];
      for (const [index, item] of value.entries()) {
        const itemPath = [...path, index];
        const expanded = await expand(item, itemPath);
        if (typeof expanded === 'string' && document.isReference(itemPath)) {
          items.push(...(await readItems(expanded, path, schema)));
        } else items.push(expanded);
      }
      return items;
    }
    const entries: [string, PlainYaml][] = [];
    for (const [key, item] of Object.entries(value)) entries.push([key, await expand(item, [...path, key])]);
    return Object.fromEntries(entries);
  }
  return expand(document.value, []);
}

/** Text that is a list or a map in YAML, where one belongs; else the text. */
async function readStructure(text: string, path: YamlPath, schema: z.ZodType): Promise<PlainYaml> {
  const { list, map } = structureAt(path, schema);
  const start = text.trimStart();
  const isWanted = (list && /^(\[|- )/.test(start)) || (map && start.startsWith('{'));
  return isWanted ? ((await parsed(text)) ?? text) : text;
}

/** One item of a list that holds several names: `[${DOMAINS}]` with `a.example.com, b.example.com`. */
async function readItems(text: string, path: YamlPath, schema: z.ZodType): Promise<readonly PlainYaml[]> {
  // A word of a command may have commas.
  if (path.at(-1) === 'cmd' || !structureAt(path, schema).list) return [text];
  const start = text.trimStart();
  if (!start.startsWith('[') && !start.includes(',')) return [text];
  const value = await parsed(start.startsWith('[') ? text : `[${text}]`);
  return Array.isArray(value) ? value : [text];
}

async function parsed(text: string): Promise<PlainYaml | undefined> {
  const document = await parseYaml(text, '', createProblemCollector());
  return typeof document?.value === 'object' && document.value !== null ? document.value : undefined;
}

async function expandText(
  text: string,
  path: YamlPath,
  document: YamlDocument,
  source: ExpansionSource,
): Promise<string> {
  let expanded = '';
  let index = 0;
  for (const match of text.matchAll(/(\$?)\$\{([^}\s]+)\}/g)) {
    expanded += text.slice(index, match.index);
    index = match.index + match[0].length;
    expanded += match[1] === '$' ? match[0].slice(1) : await replacement(match[2] ?? '', path, document, source);
  }
  return expanded + text.slice(index);
}

async function replacement(
  name: string,
  path: YamlPath,
  document: YamlDocument,
  source: ExpansionSource,
): Promise<string> {
  const isCredential =
    (path[0] === 'profiles' && path.includes('provider_options')) || (path[0] === 'doors' && path.at(-1) === 'secret');
  const problems = source.credentials === 'optional' && isCredential ? createProblemCollector() : source.problems;
  const place = document.placeOf(path);
  if (name.startsWith('file:')) {
    const file = await tryReadFile(source.readFile, name.slice('file:'.length), source.signal);
    if (file.status === 'read') return file.text.replace(/^\ufeff/, '').trim();
    const reason = file.status === 'missing' ? 'there is no such file' : file.reason;
    problems.error(place, `cannot read ${name.slice('file:'.length)}: ${reason}`, hintOf(file));
    return '';
  }
  const found = await source.environment.lookup(name);
  if (found === undefined && !source.environment.isSet(name) && !source.environment.isSet(`${name}_FILE`)) {
    const hint = `Set it, or write $\${${name}} where the text itself is meant`;
    problems.error(place, `the variable ${name} is not set`, { hint });
  }
  return found?.value ?? '';
}
