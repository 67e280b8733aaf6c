import {
  type HtmlElement,
  htmlAll,
  htmlAttribute,
  htmlExactText,
  htmlFirst,
  htmlOne,
  htmlPage,
  htmlRows,
  htmlText,
} from '../../core/sdk/index.js';

export interface Zone {
  readonly id: string;
  readonly name: string;
}

/** A record as the list shows it: `data` ends with dots where it is too long for that. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

const zoneLink = /edit\.php\?edit_domain_id=(\w+)/;
const recordLink = /edit\.php\?data_id=(\w+)/;

/**
 * What the list of subdomains shows: each domain of the account with a link for a new record, and the records of all.
 * Now and then a page that praises the paid plans comes in its place: `undefined`.
 */
export const listPage = htmlPage((page) => {
  const rows = htmlRows(page);
  const zones = rows.flatMap(zoneIn);
  const records = rows.flatMap(recordIn);
  const links = htmlAll(page, 'a', { href: recordLink }).length;
  if (records.length < links) throw new Error('a row of records has fewer cells: the page was changed');
  return zones.length === 0 && records.length === 0 ? undefined : { zones, records };
});

/** Behind the name there may be how it is shared: `example.com (private)`. */
function zoneIn(cells: readonly HtmlElement[]): Zone[] {
  const at = cells.findIndex((cell) => linkIn(cell, zoneLink) !== undefined);
  const cell = cells[at];
  if (cell === undefined) return [];
  const name = htmlText(cells[at - 1] ?? cell).replace(/\s*[([].*$/, '');
  if (!name.includes('.')) throw new Error('a domain has no name: the page was changed');
  return [{ id: idIn(linkIn(cell, zoneLink), zoneLink), name }];
}

function recordIn(cells: readonly HtmlElement[]): Row[] {
  const at = cells.findIndex((cell) => linkIn(cell, recordLink) !== undefined);
  // Where none has one, the last has none.
  const [named, type, data] = cells.slice(at);
  const link = named && linkIn(named, recordLink);
  if (link === undefined || type === undefined || data === undefined) return [];
  return [{ id: idIn(link, recordLink), name: htmlText(link), type: htmlText(type), data: htmlExactText(data) }];
}

/** The form of one record, which has all of its data. */
export const formPage = htmlPage((page) =>
  htmlAttribute(htmlOne(page, 'input', { name: 'address' }, 'address'), 'value'),
);

/** What the page says of a form that was not taken. */
export function errorOn(page: HtmlElement): string {
  const box = htmlAll(page, 'table', { width: '95%' }).flatMap((table) =>
    htmlAll(table, 'td', { bgcolor: '#eeeeee' }),
  )[0];
  return htmlText(box ?? htmlFirst(page, 'font', { color: /red/i }) ?? htmlFirst(page, 'title') ?? page).slice(0, 200);
}

function linkIn(cell: HtmlElement, pattern: RegExp): HtmlElement | undefined {
  return htmlFirst(cell, 'a', { href: pattern });
}

function idIn(link: HtmlElement | undefined, pattern: RegExp): string {
  return pattern.exec(link?.attributes.get('href') ?? '')?.[1] ?? '';
}
