import type { RecordChange } from './provider.js';
import type { DnsRecord, RecordDraft } from './record.js';

/** What is to happen to the values of one name and type. */
export interface SetEdit {
  readonly type: string;
  readonly name: string;
  readonly add: readonly RecordDraft[];
  readonly remove: readonly DnsRecord[];
}

/**
 * A change, collected by name and type. Sets that are added to come first, so that a failure half-way leaves too much
 * rather than too little.
 */
export function setEdits({ create, remove }: RecordChange): SetEdit[] {
  const edits = new Map<string, { type: string; name: string; add: RecordDraft[]; remove: DnsRecord[] }>();

  function editOf({ type, name }: Pick<RecordDraft, 'type' | 'name'>) {
    const key = `${type} ${name}`;
    const edit = edits.get(key) ?? { type, name, add: [], remove: [] };
    edits.set(key, edit);
    return edit;
  }

  for (const draft of create) editOf(draft).add.push(draft);
  for (const record of remove) editOf(record).remove.push(record);
  return [...edits.values()];
}
