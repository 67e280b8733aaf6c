import { isDeepStrictEqual } from 'node:util';
import { parseXml } from '../http/xml.js';

/** What two pieces of data differ in: `path: recorded …, sent …`. Empty where they say the same. */
export function differencesOf(recorded: unknown, sent: unknown, path = ''): string[] {
  if (isDeepStrictEqual(recorded, sent)) return [];
  if (Array.isArray(recorded) && Array.isArray(sent) && recorded.length === sent.length) {
    return recorded.flatMap((item, index) => differencesOf(item, sent[index], `${path}[${index}]`));
  }
  if (isPlainObject(recorded) && isPlainObject(sent)) {
    const names = [...new Set([...Object.keys(recorded), ...Object.keys(sent)])].sort();
    return names.flatMap((name) => differencesOf(recorded[name], sent[name], path === '' ? name : `${path}.${name}`));
  }
  return [`${path === '' ? 'body' : path}: recorded ${show(recorded)}, sent ${show(sent)}`];
}

/**
 * A request body as data: JSON, XML, or a form as a list of values by name. Bodies of nothing (`{}`, `[]` and `null` too,
 * which some clients send along with a GET, and those of which nothing is to be compared) are all the same.
 * @param filtered names whose values are not to be compared, wherever they stand
 */
export function bodyData(text: string | null | undefined, filtered: readonly string[]): unknown {
  const data = parseBody(text, filtered);
  return isPlainObject(data) && Object.keys(data).length === 0 ? undefined : data;
}

function parseBody(text: string | null | undefined, filtered: readonly string[]): unknown {
  const body = (text ?? '').trim();
  if (['', '{}', '[]', 'null'].includes(body)) return undefined;
  if (/^[[{"]/.test(body)) {
    const data = parseJson(body);
    if (data !== undefined) return without(data, filtered);
  }
  if (body.startsWith('<')) return xmlData(body, filtered);
  if (/^[^\s=&<>]+=/.test(body)) return without(multimap(new URLSearchParams(body)), filtered);
  return parseJson(body) ?? body;
}

/** Values by name; names and the values of one name are sorted. */
export function multimap(params: URLSearchParams): Record<string, string[]> {
  const names = [...new Set(params.keys())].sort();
  return Object.fromEntries(names.map((name) => [name, params.getAll(name).sort()]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function xmlData(text: string, filtered: readonly string[]): unknown {
  try {
    return withoutNamespaces(without(parseXml(text), filtered));
  } catch {
    return text;
  }
}

/** Namespace declarations say how an element is spelt, not what it is; members of an XML-RPC struct have no order. */
function withoutNamespaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNamespaces);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([name]) => !/^@(xmlns|.*schemaLocation|encodingStyle)/.test(name))
    .map(([name, child]): [string, unknown] => [name, withoutNamespaces(child)]);
  const bare = Object.fromEntries(entries);
  if (Array.isArray(bare.member))
    bare.member = [...bare.member].sort((a, b) => (memberName(a) < memberName(b) ? -1 : 1));
  // An element that had only a namespace is as good as one without attributes.
  const names = Object.keys(bare);
  if (names.length === 0) return '';
  return names.length === 1 && names[0] === '#text' ? bare['#text'] : bare;
}

function memberName(member: unknown): string {
  return isPlainObject(member) ? String(member.name) : '';
}

function without(value: unknown, filtered: readonly string[]): unknown {
  if (filtered.length === 0) return value;
  if (Array.isArray(value)) {
    return value.filter((item) => !filtered.includes(memberName(item))).map((item) => without(item, filtered));
  }
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !filtered.includes(name));
  return Object.fromEntries(kept.map(([name, child]) => [name, without(child, filtered)]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
