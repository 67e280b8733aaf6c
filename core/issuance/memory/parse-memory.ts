import { asInteger, asMoment, asObject, asString, type JsonObject, type Parser } from '../../disk/parse-json.js';
import type { BackOff } from '../../scheduler/back-off.js';
import { isFingerprint } from '../plan/configuration-fingerprint.js';
import type {
  CertificateMemory,
  EarlyRenewals,
  OrderAttempt,
  RememberedFailure,
  RenewalMemory,
  RevokedMemory,
} from './memory.js';

/**
 * Reads what is remembered of a certificate, fact by fact: one that makes no sense is forgotten, and the others count.
 * A file that was damaged, or written when a service or the clock told nonsense, must stop neither `status` nor a pass.
 */
export const parseMemory: Parser<CertificateMemory> = (value) => {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const known: { [Key in keyof CertificateMemory]: CertificateMemory[Key] | undefined } = {
    lastSuccessAt: asMoment(fields.lastSuccessAt),
    issuedConfiguration: isFingerprint(fields.issuedConfiguration) ? fields.issuedConfiguration : undefined,
    lastFailure: failureOf(fields.lastFailure),
    backOff: backOffOf(fields.backOff),
    failedConfiguration: isFingerprint(fields.failedConfiguration) ? fields.failedConfiguration : undefined,
    ordering: orderingOf(fields.ordering),
    renewal: renewalOf(fields.renewal),
    revoked: revokedOf(fields.revoked),
    early: earlyOf(fields.early),
  };
  return withoutUndefined(known) as CertificateMemory;
};

function failureOf(value: unknown): RememberedFailure | undefined {
  const fields = asObject(value);
  const at = asMoment(fields?.at);
  const [step, code, message] = [asString(fields?.step), asString(fields?.code), asString(fields?.message)];
  if (fields === undefined || at === undefined || step === undefined || code === undefined || message === undefined) {
    return undefined;
  }
  const more = {
    // The hint was written as `mend` once.
    hint: asString(fields.hint) ?? asString(fields.mend),
    place: asString(fields.place),
    status: asInteger(fields.status),
    serviceCode: asString(fields.serviceCode),
    provider: asString(fields.provider),
    profile: asString(fields.profile),
  };
  return { at, step, code, message, ...withoutUndefined(more) };
}

function backOffOf(value: unknown): BackOff | undefined {
  const fields = asObject(value);
  const [failures, notBefore] = [countOf(fields?.failures), asMoment(fields?.notBefore)];
  return failures === undefined || notBefore === undefined ? undefined : { failures, notBefore };
}

function orderingOf(value: unknown): OrderAttempt | undefined {
  const fields = asObject(value);
  const [at, count, configuration] = [asMoment(fields?.at), countOf(fields?.count), fields?.configuration];
  return at === undefined || count === undefined || !isFingerprint(configuration)
    ? undefined
    : { at, count, configuration };
}

function renewalOf(value: unknown): RenewalMemory | undefined {
  const fields: JsonObject = asObject(value) ?? {};
  const fingerprint = asString(fields.fingerprint);
  const [windowStart, windowEnd] = [asMoment(fields.windowStart), asMoment(fields.windowEnd)];
  const [renewAt, askAgainAt] = [asMoment(fields.renewAt), asMoment(fields.askAgainAt)];
  if (fingerprint === undefined || windowStart === undefined || windowEnd === undefined) return undefined;
  if (renewAt === undefined || askAgainAt === undefined) return undefined;
  const more = withoutUndefined({ explanationUrl: asString(fields.explanationUrl) });
  return { fingerprint, windowStart, windowEnd, renewAt, askAgainAt, ...more };
}

function revokedOf(value: unknown): RevokedMemory | undefined {
  const fields = asObject(value);
  const [fingerprint, at] = [asString(fields?.fingerprint), asMoment(fields?.at)];
  return fingerprint === undefined || at === undefined ? undefined : { fingerprint, at };
}

function earlyOf(value: unknown): EarlyRenewals | undefined {
  const fields = asObject(value);
  const [count, at] = [countOf(fields?.count), asMoment(fields?.at)];
  return count === undefined || at === undefined ? undefined : { count, at };
}

function countOf(value: unknown): number | undefined {
  const count = asInteger(value);
  return count === undefined || count < 1 ? undefined : count;
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
