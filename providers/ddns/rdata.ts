import { isIPv4, isIPv6 } from 'node:net';
import { type Answer, type CaaData, encode } from 'dns-packet';
import { canonicalName, Failure, type RecordDraft, splitTxt, withoutDot } from '../../core/sdk/index.js';
import { encodeName, headerSize } from './wire.js';

type Draft = Pick<RecordDraft, 'type' | 'content' | 'priority'>;

/**
 * The data of a record in wire form.
 * @throws Failure CONFIG where the content is none of this type, UNSUPPORTED where the type is not known here
 */
export function encodeData(draft: Draft): Buffer {
  // Header, the root as owner, then type, class, TTL and length: what follows is the data.
  return encode({ type: 'response', answers: [toAnswer(draft)] }).subarray(headerSize + 11);
}

/** TXT data from strings as they stand at the server. */
export function encodeStrings(strings: readonly Buffer[]): Buffer {
  return Buffer.concat(strings.flatMap((string) => [Buffer.of(string.length), string]));
}

function toAnswer(draft: Draft): Answer {
  const { type, content } = draft;
  const root = { name: '.', ttl: 0, class: 'IN' } as const;
  const fields = content.trim().split(/\s+/);
  const withPriority = draft.priority === undefined ? fields : [String(draft.priority), ...fields];
  switch (type) {
    case 'A':
      if (!isIPv4(content)) throw wrong(draft, '192.0.2.1');
      return { ...root, type, data: content };
    case 'AAAA':
      if (!isIPv6(content)) throw wrong(draft, '2001:db8::1');
      return { ...root, type, data: content };
    case 'CNAME':
    case 'NS':
      return { ...root, type, data: host(content) };
    case 'TXT':
      return { ...root, type, data: splitTxt(content) };
    case 'MX': {
      const [preference, exchange] = take(draft, withPriority, 2, 1, '10 mail.example.com');
      return { ...root, type, data: { preference: Number(preference), exchange: host(exchange) } };
    }
    case 'SRV': {
      const parts = take(draft, withPriority, 4, 3, '0 5 5060 sip.example.com');
      const [priority, weight, port] = [Number(parts[0]), Number(parts[1]), Number(parts[2])];
      return { ...root, type, data: { priority, weight, port, target: host(parts[3]) } };
    }
    case 'CAA': {
      const [, flags, tag, value] = /^(\d{1,3})\s+([a-z0-9]+)\s+(.+)$/i.exec(content.trim()) ?? [];
      if (tag === undefined || value === undefined) throw wrong(draft, '0 issue "letsencrypt.org"');
      const bare = value.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1');
      return { ...root, type, data: { flags: Number(flags), tag: tag as CaaData['tag'], value: bare } };
    }
    case 'TLSA': {
      const [usage, selector, matchingType, ...hex] = fields;
      const certificate = hex.join('');
      if (!/^\d+ \d+ \d+$/.test(fields.slice(0, 3).join(' ')) || !/^([0-9a-f]{2})+$/i.test(certificate)) {
        throw wrong(draft, '3 1 1 0123…cdef');
      }
      const data = { usage: Number(usage), selector: Number(selector), matchingType: Number(matchingType) };
      return { ...root, type, data: { ...data, certificate: Buffer.from(certificate, 'hex') } };
    }
    default:
      throw new Failure('UNSUPPORTED', `${type} records cannot be written by dynamic updates here`);
  }
}

/** Exactly so many fields, the first ones numbers of 16 bits. */
function take(draft: Draft, fields: readonly string[], count: number, numbers: number, example: string): string[] {
  const isNumber = (field: string) => /^\d{1,5}$/.test(field) && Number(field) <= 0xffff;
  if (fields.length !== count || !fields.slice(0, numbers).every(isNumber)) throw wrong(draft, example);
  return [...fields];
}

/** A host name in A-labels, checked: the library would write a label that is too long as something else. */
function host(name = ''): string {
  const ascii = /^[\x20-\x7e]*$/.test(name) ? withoutDot(name) : canonicalName(name);
  encodeName(ascii);
  return ascii || '.';
}

function wrong({ type, content }: Draft, example: string): Failure {
  return new Failure('CONFIG', `"${content}" is not the content of a record of type ${type}`, {
    hint: `Write it like ${example}`,
  });
}
