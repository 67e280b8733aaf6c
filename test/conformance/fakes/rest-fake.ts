import { type ItemForm, joinPriority, recordItems } from '../../../core/sdk/index.js';
import type { GivenAnswer } from '../../recordings/dispatcher.js';
import { type FakeApi, type FakeRecord, jsonAnswer } from '../fake-api.js';
import type { FakeZone } from './account.js';
import { cut, type Page, type Paging, parametersOf } from './paging.js';
import { type Call, type Handler, type RoutedFake, refuse, routedFake } from './routed-fake.js';
import { allowOnly, type ZoneTable, zoneRoutes } from './zones.js';

/** An API that has records as items with ids. */
export interface RecordTable {
  /** `GET /zones/{zone}/records`. */
  readonly list: string;
  /** `POST /zones/{zone}/records`. */
  readonly create?: string;
  /** `PUT /zones/{zone}/records/{id}`: replaces; by PATCH only the fields that are sent change. */
  readonly change?: string;
  /** `DELETE /zones/{zone}/records/{id}`. */
  readonly remove?: string;
  /** What an item looks like. */
  readonly form: ItemForm;
  /** Whether ids are numbers in JSON. */
  readonly numericIds?: boolean;
  /** Fields that may come with a record besides those of the form. */
  readonly extra?: readonly string[];
  readonly wrap?: (page: Page<object>) => object;
  /** What an item stands in, in requests and answers; nothing unless told. */
  readonly wrapOne?: { readonly in?: string; readonly out?: string };
  readonly pages?: Paging;
  /** Parameters that narrow the list to items whose field is the same. */
  readonly filters?: Readonly<Partial<Record<'type' | 'name' | 'content', string>>>;
  readonly ignores?: readonly string[];
  /** What a second record of the same content gets; left out: a second record. */
  readonly duplicate?: GivenAnswer;
}

export interface RestFake extends Omit<RoutedFake, 'routes' | 'command'> {
  readonly zones: ZoneTable;
  readonly records: RecordTable;
  /** Further routes, and those that are otherwise than the tables make them. */
  readonly routes?: RoutedFake['routes'];
}

/** A strict, stateful API of records as resources, from a few lines of a table. */
export function restFake({ zones, records, routes = {}, ...rest }: RestFake): () => FakeApi {
  return routedFake({ ...rest, routes: { ...zoneRoutes(zones), ...recordRoutes(records), ...routes } });
}

export function recordRoutes(table: RecordTable): Record<string, Handler> {
  const { list, create, change, remove, wrapOne = {}, duplicate } = table;
  const form = itemForm(table);

  function shown(record: FakeRecord, id: string, zone: FakeZone): object {
    const item = form.toItem(record, id, zone);
    return wrapOne.out === undefined ? item : { [wrapOne.out]: item };
  }

  function sent({ body }: Call): Readonly<Record<string, unknown>> {
    const outer = asObject(body);
    return wrapOne.in === undefined ? outer : asObject(outer[wrapOne.in]);
  }

  function add(call: Call): GivenAnswer {
    const record = form.fromItem(sent(call), call.zone);
    if (duplicate !== undefined && has(call.zone, record)) return duplicate;
    return jsonAnswer(shown(record, call.zone.records.insert(record), call.zone), 201);
  }

  function alter(call: Call): GivenAnswer | object {
    const id = call.params.id ?? '';
    const before = call.zone.records.get(id) ?? refuse(404, { message: 'no such record' });
    const isPartial = call.request.method === 'PATCH';
    const record = form.fromItem(
      { ...(isPartial && form.toItem(before, undefined, call.zone)), ...sent(call) },
      call.zone,
    );
    call.zone.records.replace(id, record);
    return shown(record, id, call.zone);
  }

  function drop({ params, zone }: Call): GivenAnswer {
    if (!zone.records.remove(params.id ?? '')) refuse(404, { message: 'no such record' });
    return { status: 204, headers: {}, body: '' };
  }

  return {
    [list]: (call) => listRecords(table, call, form.toItem),
    ...(create !== undefined && { [create]: add }),
    ...(change !== undefined && { [change]: alter }),
    ...(remove !== undefined && { [remove]: drop }),
  };
}

function listRecords(
  { pages, filters = {}, ignores = [], wrap = ({ items }) => items, form }: RecordTable,
  { query, zone }: Call,
  toItem: (record: FakeRecord, id: string, zone: FakeZone) => Readonly<Record<string, unknown>>,
): GivenAnswer {
  allowOnly(query, [...parametersOf(pages), ...Object.values(filters), ...ignores]);
  const fields: Readonly<Record<string, string>> = { type: 'type', name: 'name', content: 'content', ...form.fields };
  const asked = Object.entries(filters).flatMap(([field, parameter]) => {
    const value = query[parameter];
    return value === undefined ? [] : [{ field: fields[field] ?? field, value }];
  });
  const found = zone.records
    .all()
    .map(([id, record]) => toItem(record, id, zone))
    .filter((item) => asked.every(({ field, value }) => String(item[field]) === value));
  return jsonAnswer(wrap(cut(found, query, pages)));
}

/** Between what the fake holds and what the API shows; what the API does not know, or misses, is refused. */
export function itemForm({ form, numericIds = false, extra = [] }: Pick<RecordTable, 'form' | 'numericIds' | 'extra'>) {
  const { toItem, fromItem } = recordItems(form);
  const idField = form.fields?.id ?? 'id';
  return {
    toItem(record: FakeRecord, id: string | undefined, { name }: FakeZone): Readonly<Record<string, unknown>> {
      const own = id === undefined || form.hasIds === false ? {} : { [idField]: numericIds ? Number(id) : id };
      return { ...own, ...toItem(record, { name }) };
    },
    fromItem(item: Readonly<Record<string, unknown>>, { name }: FakeZone): FakeRecord {
      const { id: _id, priority, ...record } = fromItem({ ...item, [idField]: '0' }, { name });
      const ttl = record.ttl ?? 3600;
      const read = { ...record, content: joinPriority({ content: record.content, priority }), ttl };
      const known = Object.keys(toItem(read, { name }));
      allowOnly(item, [...known, ...extra, idField]);
      return read;
    },
  };
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) refuse(400, { message: 'the body is no object' });
  return value as Readonly<Record<string, unknown>>;
}

export function has({ records }: FakeZone, { type, name, content }: FakeRecord): boolean {
  return records.all().some(([, own]) => own.type === type && own.name === name && own.content === content);
}
