import {
  type DnsRecord,
  fromPresentation,
  hostOrEmpty,
  type RecordDraft,
  splitPriority,
} from '../../core/sdk/index.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl?: number | undefined;
  readonly priority?: number | null | undefined;
}

export function fromItem({ id, type, name, content, ttl, priority }: Item): DnsRecord {
  const hasPriority = type === 'MX' || type === 'SRV';
  return {
    id,
    type,
    name: name || '@',
    content: fromPresentation(type, content),
    ttl,
    priority: hasPriority ? (priority ?? undefined) : undefined,
  };
}

export function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { name: hostOrEmpty(draft.name), content, ttl: draft.ttl, priority };
}
