import { fromPresentation, quoteTxt, type RecordDraft, splitPriority } from '../../core/sdk/index.js';

/** The fields beside name, type and TTL. */
export interface ValueFields {
  readonly value: string;
  readonly mxLevel?: number | undefined;
  readonly priority?: number | undefined;
  readonly weight?: number | undefined;
  readonly port?: number | undefined;
}

export function toFields(draft: RecordDraft): ValueFields {
  const { content, priority } = splitPriority(draft);
  const [weight, port, target] = content.split(/\s+/);
  switch (draft.type) {
    case 'TXT':
      return { value: needsQuotes(content) ? quoteTxt(content) : content };
    case 'MX':
      return { value: content, mxLevel: priority ?? 0 };
    case 'SRV':
      return { value: target ?? content, priority: priority ?? 0, weight: Number(weight), port: Number(port) };
    default:
      return { value: content };
  }
}

/** The reverse of {@link toFields}, with the priority apart. */
export function fromFields(type: string, { value, mxLevel, priority, weight, port }: ValueFields) {
  const content = fromPresentation(type, value);
  if (type === 'MX') return { content, priority: mxLevel };
  return type === 'SRV' ? { content: `${weight} ${port} ${content}`, priority } : { content };
}

/** Text is taken bare, unless it is longer than one string or holds what looks like quoting. */
function needsQuotes(text: string): boolean {
  return Buffer.byteLength(text) > 255 || /["\\]/.test(text);
}
