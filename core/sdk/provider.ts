import type { HttpClient } from './http.js';
import type { Logger } from './logger.js';
import type { OptionsOf } from './manifest.js';
import type { DnsRecord, RecordDraft, RecordFilter, Zone } from './record.js';
import type { ResponderService } from './responder.js';

/**
 * A DNS provider: translates between the forms of {@link RecordDraft} and its API, and nothing else. The host does
 * the rest around it: full and relative names, filters, "exists already", deleting by content, one write a zone at a
 * time where the manifest asks for it, retries, TTL limits.
 *
 * **At the same time.** One object serves all certificates of a pass, so any method may be called while another one is
 * under way, also for the same zone. With `serialWrites` in the manifest the writes to one zone come one after the
 * other; reads may still come between. What an object remembers (a session, a list of zones) is shared by all of these
 * calls: see `memo` and `signedIn`, which make one of what is asked for twice.
 *
 * **Halfway.** A method that throws may have done all, a part, or nothing of its work. The host takes nothing for
 * granted then: it asks again, and `createRecord` of a record that came through after all, or `deleteRecord` of one
 * that is gone, must come to a good end. No method repairs what it did halfway; no read that failed may look like an
 * empty list, least of all before a write of a whole set.
 *
 * **Failures.** All methods throw `Failure`; the HTTP client given to a provider does so by itself. Its `code` decides
 * what the host does: `RECORD_EXISTS` of a creation and `RECORD_NOT_FOUND` of a removal are successes; `RATE_LIMITED`
 * (with `retryAfterMs`), `SERVER`, `NETWORK` and `TIMEOUT` are tried again where that is safe; `AUTHENTICATION` and
 * `ZONE_NOT_FOUND` are told to people at once. A code is never decided by the words of a message where the API has a
 * status or a code for it.
 *
 * **The end.** Work stops with the ambient signal, which `http` heeds; `context.signal` is for all else.
 */
export interface DnsProvider<Z extends Zone = Zone> {
  /**
   * The zone of exactly this name in the account; undefined where the account has none. Asked for several candidates
   * (`a.b.example.com`, `b.example.com`, …) until one is found: `example.com` is no answer to `b.example.com`.
   * @param name apex, lower-case A-labels, no final dot
   */
  findZone(name: string): Promise<Z | undefined>;

  /**
   * Records of the zone, of all pages. May return more than the filter asks for, never less: `{ type: 'TXT', name: 'a' }`
   * may be answered with the whole zone. Ids are good until the record changes.
   */
  listRecords(zone: Z, filter: RecordFilter): Promise<readonly DnsRecord[]>;

  /**
   * Adds one record and leaves every other value of the same name and type as it is:
   * `TXT _acme-challenge "a"` and then `"b"` gives both. The TTL is within the limits of the manifest.
   * @throws Failure RECORD_EXISTS where the manifest says that duplicates are rejected
   */
  createRecord(zone: Z, draft: RecordDraft): Promise<void>;

  /** Makes the record of this id what the draft says. */
  updateRecord(zone: Z, id: string, draft: RecordDraft): Promise<void>;

  /**
   * Removes this one record; the other values of the same name and type stay. A record that is gone already is a success.
   * @param record what the host knows of it; undefined where it knows only the id
   */
  deleteRecord(zone: Z, id: string, record?: DnsRecord): Promise<void>;

  /**
   * Several changes of one zone in fewer requests than one by one: `create` first or all at once, and none of the
   * records that are not named. It need not be one transaction. Left out where the API has no such thing.
   */
  changeRecords?(zone: Z, change: RecordChange): Promise<void>;

  /**
   * Removes these values with the narrowest write that the API has; what clean-up asks for. Left out where
   * `deleteRecord` and `changeRecords` are as narrow.
   */
  removeRecords?(zone: Z, records: readonly DnsRecord[]): Promise<void>;

  /** Resolves when the service says that what was written is live. Left out where it cannot tell. */
  awaitLive?(zone: Z): Promise<void>;
  /**
   * Only for providers that keep what they have read: it may have changed since. Called at the beginning of a turn to write,
   * before which other processes may have had theirs.
   */
  forgetReads?(): void;

  /** Ids are made by `recordId()` from the record itself, though the manifest's granularity is not `set`: one API of several. */
  readonly hasMadeIds?: true;

  /** Lets go of sockets and the like. */
  close?(): Promise<void>;
}

export interface RecordChange {
  readonly create: readonly RecordDraft[];
  /** Records as listed, or with an id made by `recordId()`. */
  readonly remove: readonly DnsRecord[];
}

/** What a provider is made from. */
export interface ProviderContext<O> {
  /** The id that was asked for: that of the manifest, or an alias, for families whose members differ in little. */
  readonly id: string;
  readonly options: O;
  readonly http: HttpClient;
  readonly log: Logger;
  /** Aborts when the operation under way is to stop; for work that does not go through `http`. */
  readonly signal: () => AbortSignal;
  /** Now, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The variables of this process for programs that the provider starts, without secrets; undefined where the host has none to lend. */
  readonly environment?: () => Readonly<Record<string, string>>;
  /** The DNS server inside this program; undefined where the host has none to lend. */
  readonly responder?: ResponderService;
}

export type ProviderFactory<O = Readonly<Record<string, string | number | boolean | undefined>>> = (
  context: ProviderContext<O>,
) => DnsProvider;

/** What a provider's module exports by default. */
export interface ProviderModule {
  readonly sdk: number;
  readonly create: ProviderFactory<never>;
}

/** Version of this interface; the host refuses modules made for another one. */
export const sdkVersion = 1;

/**
 * Declares a provider. `M` is the type of its manifest, from which the types of its options are inferred:
 * `export default defineProvider<typeof manifest>(({ options, http }) => ({ … }))`.
 */
export function defineProvider<M extends { options: object }, Z extends Zone = Zone>(
  create: (context: ProviderContext<OptionsOf<M>>) => DnsProvider<Z>,
): ProviderModule {
  return { sdk: sdkVersion, create: create as ProviderFactory<never> };
}
