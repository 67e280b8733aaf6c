import {
  type AuthorizationStatus,
  authorizationDocument,
  challengeDocument,
  type OrderStatus,
  orderDocument,
  type Reply,
} from '../acme-server/index.js';
import type { Context } from './context.js';
import type { Authorization, Challenge, Order } from './state.js';

/** Seconds that a client should wait before it asks again. */
const retryAfter = { 'Retry-After': '1' };

/** RFC 8555 section 7.1.6: follows from the challenge and the clock. */
export function statusOfAuthorization(authorization: Authorization, now: number): AuthorizationStatus {
  const { challenge, deactivated, expires } = authorization;
  if (deactivated) return 'deactivated';
  if (challenge.status === 'invalid') return 'invalid';
  if (expires <= now) return 'expired';
  return challenge.status === 'valid' ? 'valid' : 'pending';
}

export function statusOfOrder(order: Order, now: number): OrderStatus {
  if (order.certificate !== undefined) return 'valid';
  if (order.error !== undefined) return 'invalid';
  if (order.isProcessing) return 'processing';
  const statuses = new Set(order.authorizations.map((authorization) => statusOfAuthorization(authorization, now)));
  if (order.expires <= now || [...statuses].some((status) => status !== 'pending' && status !== 'valid'))
    return 'invalid';
  return statuses.has('pending') ? 'pending' : 'ready';
}

export function orderReply(context: Context, order: Order): Reply {
  const status = statusOfOrder(order, context.now());
  return {
    headers: { Location: context.url('order', order.id), ...(status === 'processing' && retryAfter) },
    json: orderDocument({
      status,
      expires: order.expires,
      names: order.names,
      authorizations: order.authorizations.map(({ id }) => context.url('authorization', id)),
      finalize: context.url('finalize', order.id),
      profile: order.profileRequested ? order.profile : undefined,
      replaces: order.replaces,
      error: order.error,
      certificate: order.certificate && context.url('certificate', order.certificate.id),
    }),
  };
}

export function authorizationReply(context: Context, authorization: Authorization): Reply {
  const { domain, wildcard, challenge, expires } = authorization;
  return {
    headers: challenge.status === 'processing' ? retryAfter : {},
    json: authorizationDocument({
      domain,
      wildcard,
      status: statusOfAuthorization(authorization, context.now()),
      expires,
      challenges: [factsOf(context, challenge)],
    }),
  };
}

export function challengeReply(context: Context, authorization: Authorization): Reply {
  const up = `<${context.url('authorization', authorization.id)}>;rel="up"`;
  const { challenge } = authorization;
  return {
    headers: { Link: [up], ...(challenge.status === 'processing' && retryAfter) },
    json: challengeDocument(factsOf(context, challenge)),
  };
}

function factsOf(context: Context, { id, token, status, validatedAt, error }: Challenge) {
  return { type: 'dns-01' as const, url: context.url('challenge', id), token, status, validatedAt, error };
}
