import { Failure } from '../sdk/failure.js';
import type { HttpDefaults, HttpResponse, Schema } from '../sdk/http.js';
import { checkWord } from '../sdk/known-word.js';
import { checkJsonSize } from '../sdk/parse-limits.js';
import { loadXml } from './load-xml.js';

/**
 * Parses an answer's text; undefined where it is empty or not of the format: the caller knows whether that matters.
 * @throws Failure CONFIG where there is no such format
 */
export async function decodeBody(text: string, { responseFormat = 'json', xmlLists }: HttpDefaults): Promise<unknown> {
  checkWord('the format of an answer', responseFormat, ['json', 'xml', 'html', 'form', 'text']);
  if (text.trim() === '') return undefined;
  if (responseFormat === 'text') return text;
  if (responseFormat === 'form') return new URLSearchParams(text.trim());
  try {
    if (responseFormat === 'xml') return (await loadXml()).parseXml(text, xmlLists);
    if (responseFormat === 'html') return (await import('./html.js')).parseHtml(text);
    checkJsonSize(text);
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a page came where JSON or XML is wanted: a gateway's, or one to log in at. */
export function isStrayPage({ text }: HttpResponse, { responseFormat = 'json' }: HttpDefaults): boolean {
  return /^(json|xml)$/.test(responseFormat) && isPage(text);
}

export function strayPage({ status }: HttpResponse, place: string): Failure {
  return new Failure('RESPONSE', 'the answer cannot be understood: it is an HTML page', {
    place,
    status,
    hint: apiHint,
  });
}

const apiHint = 'Check the API URL; if it is right, the API may have changed: please report it';

/** Also one that begins as XHTML does, or with comments. */
function isPage(text: string): boolean {
  const start = withoutComments(text);
  const [declaration] = /^<\?xml[^>]*>/i.exec(start) ?? [];
  // Who says that it is HTML has a page.
  if (declaration === undefined) return /^<(?:!doctype\s+)?html\b/i.test(start);
  // In XML it is the root that tells: Zonomi's answers name HTML as their document type, for its entities.
  const prolog = withoutComments(start.slice(declaration.length));
  const [doctype = ''] = /^<!doctype[^[>]*(?:\[[^\]]*\]\s*)?>/i.exec(prolog) ?? [];
  return /^<html\b/i.test(withoutComments(prolog.slice(doctype.length)));
}

/** Without the comments and blanks that it begins with. Each is looked at once, however many there are. */
function withoutComments(text: string): string {
  let rest = text.trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', '<!--'.length);
    if (end === -1) return '';
    rest = rest.slice(end + '-->'.length).trimStart();
  }
  return rest;
}

interface SchemaIssue {
  readonly expected?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads what the provider wants from an answer; null in place of a list is none, as servers written in Go have it.
 * @throws Failure RESPONSE which names the first field that is not as expected, never its value
 */
export function readAnswer<T>(response: HttpResponse, schema: Schema<T>, place: string): T {
  const held: Holder = { data: response.data };
  for (;;) {
    try {
      return schema.parse(held.data);
    } catch (error) {
      if (fillLists(held, error)) continue;
      throw new Failure('RESPONSE', `the answer cannot be understood: ${explainMismatch(response, error)}`, {
        place,
        status: response.status,
        cause: error,
        hint: apiHint,
      });
    }
  }
}

type Holder = Record<PropertyKey, unknown>;

function issuesOf(error: unknown): readonly SchemaIssue[] {
  return (error as { issues?: SchemaIssue[] }).issues ?? [];
}

/** Puts an empty list where one is wanted and null stands; false where there is no such place. */
function fillLists(held: Holder, error: unknown): boolean {
  let isFilled = false;
  for (const { expected, path } of issuesOf(error)) {
    if (expected !== 'array') continue;
    const steps = ['data', ...path];
    const key = steps.pop() ?? '';
    const holder = steps.reduce<unknown>((value, step) => (value as Holder | undefined)?.[step], held);
    if ((holder as Holder | undefined)?.[key] !== null) continue;
    (holder as Holder)[key] = [];
    isFilled = true;
  }
  return isFilled;
}

function explainMismatch(response: HttpResponse, error: unknown): string {
  if (response.data === undefined && response.text.trim() !== '') {
    return isPage(response.text) ? 'it is an HTML page' : 'it is malformed';
  }
  if (response.data === undefined) return 'it is empty';
  const issue = issuesOf(error)[0];
  if (issue === undefined) return (error as Error).message;
  const path = issue.path.length === 0 ? 'the whole' : `"${issue.path.join('.')}"`;
  return `${path}: ${issue.message}`;
}
