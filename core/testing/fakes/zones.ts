import { jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';
import type { FakeZone } from './account.js';
import { cut, type Page, type Paging, parametersOf } from './paging.js';
import { type Call, type Handler, refuse } from './routed-fake.js';

/** How an API tells its zones. */
export interface ZoneTable {
  /** `GET /zones`: all of them. */
  readonly list?: string;
  /** `GET /domains/{domain}`: one of them. */
  readonly one?: string;
  /** What a zone looks like; `{ id, name }` unless told. */
  readonly item?: (zone: { readonly id: string; readonly name: string }) => object;
  /** What the list stands in; the bare array unless told. */
  readonly wrap?: (page: Page<object>) => object;
  /** What one zone stands in; nothing unless told. */
  readonly wrapOne?: (item: object) => object;
  readonly pages?: Paging;
  /** The parameter that narrows the list; as with many APIs, to names that contain it. */
  readonly filter?: string;
  /** Other parameters that are taken and mean nothing here. */
  readonly ignores?: readonly string[];
  /** Where these parameters stand; the query unless told. */
  readonly asked?: (call: Call) => Readonly<Record<string, string>>;
}

export function zoneRoutes(table: ZoneTable): Record<string, Handler> {
  const { list, one, item = ({ id, name }) => ({ id, name }), wrapOne = (zone: object) => zone } = table;
  return {
    ...(list !== undefined && { [list]: (call: Call) => listZones(table, call, item) }),
    ...(one !== undefined && { [one]: ({ zone }: Call) => wrapOne(item(zone)) }),
  };
}

function listZones(table: ZoneTable, call: Call, item: (zone: FakeZone) => object): GivenAnswer | object {
  const { wrap = ({ items }: Page<object>) => items, pages, filter, ignores = [] } = table;
  const query = table.asked?.(call) ?? call.query;
  allowOnly(query, [...parametersOf(pages), ...(filter === undefined ? [] : [filter]), ...ignores]);
  noteNarrowing(call, query, [filter, pages?.size]);
  const asked = filter === undefined ? undefined : query[filter];
  const found = call.account.zones.filter(({ name }) => asked === undefined || name.includes(asked));
  const page = cut(found, query, pages);
  return jsonAnswer(wrap({ ...page, items: page.items.map(item) }));
}

/** Notes which parameters would spare the service work, and which of them were sent. */
export function noteNarrowing(
  { account, request: { url } }: Pick<Call, 'account' | 'request'>,
  query: Readonly<Record<string, unknown>>,
  parameters: readonly (string | undefined)[],
): void {
  for (const parameter of parameters.filter((name) => name !== undefined)) {
    const key = `${parameter} of ${url.pathname}`;
    account.narrowing.set(key, query[parameter] !== undefined || account.narrowing.get(key) === true);
  }
}

/** Refuses parameters that the API does not know. */
export function allowOnly(query: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const strange = Object.keys(query).filter((name) => !known.includes(name));
  if (strange.length > 0) refuse(400, { message: `unknown: ${strange.join(', ')}` });
}
