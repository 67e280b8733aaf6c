import { type DnsRecord, recordId, unquoteTxt } from '../../core/sdk/index.js';

/** A line of the zone: a record, or whatever else, which is kept as it is. */
export interface ZoneLine {
  readonly text: string;
  readonly record?: DnsRecord;
}

/** `name type priority content ttl`, the content of TXT in quotes. */
const recordLine = /^(\S+)\s+([A-Z]+)\s+(\d+)\s+(".*"|\S+)\s+(\d+)\s*$/;

/** https://joker.com/faq/content/6/501/en/dns_zone_put.html */
export function parseZone(text: string): ZoneLine[] {
  return text
    .split(/\r?\n/)
    .filter((line) => /\S/.test(line))
    .map(parseLine);
}

function parseLine(line: string): ZoneLine {
  const fields = recordLine.exec(line);
  if (fields === null) return { text: line };
  const [, name = '', type = '', priority, data = '', ttl] = fields;
  if (type !== 'TXT') return { text: line, record: toRecord({ type, name, priority, content: data, ttl }) };
  // The answer has a blank too much in front of the closing quote, which must not come back to the zone.
  const quoted = data.replace(/ "$/, '"');
  const record = toRecord({ type, name, priority, content: unquoteTxt(quoted), ttl });
  return { text: `${name} ${type} ${priority} ${quoted} ${ttl}`, record };
}

interface Fields {
  readonly type: string;
  readonly name: string;
  readonly priority: string | undefined;
  readonly content: string;
  readonly ttl: string | undefined;
}

function toRecord({ type, name, priority, content, ttl }: Fields): DnsRecord {
  const value = type === 'MX' ? `${priority} ${content}` : content;
  return { id: recordId({ type, name, content: value }), type, name, content: value, ttl: Number(ttl) };
}
