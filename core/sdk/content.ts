import { withDot, withoutDot } from './names.js';
import type { RecordDraft } from './record.js';
import { quoteTxt, unquoteTxt } from './txt.js';

interface TypedContent extends Pick<RecordDraft, 'type' | 'content'> {
  readonly priority?: number | undefined;
}

/** Types whose data ends in a host name. */
const endsInHost = new Set(['CNAME', 'MX', 'NS', 'SRV', 'PTR', 'DNAME']);

/**
 * The data of a record in master-file form (RFC 1035, section 5.1), as APIs near to DNS want it: TXT quoted, host
 * names with a final dot, a separate priority in front.
 */
export function toPresentation(draft: TypedContent): string {
  if (draft.type === 'TXT') return quoteTxt(draft.content);
  const content = joinPriority(draft);
  return endsInHost.has(draft.type) ? withDot(content) : content;
}

/** The reverse of {@link toPresentation}; a priority stays in the content. */
export function fromPresentation(type: string, data: string): string {
  if (type === 'TXT') return unquoteTxt(data);
  return endsInHost.has(type) ? withoutDot(data) : data;
}

/** `10 mail.example.com` → priority 10 and the rest, for APIs with a field of their own for it; MX and SRV only. */
export function splitPriority(draft: TypedContent): {
  content: string;
  priority: number | undefined;
} {
  const match =
    draft.priority === undefined && /^(MX|SRV)$/.test(draft.type) ? /^(\d+)\s+(.+)$/.exec(draft.content) : null;
  return match?.[2] === undefined
    ? { content: draft.content, priority: draft.priority }
    : { content: match[2], priority: Number(match[1]) };
}

/** The reverse of {@link splitPriority}: a priority that was given apart stands in front, as in a master file. */
export function joinPriority({ content, priority }: { content: string; priority?: number | undefined }): string {
  return priority === undefined ? content : `${priority} ${content}`;
}
