import { z } from 'zod';
import {
  type DnsRecord,
  fqdn,
  fromPresentation,
  joinPriority,
  type RecordDraft,
  recordId,
  relativeName,
  toPresentation,
  unquoteTxt,
  type Zone,
} from '../../core/sdk/index.js';

const base64 = z.string().transform((text) => Buffer.from(text, 'base64').toString('utf8'));

/** A line of a zone file; comments, blank lines and directives are lines as well. */
export const Line = z.object({
  line_index: z.number(),
  /** Of records alone. */
  record_type: z.string().optional(),
  ttl: z.number().optional(),
  dname_b64: base64.default(''),
  data_b64: z.array(base64).default([]),
});
export type Line = z.infer<typeof Line>;

/** A record, and the line that it stands in. */
export interface LineRecord extends DnsRecord {
  readonly line: number;
}

/** Serial number of the zone: the third of the data of its SOA record. */
export function serialOf(lines: readonly Line[]): string {
  return lines.find(({ record_type }) => record_type === 'SOA')?.data_b64[2] ?? '';
}

export function recordsOf(lines: readonly Line[], zone: Zone): LineRecord[] {
  return lines.flatMap(({ record_type: type, line_index, ttl, dname_b64, data_b64 }) => {
    if (type === undefined || type === 'SOA') return [];
    const name = relativeName(dname_b64, zone.name);
    const content = type === 'TXT' ? data_b64.join('') : fromPresentation(type, shown(type, data_b64));
    return [{ id: recordId({ type, name, content }), type, name, content, ttl, line: line_index }];
  });
}

function shown(type: string, data: readonly string[]): string {
  return type === 'CAA' ? [...data.slice(0, -1), `"${data.at(-1)}"`].join(' ') : data.join(' ');
}

/** A line as it is to be: long texts are cut by the server. */
export function toLine(draft: RecordDraft, zone: Zone): object {
  return { dname: fqdn(draft.name, zone.name), ttl: draft.ttl, record_type: draft.type, data: dataOf(draft) };
}

function dataOf(draft: RecordDraft): string[] {
  if (draft.type === 'TXT') return [draft.content];
  if (draft.type === 'CAA') {
    const [flags = '', tag = '', ...value] = draft.content.split(' ');
    return [flags, tag, unquoteTxt(value.join(' '))];
  }
  return toPresentation({ ...draft, content: joinPriority(draft) }).split(' ');
}
