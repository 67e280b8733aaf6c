import { Failure } from '../../sdk/failure.js';
import { type ConfigValue, formatConfigValue, parseConfigValue } from './configobj-value.js';

/** The way to a section: empty for the top of the file, `['renewalparams', 'webroot_map']` for a nested one. */
export type SectionPath = readonly string[];

interface Line {
  /** As it stands in the file; a value in three quotes may span several lines. */
  readonly text: string;
  readonly section: string;
  readonly key?: string;
  readonly value?: ConfigValue;
  readonly comment?: string;
  readonly isHeader?: boolean;
}

/** A configobj file that can be changed without touching what one does not know: lines, comments and order are kept. */
export interface ConfigDocument {
  get(section: SectionPath, key: string): ConfigValue | undefined;
  has(section: SectionPath): boolean;
  keys(section: SectionPath): string[];
  /** Changes or adds a key; a value that is the same already leaves its line alone. */
  set(section: SectionPath, key: string, value: ConfigValue): void;
  remove(section: SectionPath, key: string): void;
  toString(): string;
}

const keyPattern = /^(\s*)("[^"]*"|'[^']*'|[^'"=\s][^=]*?)\s*=(.*)$/;
const headerPattern = /^\s*(\[[[\s]*)([^[\]]+?)\s*(\][\]\s]*)(?:#.*)?$/;

function pathName(section: SectionPath): string {
  return section.join('\n');
}

function unquote(text: string): string {
  const quote = text.charAt(0);
  return (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
}

function countOf(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

/** Takes the lines of a value in three quotes from the front of `rest`; undefined where it never ends. */
function tripleQuoted(first: string, rest: string[]): { lines: string[]; value: string; comment: string } | undefined {
  const quote = first.slice(0, 3);
  const lines: string[] = [];
  let text = first.slice(3);
  while (!text.includes(quote)) {
    const next = rest[lines.length];
    if (next === undefined) return undefined;
    lines.push(next);
    text += `\n${next}`;
  }
  const end = text.indexOf(quote);
  return { lines, value: text.slice(0, end), comment: text.slice(end + 3).trim() };
}

function parseLines(text: string, place: string): Line[] {
  const source = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (source.at(-1) === '') source.pop();
  const lines: Line[] = [];
  let path: string[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const line = source[index] ?? '';
    const section = pathName(path);
    const refuse = (why: string) =>
      new Failure('LINEAGE', why, { place: `${place}:${index + 1}`, hint: 'Correct the line or remove the file' });
    if (/^\s*(?:#|$)/.test(line)) {
      lines.push({ text: line, section });
      continue;
    }
    const header = headerPattern.exec(line);
    if (header !== null) {
      const [, opening = '', name = '', closing = ''] = header;
      const depth = countOf(opening, '[');
      if (depth !== countOf(closing, ']') || depth > path.length + 1) throw refuse('a section is nested wrongly');
      path = [...path.slice(0, depth - 1), unquote(name.trim())];
      lines.push({ text: line, section: pathName(path), isHeader: true });
      continue;
    }
    const entry = keyPattern.exec(line);
    if (entry === null) throw refuse('a line is neither a section, a comment nor "key = value"');
    const [, , name = '', value = ''] = entry;
    const [key, behind] = [unquote(name), value.trim()];
    if (behind.startsWith('"""') || behind.startsWith("'''")) {
      const long = tripleQuoted(behind, source.slice(index + 1));
      if (long === undefined) throw refuse('a value in three quotes never ends');
      lines.push({ text: [line, ...long.lines].join('\n'), section, key, value: long.value, comment: long.comment });
      index += long.lines.length;
      continue;
    }
    const parsed = parseConfigValue(behind);
    if (parsed === undefined) throw refuse('a quote is not closed');
    lines.push({ text: line, section, key, ...parsed });
  }
  return lines;
}

function sameValue(left: ConfigValue | undefined, right: ConfigValue): boolean {
  return left !== undefined && JSON.stringify(left) === JSON.stringify(right);
}

/** Where a new key of a section belongs: behind its last key or its header, at the top before the first section. */
function insertionPoint(lines: readonly Line[], section: string): number {
  const last = lines.findLastIndex((line) => line.section === section && (line.key !== undefined || line.isHeader));
  if (last !== -1) return last + 1;
  // A section without keys and header is the top of the file: nothing but comments stands before the first header, and those belong to that.
  return lines.some((line) => line.isHeader) ? 0 : lines.length;
}

/** Parses a configobj file. @throws Failure LINEAGE with file and line */
export function parseConfigDocument(text: string, place: string): ConfigDocument {
  const lines = parseLines(text, place);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';

  function find(section: SectionPath, key: string): number {
    const name = pathName(section);
    return lines.findIndex((line) => line.section === name && line.key === key);
  }

  function has(section: SectionPath): boolean {
    const name = pathName(section);
    return section.length === 0 || lines.some((line) => line.isHeader && line.section === name);
  }

  return {
    get: (section, key) => lines[find(section, key)]?.value,
    has,
    keys(section) {
      const name = pathName(section);
      return lines.flatMap((line) => (line.section === name && line.key !== undefined ? [line.key] : []));
    },
    set(section, key, value) {
      const index = find(section, key);
      const old = lines[index];
      if (sameValue(old?.value, value)) return;
      const comment = old?.comment ? ` ${old.comment}` : '';
      const line = { section: pathName(section), key, value, comment: old?.comment ?? '' };
      const text = `${key} = ${formatConfigValue(value)}${comment}`;
      if (old !== undefined) {
        lines[index] = { ...line, text };
        return;
      }
      if (!has(section)) {
        const name = section.at(-1) ?? '';
        const brackets = section.length;
        if (lines.length > 0) lines.push({ text: '', section: '' });
        lines.push({
          text: `${'['.repeat(brackets)}${name}${']'.repeat(brackets)}`,
          section: line.section,
          isHeader: true,
        });
      }
      lines.splice(insertionPoint(lines, line.section), 0, { ...line, text });
    },
    remove(section, key) {
      const index = find(section, key);
      if (index !== -1) lines.splice(index, 1);
    },
    toString: () => lines.map((line) => line.text.replaceAll('\n', newline) + newline).join(''),
  };
}
