import { type ItemForm, joinPriority, recordItems } from '../../sdk/index.js';
import { type FakeRecord, jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';
import type { FakeZone } from './account.js';
import { cut, type Page, type Paging, parametersOf } from './paging.js';
import { type Call, type Handler, refuse } from './routed-fake.js';
import { allowOnly } from './zones.js';

type Fields = Readonly<Record<string, unknown>>;

/** How an API shows and takes records that are items with ids. */
export interface ItemTable {
  /** What an item looks like. */
  readonly form: ItemForm;
  /** Whether ids are numbers in JSON. */
  readonly numericIds?: boolean;
  /** Fields that may come with a record besides those of the form. */
  readonly extra?: readonly string[];
  /** What a list stands in; the bare array unless told. */
  readonly wrap?: (page: Page<object>) => object;
  /** The field that an item stands in, in requests and in answers; none unless told. */
  readonly wrapOne?: { readonly in?: string; readonly out?: string };
  readonly pages?: Paging;
  /** Parameters that narrow the list to items whose field is the same. */
  readonly filters?: Readonly<Partial<Record<'type' | 'name' | 'content', string>>>;
  readonly ignores?: readonly string[];
  /** What a second record of the same content gets; left out: a second record. */
  readonly duplicate?: GivenAnswer;
  /** What there is for a record that does not exist; 404 unless told. */
  readonly gone?: GivenAnswer;
  /** Which record a request is about; `{id}` of the route unless told. */
  readonly idOf?: (call: Call) => unknown;
  /** The fields of a record in a request; the body unless told. */
  readonly sent?: (call: Call) => unknown;
  /** What is answered to a write; the item, or nothing after a removal, unless told. */
  readonly done?: (item: object | undefined) => GivenAnswer | object;
}

export interface RecordHandlers {
  readonly list: Handler;
  readonly add: Handler;
  /** By PATCH only the fields that are sent change. */
  readonly alter: Handler;
  readonly drop: Handler;
}

export function recordHandlers(table: ItemTable): RecordHandlers {
  const { wrapOne = {}, duplicate, gone = jsonAnswer({ message: 'no such record' }, 404) } = table;
  const { idOf = ({ params }: Call) => params.id, done = usual } = table;
  const form = itemForm(table);

  function shown(record: FakeRecord, id: string, zone: FakeZone): object {
    const item = form.toItem(record, id, zone);
    return wrapOne.out === undefined ? item : { [wrapOne.out]: item };
  }

  function sent(call: Call): Fields {
    const outer = asObject(table.sent === undefined ? call.body : table.sent(call));
    return wrapOne.in === undefined ? outer : asObject(outer[wrapOne.in]);
  }

  return {
    list: (call) => listRecords(table, call, form.toItem),
    add(call) {
      const record = form.fromItem(sent(call), call.zone);
      if (duplicate !== undefined && has(call.zone, record)) return duplicate;
      const item = shown(record, call.zone.records.insert(record), call.zone);
      return table.done === undefined ? jsonAnswer(item, 201) : done(item);
    },
    alter(call) {
      const id = String(idOf(call));
      const before = call.zone.records.get(id);
      if (before === undefined) return gone;
      const old = call.request.method === 'PATCH' ? form.toItem(before, undefined, call.zone) : {};
      const record = form.fromItem({ ...old, ...sent(call) }, call.zone);
      call.zone.records.replace(id, record);
      return done(shown(record, id, call.zone));
    },
    drop(call) {
      return call.zone.records.remove(String(idOf(call))) ? done(undefined) : gone;
    },
  };
}

function usual(item: object | undefined): GivenAnswer | object {
  return item ?? { status: 204, headers: {}, body: '' };
}

function listRecords(
  { pages, filters = {}, ignores = [], wrap = ({ items }) => items, form }: ItemTable,
  { query, zone }: Call,
  toItem: (record: FakeRecord, id: string, zone: FakeZone) => Fields,
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
export function itemForm({ form, numericIds = false, extra = [] }: Pick<ItemTable, 'form' | 'numericIds' | 'extra'>) {
  const { toItem, fromItem } = recordItems(form);
  const idField = form.fields?.id ?? 'id';
  return {
    toItem(record: FakeRecord, id: string | undefined, { name }: FakeZone): Fields {
      const own = id === undefined || form.hasIds === false ? {} : { [idField]: numericIds ? Number(id) : id };
      return { ...own, ...toItem(record, { name }) };
    },
    fromItem(item: Fields, { name }: FakeZone): FakeRecord {
      const { id: _id, priority, ...record } = fromItem({ ...item, [idField]: '0' }, { name });
      const read = { ...record, content: joinPriority({ content: record.content, priority }), ttl: record.ttl ?? 3600 };
      const known = Object.keys(toItem(read, { name }));
      allowOnly(item, [...known, ...Object.values(form.priority ?? {}), ...extra, idField]);
      return read;
    },
  };
}

export function asObject(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) refuse(400, { message: 'the body is no object' });
  return value as Fields;
}

function has({ records }: FakeZone, { type, name, content }: FakeRecord): boolean {
  return records.all().some(([, own]) => own.type === type && own.name === name && own.content === content);
}
