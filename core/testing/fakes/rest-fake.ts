import type { FakeApi } from '../fake-api.js';
import { type ItemTable, recordHandlers } from './record-handlers.js';
import { type Handler, type RoutedFake, routedFake } from './routed-fake.js';
import { type ZoneTable, zoneRoutes } from './zones.js';

/** An API that has records as resources. */
export interface RecordTable extends ItemTable {
  /**
   * `/zones/{zone}/records`: where all of the four are, unless told otherwise; change and removal with `/{id}` behind, or
   * as told in brackets: `/zones/{zone}/records[/{id}].json`.
   */
  readonly at?: string;
  /** How a record is changed there: PUT, unless told; `none`: it cannot be. */
  readonly changeBy?: 'PATCH' | 'POST' | 'none';
  /** `GET /zones/{zone}/records`. */
  readonly list?: string;
  /** `POST /zones/{zone}/records`. */
  readonly create?: string;
  /** `PUT /zones/{zone}/records/{id}`: replaces; by PATCH only the fields that are sent change. */
  readonly change?: string;
  /** `DELETE /zones/{zone}/records/{id}`. */
  readonly remove?: string;
}

export interface RestFake extends Omit<RoutedFake, 'routes' | 'command'> {
  readonly zones?: ZoneTable;
  /** Left out: records are by the routes alone. */
  readonly records?: RecordTable;
  /** Further routes, and those that are otherwise than the tables make them. */
  readonly routes?: RoutedFake['routes'];
}

/** A strict, stateful API of records as resources, from a few lines of a table. */
export function restFake({ zones = {}, records, routes = {}, ...rest }: RestFake): () => FakeApi {
  return routedFake({ ...rest, routes: { ...zoneRoutes(zones), ...(records && recordRoutes(records)), ...routes } });
}

function recordRoutes(table: RecordTable): Record<string, Handler> {
  const { at, changeBy = 'PUT' } = table;
  const [all, one] = at === undefined ? [] : addressesOf(at);
  const { list = all && `GET ${all}`, create = all && `POST ${all}`, remove = one && `DELETE ${one}` } = table;
  const { change = changeBy === 'none' ? undefined : one && `${changeBy} ${one}` } = table;
  const handlers = recordHandlers(table);
  return {
    ...(list !== undefined && { [list]: handlers.list }),
    ...(create !== undefined && { [create]: handlers.add }),
    ...(change !== undefined && { [change]: handlers.alter }),
    ...(remove !== undefined && { [remove]: handlers.drop }),
  };
}

/** Where all records are, and where one of them is. */
function addressesOf(at: string): readonly [all: string, one: string] {
  const [, before, own, after] = /^(.*)\[(.*)\](.*)$/.exec(at) ?? ['', at, '/{id}', ''];
  return [`${before}${after}`, `${before}${own}${after}`];
}
