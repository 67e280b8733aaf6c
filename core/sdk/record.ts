/** The record types of the command line; a provider's manifest says which of them it can do. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT', 'SRV', 'LOC', 'CAA', 'TLSA'] as const;

export type RecordType = (typeof recordTypes)[number];

/**
 * What a TXT record proves, for providers that hand the proof itself on (`proofs` in the manifest); undefined for
 * records that prove nothing.
 */
export interface ChallengeProof {
  /** The name to be proved, without the `*.` of a wildcard. */
  readonly domain: string;
  readonly token: string;
  /** RFC 8555, section 8.1; its digest is the content of the record. */
  readonly keyAuthorization: string;
}

/** A zone as the provider knows it. Providers may return more; the host hands the same object back to them. */
export interface Zone {
  /** The apex: lower-case A-labels, no final dot. */
  readonly name: string;
}

/**
 * A record to be created, or what a record shall become.
 *
 * - `name` is relative to the zone, lower-case A-labels: `_acme-challenge.www`; `@` is the apex.
 * - `content` of TXT is the bare text: no quotes, no escapes, case kept, however long. Of the other types it is the
 *   presentation format of RFC 1035, host names without a final dot (`mail.example.com`). A priority given apart stays apart.
 * - `ttl` is in seconds and within the provider's limits already; where nobody asked for one it is the usual one, and
 *   `askedTtl` is undefined, for APIs that then take the zone's own or leave a record's TTL as it is.
 */
export interface RecordDraft {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly askedTtl?: number | undefined;
  /** MX and SRV: the preference, where it was given apart from the content. */
  readonly priority?: number;
  readonly proof?: ChallengeProof;
}

/** A record that exists. Same forms as in {@link RecordDraft}. */
export interface DnsRecord {
  /** What the provider calls it; where an API has no ids, `recordId()` makes one from type, name and content. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl?: number | undefined;
  readonly priority?: number | undefined;
  /** Where the host asks for a removal. */
  readonly proof?: ChallengeProof;
}

/**
 * Which records to list. All fields are hints: a provider passes on what its API can filter by and may return more,
 * the host filters the rest away.
 */
export interface RecordFilter {
  readonly type?: string;
  /** Relative to the zone; `@` is the apex. */
  readonly name?: string;
  readonly content?: string;
}
