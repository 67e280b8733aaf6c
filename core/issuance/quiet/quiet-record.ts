import { asInteger, asMoment, asObject, asString, asStrings, type Parser } from '../../disk/parse-json.js';
import type { Renewal } from '../plan/next-wake.js';

/**
 * What a pass leaves behind that found nothing to do: until when that is so as long as nothing changes, and what it was
 * found from. All moments are milliseconds since the epoch.
 */
export interface QuietRecord {
  /** Of the store; see `StoreChanges`. */
  readonly mark: string;
  /** Fingerprint of the whole configuration. */
  readonly configuration: string;
  readonly madeAt: number;
  /** When the first certificate is due, a CA is to be asked again, or all are to be looked at in any case. */
  readonly until: number;
  /** How a start showed the certificates to the plugins; undefined: a start has to do it again. */
  readonly start: string | undefined;
  /** How many lineages there are. */
  readonly unchanged: number;
  /** The renewals that come next, earliest first. */
  readonly renewals: readonly Renewal[];
  /** Servers and ids of the accounts in use, whose contacts may have to be told. */
  readonly servers: readonly string[];
  readonly accounts: readonly string[];
}

export const parseQuietRecord: Parser<QuietRecord> = (value) => {
  const fields = asObject(value);
  const [mark, configuration] = [asString(fields?.mark), asString(fields?.configuration)];
  const [madeAt, until] = [asMoment(fields?.madeAt), asMoment(fields?.until)];
  const [unchanged, renewals] = [asInteger(fields?.unchanged), asRenewals(fields?.renewals)];
  const [servers, accounts] = [asStrings(fields?.servers), asStrings(fields?.accounts)];
  if (mark === undefined || configuration === undefined || madeAt === undefined || until === undefined)
    return undefined;
  if (unchanged === undefined || renewals === undefined || servers === undefined || accounts === undefined) {
    return undefined;
  }
  const start = asString(fields?.start);
  return { mark, configuration, madeAt, until, start, unchanged, renewals, servers, accounts };
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
