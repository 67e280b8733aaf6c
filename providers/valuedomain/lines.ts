import { type DnsRecord, Failure, type RecordKey, recordId, withDot, withoutDot } from '../../core/sdk/index.js';

/** A line of a zone's text; those of other types and comments have no record, and stay as they are. */
export interface Line {
  readonly text: string;
  readonly record?: DnsRecord;
}

const form = /^(a|aaaa|cname|txt)\s+(\S+)\s+(.+?)\s*$/i;

/** `txt _acme-challenge token`, one record a line. */
export function parseLines(text: string, ttl: number): Line[] {
  const lines = text.split(/\r?\n/).filter((line) => /\S/.test(line));
  return lines.map((line) => {
    const [, word = '', name = '', data = ''] = form.exec(line) ?? [];
    if (word === '') return { text: line };
    const type = word.toUpperCase();
    const key = { type, name: name.toLowerCase(), content: type === 'CNAME' ? withoutDot(data) : data };
    return { text: line, record: { id: recordId(key), ...key, ttl } };
  });
}

/** @throws Failure UNSUPPORTED for text that does not fit into a line */
export function lineOf({ type, name, content }: RecordKey): Line {
  if (!/^\S(.*\S)?$/.test(content)) {
    throw new Failure('UNSUPPORTED', 'a record here is one line, which this text does not fit into');
  }
  const data = type === 'CNAME' ? withDot(content) : content;
  const id = recordId({ type, name, content });
  return { text: `${type.toLowerCase()} ${name} ${data}`, record: { id, type, name, content } };
}
