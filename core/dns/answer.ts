/** What this program reads of DNS messages; only `wire.ts` knows the library underneath. */

export type QueryType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'DNSKEY' | 'DS' | 'MX' | 'NS' | 'SOA' | 'TXT';

export interface CaaValue {
  readonly critical: boolean;
  readonly tag: string;
  readonly value: string;
}

interface RecordData {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly NS: string;
  readonly TXT: string;
  readonly SOA: { readonly primary: string; readonly serial: number; readonly minimum: number };
  readonly CAA: CaaValue;
  readonly OTHER: undefined;
}

export interface RecordOf<T extends keyof RecordData> {
  readonly type: T;
  /** Owner: lower case, no final dot; empty for the root. */
  readonly name: string;
  /** In seconds. */
  readonly ttl: number;
  readonly data: RecordData[T];
}

/** Names in data are lower case, without a final dot. The strings of a TXT record are joined. */
export type AnswerRecord = { [T in keyof RecordData]: RecordOf<T> }[keyof RecordData];

export interface AnswerFlags {
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  /** The resolver vouches for the answer by DNSSEC. */
  readonly authenticData: boolean;
}

export interface DnsAnswer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  readonly rcode: string;
  readonly answers: readonly AnswerRecord[];
  readonly authority: readonly AnswerRecord[];
  readonly flags: AnswerFlags;
  /** Who answered: `192.0.2.1`, `127.0.0.1:5353`. */
  readonly server: string;
}

/** The records of one type in a part of an answer, optionally of one owner alone. */
export function recordsOf<T extends keyof RecordData>(
  records: readonly AnswerRecord[],
  type: T,
  owner?: string,
): RecordOf<T>[] {
  const isWanted = (record: AnswerRecord): boolean =>
    record.type === type && (owner === undefined || record.name === owner);
  return records.filter(isWanted) as readonly AnswerRecord[] as RecordOf<T>[];
}

/** Smallest TTL in an answer, in seconds; 0 where there is no record at all. */
export function ttlOf({ answers, authority }: DnsAnswer): number {
  const ttls = [...answers, ...authority].map((record) =>
    record.type === 'SOA' ? Math.min(record.ttl, record.data.minimum) : record.ttl,
  );
  return ttls.length === 0 ? 0 : Math.min(...ttls);
}
