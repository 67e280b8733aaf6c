import { type Answer, decode } from 'dns-packet';
import { type DnsRecord, recordId, relativeName, withoutDot } from '../../core/sdk/index.js';

/** A record as the server has it, with the strings of a TXT record as they are cut there. */
export interface StoredRecord extends DnsRecord {
  readonly strings?: readonly Buffer[];
}

/**
 * The records in a message that this provider knows, names relative to the zone. The NS records of a name that is
 * delegated away stand in the authority section (RFC 1034, section 4.3.2).
 * @throws Error where the message is malformed
 */
export function readRecords(message: Buffer, zone: string): StoredRecord[] {
  const { answers = [], authorities = [] } = decode(message);
  const delegations = authorities.filter((record) => record.type === 'NS');
  return [...answers, ...delegations].flatMap((answer) => {
    const content = contentOf(answer);
    if (content === undefined || answer.type === 'OPT') return [];
    const name = relativeName(answer.name, zone);
    const key = { type: answer.type, name, content };
    const strings = answer.type === 'TXT' ? { strings: stringsOf(answer.data) } : {};
    return [{ id: recordId(key), ...key, ttl: answer.ttl, ...strings }];
  });
}

/** How many SOA records of the zone stand in a message: a transfer begins and ends with one. */
export function countSoa(message: Buffer): number {
  const { answers = [] } = decode(message);
  return answers.filter((answer) => answer.type === 'SOA').length;
}

function contentOf(answer: Answer): string | undefined {
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return answer.data;
    case 'CNAME':
    case 'NS':
      return withoutDot(answer.data);
    case 'TXT':
      return Buffer.concat(stringsOf(answer.data)).toString('utf8');
    case 'MX': {
      const { preference, exchange } = answer.data;
      return `${preference} ${exchange}`;
    }
    case 'SRV': {
      const { priority, weight, port, target } = answer.data;
      return `${priority} ${weight} ${port} ${target}`;
    }
    case 'CAA': {
      const { flags, tag, value } = answer.data;
      return `${flags} ${tag} "${value.replace(/["\\]/g, '\\$&')}"`;
    }
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = answer.data;
      return `${usage} ${selector} ${matchingType} ${certificate.toString('hex')}`;
    }
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = answer.data;
      return [mname, rname, serial, refresh, retry, expire, minimum].join(' ');
    }
    default:
      return undefined;
  }
}

function stringsOf(data: string | Buffer | (string | Buffer)[]): Buffer[] {
  return (Array.isArray(data) ? data : [data]).map((part) => Buffer.from(part));
}
