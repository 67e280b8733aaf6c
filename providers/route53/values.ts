import { fromPresentation, quoteTxt, type RecordDraft, unquoteTxt } from '../../core/sdk/index.js';

/**
 * The data of a record as Route 53 writes it. TXT is quoted, and what is not printable ASCII is escaped in octal, where
 * DNS itself has decimal; host names need no final dot.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#TXTFormat
 */
export function toValue({ type, content, priority }: Pick<RecordDraft, 'type' | 'content' | 'priority'>): string {
  if (type === 'TXT') return quoteTxt(content).replace(/[^\x20-\x7e]/gu, toOctal);
  return priority === undefined ? content : `${priority} ${content}`;
}

export function fromValue(type: string, value: string): string {
  return type === 'TXT' ? unquoteTxt(octalToDecimal(value)) : fromPresentation(type, value);
}

/** `\052.example.com.` is `*.example.com`. */
export function fromName(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function toOctal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** An escaped backslash is matched as a whole, so that digits after it stay digits. */
function octalToDecimal(value: string): string {
  return value.replace(/\\(\\|[0-7]{3})/g, (whole, octal: string) =>
    octal === '\\' ? whole : `\\${String(Number.parseInt(octal, 8)).padStart(3, '0')}`,
  );
}
