import type { Capabilities } from '../sdk/manifest.js';
import { canonicalName, relativeName } from '../sdk/names.js';
import type { ChallengeProof, DnsRecord, RecordDraft, RecordFilter } from '../sdk/record.js';
import { recordId } from '../sdk/record-id.js';
import { unquoteTxt } from '../sdk/txt.js';
import { clampTtl } from './ttl.js';

/** Names in any of the three forms: relative, full, or with a final dot. Left out: all. */
export interface RecordQuery {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly content?: string | undefined;
}

/** One record, told by all that makes it. */
export interface ExactRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  /** For providers that want it. */
  readonly proof?: ChallengeProof | undefined;
}

export interface NewRecord extends ExactRecord {
  /** In seconds; brought within the provider's limits. Left out: nobody asked for one. */
  readonly ttl?: number | undefined;
  readonly priority?: number | undefined;
}

/** The TTL of records for which nobody asked for one, in seconds: lexicon's. */
const usualTtl = 3600;

/** From the forms that people write to those that providers get. */
export function draftOf(record: NewRecord, zoneName: string, capabilities: Capabilities): RecordDraft {
  const { type, name, content, ttl, priority, proof } = record;
  return {
    type,
    name: relativeName(name, zoneName),
    content: bareContent(type, content),
    ttl: clampTtl(ttl ?? usualTtl, capabilities),
    ...(ttl !== undefined && { askedTtl: clampTtl(ttl, capabilities) }),
    ...(priority !== undefined && { priority }),
    ...(proof !== undefined && { proof }),
  };
}

/** As {@link draftOf}, for a query. */
export function filterOf({ type, name, content }: RecordQuery, zoneName: string): RecordFilter {
  return {
    ...(type !== undefined && { type }),
    ...(name !== undefined && { name: relativeName(name, zoneName) }),
    ...(content !== undefined && { content: bareContent(type, content) }),
  };
}

/** Whatever else is told, a record is these three. */
export function keyOf({ type, name, content }: RecordDraft): RecordFilter {
  return { type, name, content };
}

/** A record as it would be listed by a provider whose ids are made from type, name and content. */
export function withMadeId({ type, name, content, proof }: ExactRecord, zoneName: string): DnsRecord {
  const key = { type, name: relativeName(name, zoneName), content: bareContent(type, content) };
  return { id: recordId(key), ...key, ...(proof !== undefined && { proof }) };
}

/** Whether the priority of a record of this type stands in its content, as in a master file (RFC 1035, 2782). */
export function bearsPriority(type: string, content: string): boolean {
  return (type === 'MX' && /^\d+\s+\S/.test(content)) || (type === 'SRV' && /^(?:\d+\s+){3}\S/.test(content));
}

/** TXT may be given with or without quotes. */
function bareContent(type: string | undefined, content: string): string {
  return type === 'TXT' ? unquoteTxt(content) : content;
}

/** Whether a record is one of those that were asked for: providers may list more. */
export function isMatch(record: DnsRecord, { type, name, content }: RecordFilter): boolean {
  if (type !== undefined && record.type !== type) return false;
  // Some services list names of other scripts as people write them.
  if (name !== undefined && canonicalName(record.name) !== name) return false;
  return content === undefined || hasContent(record, content);
}

/** TXT is compared to the letter; of the rest, case and a final dot do not matter, and a priority may stand apart. */
function hasContent(record: DnsRecord, wanted: string): boolean {
  if (record.type === 'TXT') return record.content === wanted;
  const withPriority = record.priority === undefined ? record.content : `${record.priority} ${record.content}`;
  return [record.content, withPriority].some((content) => normal(content) === normal(wanted));
}

function normal(content: string): string {
  return content.toLowerCase().replace(/\.$/, '');
}
