import type { ProblemDocument } from './problem.js';

/** What a server tells of orders, authorizations and challenges (RFC 8555 section 7.1). Moments are milliseconds since 1970. */
export type OrderStatus = 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
export type AuthorizationStatus = 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired';

export interface OrderFacts {
  readonly status: OrderStatus;
  readonly expires: number;
  readonly names: readonly string[];
  /** URLs. */
  readonly authorizations: readonly string[];
  readonly finalize: string;
  /** Where the client chose one. */
  readonly profile?: string | undefined;
  readonly replaces?: string | undefined;
  readonly error?: ProblemDocument | undefined;
  readonly certificate?: string | undefined;
}

export function orderDocument({ expires, names, profile, replaces, error, certificate, ...facts }: OrderFacts) {
  return {
    status: facts.status,
    expires: isoTime(expires),
    identifiers: names.map((value) => ({ type: 'dns', value })),
    authorizations: facts.authorizations,
    finalize: facts.finalize,
    ...(profile !== undefined && { profile }),
    ...(replaces !== undefined && { replaces }),
    ...(error !== undefined && { error }),
    ...(certificate !== undefined && { certificate }),
  };
}

export interface ChallengeFacts {
  readonly type: 'dns-01' | 'http-01' | 'tls-alpn-01';
  readonly url: string;
  readonly token: string;
  readonly status: 'pending' | 'processing' | 'valid' | 'invalid';
  readonly validatedAt?: number | undefined;
  readonly error?: ProblemDocument | undefined;
}

export function challengeDocument({ type, url, token, status, validatedAt, error }: ChallengeFacts) {
  return {
    type,
    url,
    token,
    status,
    ...(validatedAt !== undefined && { validated: isoTime(validatedAt) }),
    ...(error !== undefined && { error }),
  };
}

export interface AuthorizationFacts {
  /** Without `*.`. */
  readonly domain: string;
  readonly wildcard: boolean;
  readonly status: AuthorizationStatus;
  readonly expires: number;
  readonly challenges: readonly ChallengeFacts[];
}

export function authorizationDocument({ domain, wildcard, status, expires, challenges }: AuthorizationFacts) {
  return {
    identifier: { type: 'dns', value: domain },
    status,
    expires: isoTime(expires),
    challenges: challenges.map(challengeDocument),
    ...(wildcard && { wildcard }),
  };
}

export interface AccountFacts {
  readonly status: 'valid' | 'deactivated';
  readonly contact: readonly string[];
  /** URL. */
  readonly orders: string;
  /** Key identifier of the external account it is bound to. */
  readonly externalAccount: string | undefined;
}

export function accountDocument({ status, contact, orders, externalAccount }: AccountFacts) {
  return {
    status,
    contact,
    orders,
    ...(externalAccount !== undefined && { externalAccountBinding: { kid: externalAccount } }),
  };
}

/** RFC 3339, in whole seconds. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
