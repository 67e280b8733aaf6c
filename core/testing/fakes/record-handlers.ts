import { type ItemForm, joinPriority, recordItems } from '../../sdk/index.js';
import { type FakeRecord, jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';
import { type FakeZone, idOfRecord, replaceRecords } from './account.js';
import { type Given, nothing } from './answers.js';
import { cut, type Page, type Paging, parametersOf } from './paging.js';
import { type Call, type Handler, refuse } from './routed-fake.js';
import { allowOnly, noteNarrowing } from './zones.js';

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
  readonly wrap?: (page: Page<object>, call: Call) => object;
  /** The field that an item stands in, in requests and in answers; none unless told. */
  readonly wrapOne?: { readonly in?: string; readonly out?: string };
  readonly pages?: Paging;
  /** Parameters that narrow the list to items whose field is the same. */
  readonly filters?: Readonly<Partial<Record<'type' | 'name' | 'content', string>>>;
  readonly ignores?: readonly string[];
  /** Where these parameters stand; the query unless told. */
  readonly asked?: (call: Call) => Readonly<Record<string, string>>;
  /** What a second record of the same content gets; left out: a second record. */
  readonly duplicate?: Given;
  /** What there is for a record that does not exist; 404 unless told. */
  readonly gone?: Given;
  /** How an item stands among others, where that is more than its fields; requests are read by `sent`. */
  readonly show?: (item: Fields, call: Call) => object;
  /** Which record a request is about; `{id}` of the route unless told; where there are no ids, that of the same content. */
  readonly idOf?: (call: Call) => unknown;
  /** The fields of a record in a request, or for `save` the list of all; the body unless told. */
  readonly sent?: (call: Call) => unknown;
  /** What is answered to a write; the item, or nothing after a removal, unless told. */
  readonly done?: (item: object | undefined, call: Call) => Given | object;
}

export interface RecordHandlers {
  readonly list: Handler;
  readonly add: Handler;
  /** By PATCH only the fields that are sent change. */
  readonly alter: Handler;
  readonly drop: Handler;
  /** Makes what is sent the whole zone. */
  readonly save: Handler;
}

export function recordHandlers(table: ItemTable): RecordHandlers {
  const { wrapOne = {}, duplicate, gone = [404, { message: 'no such record' }] } = table;
  const { done = usual, show = (item: Fields) => item } = table;
  const form = itemForm(table);
  const idOf = table.idOf ?? (table.form.hasIds === false ? sameAs : ({ params }: Call) => params.id);

  function sameAs(call: Call): string | undefined {
    return idOfRecord(call.zone, form.fromItem(sent(call), call.zone));
  }

  function shown(record: FakeRecord, id: string, call: Call): object {
    const item = show(form.toItem(record, id, call.zone), call);
    return wrapOne.out === undefined ? item : { [wrapOne.out]: item };
  }

  function sent(call: Call): Fields {
    const outer = asObject(table.sent === undefined ? call.body : table.sent(call));
    return wrapOne.in === undefined ? outer : asObject(outer[wrapOne.in]);
  }

  return {
    list: (call) => listRecords(table, call, form.toItem, show),
    add(call) {
      const record = form.fromItem(sent(call), call.zone);
      if (duplicate !== undefined && idOfRecord(call.zone, record) !== undefined) return duplicate;
      const item = shown(record, call.zone.records.insert(record), call);
      return table.done === undefined ? jsonAnswer(item, 201) : done(item, call);
    },
    alter(call) {
      const id = String(idOf(call));
      const before = call.zone.records.get(id);
      if (before === undefined) return gone;
      const old = call.request.method === 'PATCH' ? form.toItem(before, undefined, call.zone) : {};
      const record = form.fromItem({ ...old, ...sent(call) }, call.zone);
      call.zone.records.replace(id, record);
      return done(shown(record, id, call), call);
    },
    drop(call) {
      return call.zone.records.remove(String(idOf(call))) ? done(undefined, call) : gone;
    },
    save(call) {
      const items = table.sent === undefined ? call.body : table.sent(call);
      if (!Array.isArray(items)) refuse(400, { message: 'this is no list' });
      const records = (items as unknown[]).map((item) => form.fromItem(asObject(item), call.zone));
      replaceRecords(call.zone, records);
      return done(undefined, call);
    },
  };
}

function usual(item: object | undefined): Given | object {
  return item ?? nothing;
}

function listRecords(
  { pages, filters = {}, ignores = [], asked: parameters, wrap = ({ items }) => items, form }: ItemTable,
  call: Call,
  toItem: (record: FakeRecord, id: string, zone: FakeZone) => Fields,
  show: NonNullable<ItemTable['show']>,
): GivenAnswer {
  const { zone } = call;
  const query = parameters?.(call) ?? call.query;
  allowOnly(query, [...parametersOf(pages), ...Object.values(filters), ...ignores]);
  noteNarrowing(call, query, [...Object.values(filters), pages?.size]);
  const fields: Readonly<Record<string, string>> = { type: 'type', name: 'name', content: 'content', ...form.fields };
  const asked = Object.entries(filters).flatMap(([field, parameter]) => {
    const value = query[parameter];
    return value === undefined ? [] : [{ field: fields[field] ?? field, value }];
  });
  const shown = ([id, record]: readonly [string, FakeRecord]) => toItem(record, id, zone);
  const isAsked = (item: Fields) => asked.every(({ field, value }) => String(item[field]) === value);
  const all = zone.records.all();
  const page = cut(asked.length === 0 ? all : all.filter((one) => isAsked(shown(one))), query, pages);
  return jsonAnswer(wrap({ ...page, items: page.items.map((one) => show(shown(one), call)) }, call));
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
      const host = item[form.parts?.[record.type]?.at(-1) ?? form.fields?.content ?? 'content'];
      if (form.dots && /^(CNAME|MX|NS|SRV)$/.test(record.type) && !String(host).endsWith('.'))
        refuse(400, { message: 'a host is written with its final dot' });
      return read;
    },
  };
}

export function asObject(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) refuse(400, { message: 'the body is no object' });
  return value as Fields;
}
