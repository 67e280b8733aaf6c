import { type FakeApi, jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';
import { cut, type Page, type Paging, parametersOf } from './paging.js';
import { type Call, type Handler, type RoutedFake, refuse, routedFake } from './routed-fake.js';
import { type SetForm, setForm } from './set-form.js';
import { type FakeSet, setsOf, writeSet } from './sets.js';
import { allowOnly, noteNarrowing, type ZoneTable, zoneRoutes } from './zones.js';

/** An API of record sets. Each handler is there where its route is told. */
export interface SetTable {
  /** `GET /zones/{zone}/rrsets`: all sets, or those that the filters ask for. */
  readonly list?: string;
  /** `GET …/{name}/{type}`: one set. */
  readonly one?: string;
  /** `POST /zones/{zone}/rrsets`: adds a set that must not exist. */
  readonly create?: string;
  /** `PUT …/{name}/{type}`: makes the set so, whether it exists or not. */
  readonly put?: string;
  /** Like `put`, but only for a set that exists. */
  readonly change?: string;
  /** `DELETE …/{name}/{type}`. */
  readonly remove?: string;
  /** How a set looks, and is taken. */
  readonly form?: SetForm;
  /** The same by hand. */
  readonly toSet?: (set: FakeSet, zone: { readonly name: string }) => object;
  /** What was sent, as a set; name and type may come from the address. Throw for what the API would refuse. */
  readonly fromSet?: (
    body: never,
    params: Readonly<Record<string, string>>,
    zone: { readonly name: string },
  ) => FakeSet;
  /** What stands in the address for a name; as in the form, or relative with `@` at the apex, unless told. */
  readonly toName?: (name: string, zone: { readonly name: string }) => string;
  readonly wrap?: (page: Page<object>) => object;
  /** What there is for a set that does not exist, with 404. */
  readonly gone?: object;
  /** What the creation of a set that exists gets, with 409. */
  readonly exists?: object;
  /** 201 and 204 unless told. */
  readonly statuses?: { readonly create?: number; readonly remove?: number };
  readonly wrapOne?: (set: object) => object;
  readonly pages?: Paging;
  readonly filters?: Readonly<Partial<Record<'type' | 'name', string>>>;
  readonly ignores?: readonly string[];
}

export interface SetFake extends Omit<RoutedFake, 'routes' | 'command'> {
  readonly zones: ZoneTable;
  readonly sets: SetTable;
  readonly routes?: RoutedFake['routes'];
}

/** A strict, stateful API of record sets, from a few lines of a table. */
export function setFake({ zones, sets, routes = {}, ...rest }: SetFake): () => FakeApi {
  return routedFake({ ...rest, routes: { ...zoneRoutes(zones), ...setRoutes(sets), ...routes } });
}

function setRoutes(table: SetTable): Record<string, Handler> {
  const { list, one, create, put, change, remove, wrapOne = (set: object) => set, statuses = {} } = table;
  const form = setForm(table.form ?? {});
  const { toName = form.toName, toSet = form.toSet, fromSet } = table;

  function find({ params, zone }: Call): FakeSet | undefined {
    return setsOf(zone).find((set) => toName(set.name, zone) === params.name && set.type === params.type);
  }

  function existing(call: Call): FakeSet {
    return find(call) ?? refuse(404, table.gone ?? { message: 'no such set' });
  }

  function sent({ body, params, zone }: Call): FakeSet {
    const set = fromSet === undefined ? form.fromSet(body, { params, zone }) : fromSet(body as never, params, zone);
    if (set.values.length === 0 || new Set(set.values).size < set.values.length)
      refuse(422, { message: 'a set has values, each once' });
    if (!Number.isInteger(set.ttl) || set.ttl < 1) refuse(422, { message: 'a set has a TTL' });
    return set;
  }

  function save(call: Call, status: number): GivenAnswer {
    const set = sent(call);
    if (call.params.name !== undefined && toName(set.name, call.zone) !== call.params.name)
      refuse(422, { message: 'another name' });
    writeSet(call.zone, set);
    return jsonAnswer(wrapOne(toSet(set, call.zone)), status);
  }

  return {
    ...(list !== undefined && { [list]: (call: Call) => listSets({ ...table, toName, toSet }, call) }),
    ...(one !== undefined && {
      [one]: (call: Call) => wrapOne(toSet(existing(call), call.zone)),
    }),
    ...(create !== undefined && {
      [create]: (call: Call) => {
        const { type, name } = sent(call);
        if (setsOf(call.zone).some((set) => set.type === type && set.name === name))
          refuse(409, table.exists ?? { message: 'the set exists' });
        return save(call, statuses.create ?? 201);
      },
    }),
    ...(put !== undefined && { [put]: (call: Call) => save(call, 200) }),
    ...(change !== undefined && {
      [change]: (call: Call) => existing(call) && save(call, 200),
    }),
    ...(remove !== undefined && {
      [remove]: (call: Call) => {
        writeSet(call.zone, { ...existing(call), values: [] });
        return { status: statuses.remove ?? 204, headers: {}, body: '' };
      },
    }),
  };
}

function listSets(table: SetTable & Required<Pick<SetTable, 'toName' | 'toSet'>>, call: Call): GivenAnswer {
  const { query, zone } = call;
  const { pages, filters = {}, ignores = [], wrap = ({ items }: Page<object>) => items, toName, toSet } = table;
  allowOnly(query, [...parametersOf(pages), ...Object.values(filters), ...ignores]);
  noteNarrowing(call, query, [...Object.values(filters), pages?.size]);
  const type = filters.type === undefined ? undefined : query[filters.type];
  const name = filters.name === undefined ? undefined : query[filters.name];
  const found = setsOf(zone)
    .filter((set) => type === undefined || set.type === type)
    .filter((set) => name === undefined || toName(set.name, zone) === name);
  const page = cut(found, query, pages);
  return jsonAnswer(wrap({ ...page, items: page.items.map((set) => toSet(set, zone)) }));
}
