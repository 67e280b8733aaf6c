import {
  canonicalName,
  fqdn,
  fromPresentation,
  type RecordDraft,
  type RecordKey,
  relativeName,
  toPresentation,
} from '../../core/sdk/index.js';

/** A record set as the API has it: full names with a final dot, content in master-file form. */
export interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number | undefined;
  readonly records: readonly RrsetItem[];
}

export interface RrsetItem {
  readonly content: string;
  readonly disabled?: boolean | undefined;
}

export interface RrsetChange extends Rrset {
  readonly changetype: 'REPLACE' | 'DELETE';
}

export interface ValueChange {
  readonly create: readonly RecordDraft[];
  readonly remove: readonly RecordKey[];
}

/**
 * The sets to write so that some values come and others go. What else stands in a set is sent back exactly as it was
 * read, disabled values too; sets that do not change are left out.
 */
export function planSets(sets: readonly Rrset[], { create, remove }: ValueChange, zone: string): RrsetChange[] {
  const touched = new Map<string, { type: string; name: string }>();
  for (const { type, name } of [...create, ...remove]) touched.set(`${type} ${name}`, { type, name });
  return [...touched.values()].flatMap(({ type, name }) => {
    const isSame = (record: { type: string; name: string }) => record.type === type && record.name === name;
    const before = sets.find((set) => set.type === type && relativeName(set.name, zone) === name);
    return planSet(before, create.filter(isSame), remove.filter(isSame), fqdn(name, zone), type, zone);
  });
}

function planSet(
  before: Rrset | undefined,
  create: readonly RecordDraft[],
  remove: readonly RecordKey[],
  name: string,
  type: string,
  zone: string,
): RrsetChange[] {
  const doomed = new Set(
    remove.flatMap(({ content }) => [toItem({ type, content }), toAbsoluteItem(content, type, zone)]),
  );
  const old = before?.records ?? [];
  const added = new Set(create.map((draft) => toAbsoluteItem(draft.content, type, zone, draft.priority)));
  const kept = old.filter(({ content }) => !doomed.has(content) && !doomed.has(comparable(type, content)));
  const present = new Set(kept.filter((item) => !item.disabled).map((item) => comparable(type, item.content)));
  const fresh = [...added].filter((content) => !present.has(comparable(type, content)));
  if (fresh.length === 0 && kept.length === old.length) return [];
  const freshForms = new Set(fresh.map((content) => comparable(type, content)));
  const rest = kept.filter((item) => !freshForms.has(comparable(type, item.content)));
  const records = [...fresh.map((content) => ({ content, disabled: false })), ...rest];
  const ttl = create[0]?.ttl ?? before?.ttl ?? 3600;
  return [{ name, type, ttl, records, changetype: records.length > 0 ? 'REPLACE' : 'DELETE' }];
}

/** Content in master-file form, names in A-labels, a CAA value quoted. */
function toItem(record: Parameters<typeof toPresentation>[0]): string {
  return comparable(record.type, toPresentation(record));
}

/** As {@link toItem}; a CNAME's target without a final dot is relative to the zone, as lexicon has it. */
function toAbsoluteItem(content: string, type: string, zone: string, priority?: number): string {
  if (type === 'CNAME' && !content.endsWith('.')) return fqdn(content, zone);
  return toItem({ type, content, priority });
}

/** One form for what means the same; TXT keeps its letters. */
function comparable(type: string, content: string): string {
  if (type === 'TXT') return toPresentation({ type, content: fromPresentation(type, content) });
  if (type === 'CAA') return content.replace(/^(\d+\s+\S+\s+)([^"].*)$/, '$1"$2"');
  return content.split(' ').map(toALabels).join(' ');
}

function toALabels(word: string): string {
  return word.endsWith('.') ? `${canonicalName(word)}.` : word.toLowerCase();
}
