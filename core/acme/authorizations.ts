import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.js';
import { placeOf } from '../http/redact.js';
import { Failure } from '../sdk/failure.js';
import type { ChallengeProof } from '../sdk/record.js';
import type { HttpAnswer } from './engine.js';
import { orderExpired } from './failure-kinds.js';
import { type AcmeOrder, refusedOrder } from './orders.js';
import { bearing, type CaFacts, type Problem, problemFailure, shortType } from './problem.js';
import { AuthorizationBody, parseBody } from './resources.js';
import { retryAfterOf } from './wire.js';

/** The proof asked for one name (RFC 8555, section 7.1.4), with what must stand in the DNS. */
export interface AcmeAuthorization {
  readonly url: string;
  /** The name, without the `*.` of a wildcard. */
  readonly domain: string;
  readonly wildcard: boolean;
  /** `valid`: nothing to do for this name. */
  readonly status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  readonly expires?: Date | undefined;
  /** `_acme-challenge.` and the domain, before any CNAME is followed. */
  readonly recordName: string;
  /** The content of the TXT record; undefined only where the authorization is not pending. */
  readonly recordValue?: string | undefined;
  /** What that content is made of. */
  readonly proof?: ChallengeProof | undefined;
  /** The dns-01 challenge; a valid authorization may have been proved by another one. */
  readonly challenge?: { readonly url: string; readonly status: string } | undefined;
  /** Why the CA refused, where it did. */
  readonly error?: Problem | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * @param thumbprint of the account key (RFC 7638)
 * @throws Failure UNSUPPORTED where the CA offers no dns-01 for a name that must be proved
 */
export function readAuthorization(
  url: string,
  answer: HttpAnswer,
  thumbprint: string,
  clock: Clock,
): AcmeAuthorization {
  const body = parseBody(AuthorizationBody, answer.data, url);
  const domain = body.identifier.value.toLowerCase();
  const challenge = body.challenges.find(({ type }) => type === 'dns-01');
  if (body.status === 'pending' && challenge?.token === undefined) {
    throw new Failure('UNSUPPORTED', `the CA offers no DNS challenge for ${domain}`, { place: placeOf(url) });
  }
  const proof = challenge?.token === undefined ? undefined : proofOf(domain, challenge.token, thumbprint);
  return {
    url,
    domain,
    wildcard: body.wildcard ?? false,
    status: body.status,
    expires: body.expires,
    recordName: `_acme-challenge.${domain}`,
    recordValue: proof && recordValue(proof),
    proof,
    challenge: challenge && { url: challenge.url, status: challenge.status },
    error: body.challenges.find(({ error }) => error !== undefined)?.error,
    retryAfterMs: retryAfterOf(answer.headers, clock),
  };
}

/** RFC 8555, section 8.1. */
function proofOf(domain: string, token: string, thumbprint: string): ChallengeProof {
  return { domain, token, keyAuthorization: `${token}.${thumbprint}` };
}

/** RFC 8555, section 8.4. */
function recordValue({ keyAuthorization }: ChallengeProof): string {
  return createHash('sha256').update(keyAuthorization).digest('base64url');
}

/** Why an order is invalid, from its authorizations: one failure that names each refused name. */
export function explainInvalidOrder(
  order: AcmeOrder,
  authorizations: readonly AcmeAuthorization[],
  ca: CaFacts,
): Failure {
  const [first, ...others] = authorizations.filter(isRefused);
  if (first !== undefined) return refusedName(first, others, ca);
  if (order.error !== undefined) return problemFailure(order.error, { url: order.url, ca });
  return refusedOrder(order);
}

/** Why an authorization is not valid. */
export function explainAuthorization(authorization: AcmeAuthorization, ca: CaFacts): Failure {
  if (isRefused(authorization)) return refusedName(authorization, [], ca);
  return new Failure('VALIDATION', `the authorization of ${nameOf(authorization)} is ${authorization.status}`, {
    place: placeOf(authorization.url),
    serviceCode: orderExpired,
  });
}

type RefusedAuthorization = AcmeAuthorization & { readonly error: Problem };

function isRefused(authorization: AcmeAuthorization): authorization is RefusedAuthorization {
  return authorization.error !== undefined;
}

function refusedName(first: RefusedAuthorization, others: readonly RefusedAuthorization[], ca: CaFacts): Failure {
  const refused = [first, ...others];
  const words = refused.map((each) => `${nameOf(each)}: ${each.error.detail ?? shortType(each.error)}`).join('; ');
  const found = problemFailure(first.error, { url: first.url, ca });
  const code = found.code === 'RATE_LIMITED' || found.code === 'SERVER' ? found.code : 'VALIDATION';
  const hint = found.hint ?? `Check that the TXT record of ${first.recordName} is public and what the CA can see there`;
  const failure = new Failure(code, `the CA could not validate ${words}`, {
    place: placeOf(first.url),
    hint,
    serviceCode: found.serviceCode,
    status: found.status,
  });
  const subproblems = refused.map((each) => ({ ...each.error, identifier: { value: nameOf(each) } }));
  return bearing(failure, { type: first.error.type, detail: words, subproblems });
}

function nameOf({ domain, wildcard }: AcmeAuthorization): string {
  return wildcard ? `*.${domain}` : domain;
}

/** How many authorizations an order may have for each of its names: CAs have one, and the RFC does not say so. */
const mostForAName = 2;

/**
 * The authorizations of an order, each once.
 * @throws Failure RESPONSE where they are far more than its names: each costs a request, and perhaps a TXT record
 */
export function authorizationsToRead({ authorizationUrls, domains, url }: AcmeOrder): string[] {
  const urls = [...new Set(authorizationUrls)];
  if (urls.length <= domains.length * mostForAName) return urls;
  const counts = `${urls.length} authorizations for ${domains.length} names`;
  throw new Failure('RESPONSE', `the CA wants ${counts}, which cannot be right`, { place: placeOf(url) });
}

/**
 * An order is about the names that were asked for (RFC 8555, section 7.1.3), and so are its proofs.
 * @throws Failure RESPONSE for a pending one of another name, for which nothing must be published
 */
export function assertOrdered(authorization: AcmeAuthorization, { domains }: AcmeOrder): void {
  const { domain, wildcard, url, status } = authorization;
  if (status !== 'pending') return;
  if (domains.includes(wildcard ? `*.${domain}` : domain)) return;
  // Some CAs do not tell wildcards apart: their proof is that of the name without.
  if (!wildcard && domains.includes(`*.${domain}`)) return;
  throw new Failure('RESPONSE', `the CA wants a proof for ${nameOf(authorization)}, which was not ordered`, {
    place: placeOf(url),
  });
}
