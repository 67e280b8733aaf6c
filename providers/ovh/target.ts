import { quoteTxt, type RecordDraft } from '../../core/sdk/index.js';

/** The API takes bare text as one string; longer than that, or with characters that would be read as quoting, it must be quoted. */
export function toTarget({ type, content, priority }: RecordDraft): string {
  if (type !== 'TXT') return priority === undefined ? content : `${priority} ${content}`;
  return Buffer.byteLength(content) > 255 || /["\\;]|^\s|\s$/.test(content) ? quoteTxt(content) : content;
}
