import { quoteTxt, type RecordDraft, splitPriority, unquoteTxt } from '../../core/sdk/index.js';

/** What of a record's data goes into which field of the API. */
export interface ContentFields {
  readonly content?: string;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly priority?: number;
}

/** SRV, CAA and TLSA are written in parts under `data`; MX has its preference apart. */
export function toFields(draft: RecordDraft): ContentFields {
  const { content, priority } = splitPriority(draft);
  const words = content.split(/\s+/);
  const word = (index: number) => words[index] ?? '';
  const rest = (index: number) => words.slice(index).join(' ');
  switch (draft.type) {
    case 'TXT':
      return { content: needsQuotes(content) ? quoteTxt(content) : content };
    case 'MX':
      return { content, priority: priority ?? 0 };
    case 'SRV':
      return {
        data: { priority: priority ?? 0, weight: Number(word(0)), port: Number(word(1)), target: word(2) },
      };
    case 'CAA':
      return { data: { flags: Number(word(0)), tag: word(1), value: unquoteTxt(rest(2)) } };
    case 'TLSA':
      return {
        data: {
          usage: Number(word(0)),
          selector: Number(word(1)),
          matching_type: Number(word(2)),
          certificate: words.slice(3).join(''),
        },
      };
    default:
      return { content };
  }
}

/** The API takes bare text as one string; longer than that, or with characters that would be read as quoting, it must be quoted. */
function needsQuotes(text: string): boolean {
  return Buffer.byteLength(text) > 255 || /["\\]|^\s|\s$/.test(text);
}

/** The parts of SRV and TLSA come back with tabs between them. */
export function fromContent(type: string, content: string): string {
  return type === 'TXT' ? unquoteTxt(content) : content.replaceAll('\t', ' ');
}
