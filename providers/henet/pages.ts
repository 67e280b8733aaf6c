import {
  type HtmlElement,
  htmlAll,
  htmlAttribute,
  htmlExactText,
  htmlFirst,
  htmlPage,
  htmlText,
} from '../../core/sdk/index.js';

/** Each zone has a button that removes it, with its name and id. */
export const zonesPage = htmlPage((page) => {
  const buttons = htmlAll(page, 'img', { alt: 'delete', name: undefined, value: undefined });
  if (buttons.length === 0 && htmlFirst(page, 'table', { id: 'domains_table' }) === undefined)
    throw new Error('the page has no table of domains: it was changed');
  return buttons.map((button) => ({ id: htmlAttribute(button, 'value'), name: htmlAttribute(button, 'name') }));
});

/** The records of a zone; those that are locked or dynamic too. */
export const recordsPage = htmlPage((page) => {
  const rows = htmlAll(page, 'tr', { class: /(^|\s)dns_tr/ });
  if (rows.length === 0 && htmlFirst(page, 'div', { id: 'dns_main_content' }) === undefined)
    throw new Error('the page has no list of records: it was changed');
  return rows.map(readRow);
});

type Cell = HtmlElement;
type Row = [Cell, Cell, Cell, Cell, Cell, Cell, Cell];

/** The cells of a row: zone, id, name, type, TTL, priority, data. What is long is whole in an attribute only. */
function readRow(row: HtmlElement) {
  const cells = htmlAll(row, 'td');
  if (cells.length < 7) throw new Error('a row of records has fewer cells: the page was changed');
  const [, id, name, type, ttl, priority, data] = cells as Row;
  const seconds = Number(htmlText(ttl));
  const preference = htmlText(priority);
  return {
    id: htmlText(id),
    name: htmlText(name),
    type: htmlText(type),
    content: data.attributes.get('data') ?? htmlExactText(data),
    ...(Number.isInteger(seconds) && { ttl: seconds }),
    ...(/^\d+$/.test(preference) && { priority: Number(preference) }),
  };
}

/** What the page says went wrong. That a domain is not delegated to the service is none of ours. */
export function errorOn(page: HtmlElement): string | undefined {
  const errors = htmlAll(page, 'div', { id: 'dns_err' }).map(htmlText);
  return errors.find((text) => text !== '' && !/properly delegated/i.test(text));
}

export function hasStatus(page: HtmlElement): boolean {
  return htmlFirst(page, 'div', { id: 'dns_status' }) !== undefined;
}

export function wantsCode(page: HtmlElement): boolean {
  return htmlFirst(page, 'input', { name: 'tfacode' }) !== undefined;
}

export function wantsLogin(page: HtmlElement): boolean {
  return htmlFirst(page, 'input', { name: 'pass' }) !== undefined;
}
