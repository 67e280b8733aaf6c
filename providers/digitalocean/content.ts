import { type RecordDraft, splitPriority, unquoteTxt, withDot } from '../../core/sdk/index.js';

/** The fields beside name, type and TTL; what does not belong to the type is null or left out. */
export interface DataFields {
  readonly data: string;
  readonly priority?: number | null | undefined;
  readonly weight?: number | null | undefined;
  readonly port?: number | null | undefined;
  readonly flags?: number | null | undefined;
  readonly tag?: string | null | undefined;
}

/** Host names have to end in a dot here, those of CAA too; they come back without it. */
export function toFields(draft: RecordDraft): DataFields {
  const { content, priority } = splitPriority(draft);
  const [first = '', second = '', third = ''] = content.split(/\s+/);
  switch (draft.type) {
    case 'CNAME':
    case 'NS':
      return { data: withDot(content) };
    case 'MX':
      return { data: withDot(content), priority: priority ?? 0 };
    case 'SRV':
      return { data: withDot(third), priority: priority ?? 0, weight: Number(first), port: Number(second) };
    case 'CAA': {
      const value = unquoteTxt(third);
      return { data: second === 'iodef' ? value : withDot(value), flags: Number(first), tag: second };
    }
    default:
      return { data: content };
  }
}

/** The reverse of {@link toFields}, with the priority apart. */
export function fromFields(type: string, { data, priority, weight, port, flags, tag }: DataFields) {
  switch (type) {
    case 'MX':
      return { content: data, priority: priority ?? undefined };
    case 'SRV':
      return { content: `${weight} ${port} ${data}`, priority: priority ?? undefined };
    case 'CAA':
      return { content: `${flags} ${tag} "${data}"` };
    default:
      return { content: data };
  }
}
