/**
 * HTML pages, for services whose only way in is the form that people use: `responseFormat: 'html'` reads one as browsers
 * do, with whatever its writer forgot to close.
 */

import type { Schema } from './http.js';
import { checkJsonSize } from './parse-limits.js';

/** An element of a page; the page itself is one without a name. */
export interface HtmlElement {
  /** Lower case. */
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (HtmlElement | string)[];
}

/** What the attributes of an element must be: the same text, or text that fits; undefined: it is there. */
export type HtmlAttributes = Readonly<Record<string, string | RegExp | undefined>>;

/**
 * Reads a page. Whatever `read` finds missing is an error that says so: a page that was changed never looks like one
 * with nothing on it.
 */
export function htmlPage<T>(read: (page: HtmlElement) => T): Schema<T> {
  return {
    parse(data) {
      if (!isHtml(data)) throw new Error('it is no HTML page');
      return read(data);
    },
  };
}

export function isHtml(data: unknown): data is HtmlElement {
  return typeof data === 'object' && data !== null && 'tag' in data && 'attributes' in data && 'children' in data;
}

/** All elements of this kind within another one, in their order. */
export function htmlAll(within: HtmlElement, tag: string, attributes: HtmlAttributes = {}): HtmlElement[] {
  const found: HtmlElement[] = [];
  for (const child of within.children) {
    if (typeof child === 'string') continue;
    if (child.tag === tag && fits(child, attributes)) found.push(child);
    found.push(...htmlAll(child, tag, attributes));
  }
  return found;
}

/** The first element of this kind within another one; undefined where there is none. */
export function htmlFirst(within: HtmlElement, tag: string, attributes?: HtmlAttributes): HtmlElement | undefined {
  return htmlAll(within, tag, attributes)[0];
}

/** The first element of this kind. @param what how it is called in the error @throws Error where the page has none */
export function htmlOne(within: HtmlElement, tag: string, attributes: HtmlAttributes, what: string): HtmlElement {
  const found = htmlFirst(within, tag, attributes);
  if (found === undefined) throw new Error(`the page has no ${what}: it was changed`);
  return found;
}

/** An attribute of an element. @throws Error where it has none */
export function htmlAttribute({ attributes, tag }: HtmlElement, name: string): string {
  const value = attributes.get(name);
  if (value === undefined) throw new Error(`a ${tag} of the page has no ${name}: the page was changed`);
  return value;
}

/** The text that is seen in an element: blanks and line ends count as one blank. */
export function htmlText(element: HtmlElement): string {
  return textIn(element).replace(/\s+/g, ' ').trim();
}

/** The text of an element as it stands there, without the blanks around it. */
export function htmlExactText(element: HtmlElement): string {
  return textIn(element).trim();
}

/** The cells of each row within another element, of rows that hold no other rows. */
export function htmlRows(within: HtmlElement): HtmlElement[][] {
  const rows = htmlAll(within, 'tr').filter((row) => htmlFirst(row, 'tr') === undefined);
  return rows.map((row) => htmlAll(row, 'td')).filter(({ length }) => length > 0);
}

/** What a form sends along by itself: names and values of its hidden fields. */
export function htmlHiddenFields(form: HtmlElement): Record<string, string> {
  const fields = htmlAll(form, 'input', { type: /^hidden$/i, name: undefined });
  return Object.fromEntries(fields.map(({ attributes }) => [attributes.get('name'), attributes.get('value') ?? '']));
}

/** The data that a page has within it as JSON. @throws Error where it is none, or too large */
export function htmlData(text: string): unknown {
  checkJsonSize(text);
  return JSON.parse(text);
}

/** Scripts within an element are nothing that is seen. */
function textIn({ children }: HtmlElement): string {
  const texts = children.map((child) => {
    if (typeof child === 'string') return child;
    return child.tag === 'script' || child.tag === 'style' ? '' : textIn(child);
  });
  return texts.join('');
}

function fits({ attributes }: HtmlElement, wanted: HtmlAttributes): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const own = attributes.get(name);
    if (own === undefined || value === undefined) return own !== undefined;
    return typeof value === 'string' ? own === value : value.test(own);
  });
}
