import { asInteger, asObject, asString, asStrings, type JsonObject, type Parser } from '../../disk/parse-json.js';
import type { ChallengeProof } from '../../sdk/record.js';
import { type FileKind, forEachKind } from '../layout.js';

/** A new version of a lineage under way: enough to finish it, and to undo it. Written before its first file. */
export interface LineageSwitchEntry {
  readonly kind: 'lineage-switch';
  readonly name: string;
  readonly version: number;
  /** SHA-256 of each archive file: the set is complete when all four match. */
  readonly digests: Readonly<Record<FileKind, string>>;
  /** What each live link said before; null where there was none. */
  readonly previous: Readonly<Record<FileKind, string | null>>;
  /** The renewal configuration as it shall be. */
  readonly renewalConf: string;
  /** Post-issue plugins that the new version owes a run. */
  readonly owes: readonly string[];
  /** Journal entries (its order, for instance) that the new version settles. */
  readonly settles: readonly string[];
}

/** A lineage being removed; always finished forward. */
export interface LineageDeleteEntry {
  readonly kind: 'lineage-delete';
  readonly name: string;
}

/** A TXT record that exists, or may exist: the intention is on disk before the provider is asked to create it. */
export interface TxtRecordEntry {
  readonly kind: 'txt-record';
  readonly zone: string;
  /** Relative to the zone. */
  readonly name: string;
  readonly content: string;
  /** The zone whose name servers answer for it, where that is another one. */
  readonly servedBy?: string;
  /** What it proves, where the provider needs that for the removal as well. */
  readonly proof?: ChallengeProof;
  /** Id of the DNS provider. */
  readonly provider: string;
  /** Name of the provider profile whose credentials made it; undefined for the one of the environment. */
  readonly profile?: string;
  readonly certificate?: string;
  /** When it was written, milliseconds since 1970. */
  readonly createdAt: number;
  /** Failed removals so far. */
  readonly attempts?: number;
  /** Not to be removed before this moment, milliseconds since 1970. */
  readonly retryAt?: number;
  /**
   * Kept for the order in hand: when the wait for its publication ends, milliseconds since 1970; 0 where a try ended and
   * the next one begins with this value.
   */
  readonly waitUntil?: number;
  /** Not to be removed since somebody wants it until `retryAt`; else that is the moment of the next try to remove it. */
  readonly isWanted?: true;
}

/** A post-issue step that has not succeeded yet for this version. */
export interface OwedStepEntry {
  readonly kind: 'owed-step';
  readonly certificate: string;
  readonly version: number;
  readonly plugin: string;
}

/** An order at the CA that may be resumed. */
export interface OrderEntry {
  readonly kind: 'order';
  readonly certificate: string;
  readonly orderUrl: string;
  readonly server: string;
  readonly accountUrl?: string;
  readonly domains: readonly string[];
  /** The key that the finalized order's certificate will belong to: PKCS#8 PEM. The entry is readable by its owner only. */
  readonly privateKey?: string;
  readonly createdAt: number;
}

export type JournalEntry = LineageSwitchEntry | LineageDeleteEntry | TxtRecordEntry | OwedStepEntry | OrderEntry;

export type JournalKind = JournalEntry['kind'];

export type EntryOf<K extends JournalKind> = Extract<JournalEntry, { kind: K }>;

function asKinds<T>(value: unknown, each: (item: unknown) => T | undefined): Record<FileKind, T> | undefined {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const found = forEachKind((kind) => each(fields[kind]));
  const { cert, privkey, chain, fullchain } = found;
  if (cert === undefined || privkey === undefined || chain === undefined || fullchain === undefined) return undefined;
  return { cert, privkey, chain, fullchain };
}

function asLink(value: unknown): string | null | undefined {
  return value === null ? null : asString(value);
}

/** Spreads an optional field: present only where it has a value. */
function optional<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
}

function parseSwitch(fields: JsonObject): LineageSwitchEntry | undefined {
  const name = asString(fields.name);
  const version = asInteger(fields.version);
  const digests = asKinds(fields.digests, asString);
  const previous = asKinds(fields.previous, asLink);
  const renewalConf = asString(fields.renewalConf);
  const owes = asStrings(fields.owes);
  const settles = asStrings(fields.settles);
  if (name === undefined || version === undefined || digests === undefined || previous === undefined) return undefined;
  if (renewalConf === undefined || owes === undefined || settles === undefined) return undefined;
  return { kind: 'lineage-switch', name, version, digests, previous, renewalConf, owes, settles };
}

function parseDelete(fields: JsonObject): LineageDeleteEntry | undefined {
  const name = asString(fields.name);
  return name === undefined ? undefined : { kind: 'lineage-delete', name };
}

function parseTxtRecord(fields: JsonObject): TxtRecordEntry | undefined {
  const zone = asString(fields.zone);
  const name = asString(fields.name);
  const content = asString(fields.content);
  const provider = asString(fields.provider);
  if (zone === undefined || name === undefined || content === undefined || provider === undefined) return undefined;
  return {
    kind: 'txt-record',
    zone,
    name,
    content,
    provider,
    createdAt: asInteger(fields.createdAt) ?? 0,
    ...optional('servedBy', asString(fields.servedBy)),
    ...optional('proof', parseProof(fields.proof)),
    ...optional('profile', asString(fields.profile)),
    ...optional('certificate', asString(fields.certificate)),
    ...optional('attempts', asInteger(fields.attempts)),
    ...optional('retryAt', asInteger(fields.retryAt)),
    ...optional('waitUntil', asInteger(fields.waitUntil)),
    ...optional('isWanted', fields.isWanted === true || undefined),
  };
}

function parseProof(value: unknown): ChallengeProof | undefined {
  const fields = asObject(value);
  const domain = asString(fields?.domain);
  const token = asString(fields?.token);
  const keyAuthorization = asString(fields?.keyAuthorization);
  if (domain === undefined || token === undefined || keyAuthorization === undefined) return undefined;
  return { domain, token, keyAuthorization };
}

function parseOwedStep(fields: JsonObject): OwedStepEntry | undefined {
  const certificate = asString(fields.certificate);
  const version = asInteger(fields.version);
  const plugin = asString(fields.plugin);
  if (certificate === undefined || version === undefined || plugin === undefined) return undefined;
  return { kind: 'owed-step', certificate, version, plugin };
}

function parseOrder(fields: JsonObject): OrderEntry | undefined {
  const certificate = asString(fields.certificate);
  const orderUrl = asString(fields.orderUrl);
  const server = asString(fields.server);
  const domains = asStrings(fields.domains);
  if (certificate === undefined || orderUrl === undefined || server === undefined || domains === undefined)
    return undefined;
  return {
    kind: 'order',
    certificate,
    orderUrl,
    server,
    domains,
    createdAt: asInteger(fields.createdAt) ?? 0,
    ...optional('accountUrl', asString(fields.accountUrl)),
    ...optional('privateKey', asString(fields.privateKey)),
  };
}

const parsers: { readonly [K in JournalKind]: (fields: JsonObject) => EntryOf<K> | undefined } = {
  'lineage-switch': parseSwitch,
  'lineage-delete': parseDelete,
  'txt-record': parseTxtRecord,
  'owed-step': parseOwedStep,
  order: parseOrder,
};

export const journalKinds = Object.keys(parsers) as readonly JournalKind[];

/** The parser of one kind of entry. */
export function entryParser<K extends JournalKind>(kind: K): Parser<EntryOf<K>> {
  return (value) => {
    const fields = asObject(value);
    return fields?.kind === kind ? parsers[kind](fields) : undefined;
  };
}
