import { asInteger, asMoment, asObject, asString, asStrings, type Parser } from '../../disk/parse-json.js';
import type { Renewal } from '../plan/next-wake.js';

/**
 * What a pass leaves behind: what it was found from, and until when that is so as long as nothing changes. Which
 * certificates are due when is in the index. All moments are milliseconds since the epoch.
 */
export interface KnownRecord {
  /** Of the store; see `StoreChanges`. */
  readonly mark: string;
  /** Id of the index; undefined where it is not worth one: then nothing is due before `until`. */
  readonly index: string | undefined;
  /** Fingerprint of the whole configuration. */
  readonly configuration: string;
  readonly madeAt: number;
  /** When all are to be looked at in any case. */
  readonly until: number;
  /** How a start showed the certificates to the plugins; undefined: a start has to do it again. */
  readonly start: string | undefined;
  /** How many certificates and lineages there are. */
  readonly count: number;
  /** Those of them that wait. */
  readonly waiting: readonly string[];
  /** Certificates that a start has to show to the plugins all the same. */
  readonly unshown: readonly string[];
  /** The renewals that come next, earliest first. */
  readonly renewals: readonly Renewal[];
  /** The moments at which others have to be looked at. */
  readonly waits: readonly number[];
  /** Lines that go on as another lineage: the name of the line, that of the lineage. */
  readonly continued: Readonly<Record<string, string>>;
  /** Servers and ids of the accounts in use, whose contacts may have to be told. */
  readonly servers: readonly string[];
  readonly accounts: readonly string[];
}

export const parseKnownRecord: Parser<KnownRecord> = (value) => {
  const fields = asObject(value) ?? {};
  const [mark, configuration] = [asString(fields.mark), asString(fields.configuration)];
  const [madeAt, until, count] = [asMoment(fields.madeAt), asMoment(fields.until), asInteger(fields.count)];
  const [renewals, waits, continued] = [
    asRenewals(fields.renewals),
    asMoments(fields.waits),
    asNames(fields.continued),
  ];
  const [waiting, unshown] = [asStrings(fields.waiting), asStrings(fields.unshown)];
  const [servers, accounts] = [asStrings(fields.servers), asStrings(fields.accounts)];
  if (mark === undefined || configuration === undefined || madeAt === undefined || until === undefined)
    return undefined;
  if (count === undefined || renewals === undefined || waits === undefined || continued === undefined) return undefined;
  if (waiting === undefined || unshown === undefined || servers === undefined || accounts === undefined)
    return undefined;
  const [start, index] = [asString(fields.start), asString(fields.index)];
  return {
    ...{ mark, index, configuration, madeAt, until, start, count, waiting, renewals, waits, continued },
    ...{ unshown, servers, accounts },
  };
};

function asRenewals(value: unknown): Renewal[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const renewals = value.map((each) => {
    const fields = asObject(each);
    const [at, lifetimeMs] = [asMoment(fields?.at), asMoment(fields?.lifetimeMs)];
    return at === undefined || lifetimeMs === undefined ? undefined : { at, lifetimeMs };
  });
  return renewals.every((each) => each !== undefined) ? renewals : undefined;
}

function asMoments(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const moments = value.map(asMoment);
  return moments.every((each) => each !== undefined) ? moments : undefined;
}

function asNames(value: unknown): Record<string, string> | undefined {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const names = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(names);
}
