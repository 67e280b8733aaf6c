import { fromPresentation, joinPriority, splitPriority, toPresentation } from './content.js';
import { Failure } from './failure.js';
import type { ItemForm } from './item-form.js';
import { type ItemValues, numberIn, textIn } from './item-values.js';
import { checkWord } from './known-word.js';
import { fqdn, fullName, relativeName } from './names.js';
import type { DnsRecord, RecordDraft, Zone } from './record.js';
import { recordId } from './record-id.js';
import { joinParts, splitParts } from './record-parts.js';
import { quoteTxt } from './txt.js';

/** A record to be written, or, without a TTL, one that is told by its value: what `parseRecordId` gives, or a listed one. */
export interface WrittenRecord extends Pick<RecordDraft, 'type' | 'name' | 'content'> {
  readonly priority?: number | undefined;
  readonly ttl?: number | undefined;
}

/** The fields of a record, as they go into a request. */
export type Item = Readonly<Record<string, string | number | undefined>>;

/** Translates records into the items of an API, and back. @throws Failure CONFIG where the form has a word that there is not */
export function recordItems({ priority = {}, parts = {}, quotes, dots = false, types, ...form }: ItemForm) {
  const { names = 'relative', apex = '@', usualPriority } = form;
  checkWord('the form of names', names, ['relative', 'full', 'fqdn']);
  if (typeof quotes === 'string') checkWord('what is quoted', quotes, ['read', 'always']);
  const fields = { id: 'id', type: 'type', name: 'name', content: 'content', ttl: 'ttl', ...form.fields };

  function toName(name: string, zone: Zone): string {
    if (names !== 'relative') return names === 'full' ? fullName(name, zone.name) : fqdn(name, zone.name);
    return name === '@' ? apex : name;
  }

  function toContent(type: string, content: string): string {
    if (type !== 'TXT') return dots ? toPresentation({ type, content }) : content;
    const isQuoted = typeof quotes === 'function' ? quotes(content) : quotes === 'always';
    return isQuoted ? quoteTxt(content) : content;
  }

  /** @throws Failure UNSUPPORTED where the API has no name for the type */
  function toType(type: string): string | number {
    const called = types === undefined ? type : own(types, type);
    if (called !== undefined) return called;
    throw new Failure('UNSUPPORTED', `records of the type ${type} are not supported`);
  }

  function typeIn(item: object): string | undefined {
    const called = textIn({ ...item }, fields.type);
    return types === undefined ? called : Object.keys(types).find((type) => String(types[type]) === called);
  }

  /**
   * What to send for a record; its id is the caller's matter.
   * @throws Failure UNSUPPORTED where the API has a table of types, and this one is not in it
   */
  function toItem(draft: WrittenRecord, zone: Zone): Item {
    const { type } = draft;
    const priorityField = own(priority, type);
    const partFields = own(parts, type);
    const split = priorityField === undefined ? joined(draft) : splitPriority(draft);
    const data = toContent(type, split.content);
    const ownPriority = split.priority ?? usualPriority;
    return {
      [fields.name]: toName(draft.name, zone),
      [fields.type]: toType(type),
      ...(partFields === undefined ? { [fields.content]: data } : splitParts(type, data, partFields)),
      ...(draft.ttl !== undefined && { [fields.ttl]: draft.ttl }),
      ...(priorityField !== undefined && ownPriority !== undefined && { [priorityField]: ownPriority }),
    };
  }

  /** @throws Failure RESPONSE where a field is missing that no record can be without */
  function fromItem(item: object, zone: Zone): DnsRecord {
    const values: ItemValues = { ...item };
    const type = typeIn(item) ?? textIn(values, fields.type);
    const partFields = own(parts, type);
    const data = partFields === undefined ? textIn(values, fields.content) : joinParts(type, values, partFields);
    const ownPriority = numberIn(values, own(priority, type));
    const name = relativeName(textIn(values, fields.name), zone.name);
    const content = type === 'TXT' && quotes === undefined ? data : fromPresentation(type, data);
    // With its priority, without which `5 443 host` of SRV would be taken for `443 host` with priority 5.
    const key = { type, name, content: joinPriority({ content, priority: ownPriority }) };
    return {
      id: form.hasIds === false ? recordId(key) : textIn(values, fields.id),
      type,
      name,
      content,
      ttl: numberIn(values, fields.ttl),
      ...(ownPriority !== undefined && { priority: ownPriority }),
    };
  }

  /** Without those of types that are not in the table of types. @throws Failure RESPONSE as `fromItem` does */
  function fromItems(items: readonly object[], zone: Zone): DnsRecord[] {
    return items.filter((item) => typeIn(item) !== undefined).map((item) => fromItem(item, zone));
  }

  return { toItem, fromItem, fromItems };
}

/** What a table says of a type; a type that somebody calls `constructor` is in none. */
function own<T>(table: Readonly<Record<string, T>>, type: string): T | undefined {
  return Object.hasOwn(table, type) ? table[type] : undefined;
}

/** A priority means nothing with other types than these. */
function joined(draft: WrittenRecord): { content: string; priority?: number } {
  return { content: /^(MX|SRV)$/.test(draft.type) ? joinPriority(draft) : draft.content };
}
