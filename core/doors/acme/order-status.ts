import {
  type AuthorizationStatus,
  authorizationDocument,
  challengeDocument,
  type OrderStatus,
  orderDocument,
  type Reply,
} from '../../acme-server/index.js';
import type { AcmeDoor } from './call.js';
import type { StoredOrder, StoredProof } from './state.js';

/** Seconds that a client should wait before it looks at an order in work again. */
const lookAgainSeconds = 3;
const longestWaitSeconds = 24 * 3600;

export function statusOfOrder(order: StoredOrder, now: number): OrderStatus {
  if (order.certificate !== undefined) return 'valid';
  if (order.error !== undefined) return 'invalid';
  if (order.csr !== undefined) return 'processing';
  const statuses = new Set(order.proofs.map((proof) => statusOfProof(order, proof, now)));
  if (order.expires <= now || [...statuses].some((status) => status !== 'pending' && status !== 'valid'))
    return 'invalid';
  return statuses.has('pending') ? 'pending' : 'ready';
}

export function statusOfProof({ expires }: StoredOrder, { status }: StoredProof, now: number): AuthorizationStatus {
  if (status === 'invalid' || status === 'deactivated') return status;
  if (expires <= now) return 'expired';
  return status === 'valid' ? 'valid' : 'pending';
}

export function orderReply({ url, context }: AcmeDoor, id: string, order: StoredOrder, httpStatus = 200): Reply {
  const now = context.clock.now();
  const status = statusOfOrder(order, now);
  const waitSeconds = Math.ceil(((order.retryAt ?? now) - now) / 1000);
  const retryAfter =
    status === 'processing' || waitSeconds > 0
      ? Math.min(Math.max(lookAgainSeconds, waitSeconds), longestWaitSeconds)
      : 0;
  return {
    status: httpStatus,
    headers: { Location: url('order', id), ...(retryAfter > 0 && { 'Retry-After': String(retryAfter) }) },
    json: orderDocument({
      status,
      expires: order.expires,
      names: order.names,
      authorizations: order.names.map((_name, index) => url('authorization', id, String(index))),
      finalize: url('finalize', id),
      profile: order.profile,
      replaces: order.replaces,
      error: order.error,
      certificate: order.certificate && url('certificate', order.certificate),
    }),
  };
}

const everyType = ['http-01', 'dns-01', 'tls-alpn-01'] as const;

/** Which challenges a name has: those that the client must answer, or that it may find answered. */
export function challengeTypes(name: string, isAnswered: boolean): readonly (typeof everyType)[number][] {
  if (!isAnswered) return ['http-01'];
  return name.startsWith('*.') ? ['dns-01'] : everyType;
}

export function authorizationReply(
  door: AcmeDoor,
  id: string,
  order: StoredOrder,
  index: number,
  isBound: boolean,
): Reply {
  const name = order.names[index] ?? '';
  const proof = proofAt(order, index);
  const wildcard = name.startsWith('*.');
  return {
    headers: proof.status === 'processing' ? { 'Retry-After': '1' } : {},
    json: authorizationDocument({
      domain: wildcard ? name.slice(2) : name,
      wildcard,
      status: statusOfProof(order, proof, door.context.clock.now()),
      expires: order.expires,
      challenges: challengeTypes(name, isBound).map((type) => challengeFacts(door, id, index, type, proof)),
    }),
  };
}

export function challengeReply(
  door: AcmeDoor,
  id: string,
  order: StoredOrder,
  index: number,
  type: (typeof everyType)[number],
): Reply {
  const proof = proofAt(order, index);
  const up = `<${door.url('authorization', id, String(index))}>;rel="up"`;
  return {
    headers: { Link: [up], ...(proof.status === 'processing' && { 'Retry-After': '1' }) },
    json: challengeDocument(challengeFacts(door, id, index, type, proof)),
  };
}

function challengeFacts(
  { url }: AcmeDoor,
  id: string,
  index: number,
  type: (typeof everyType)[number],
  { token, status, validatedAt, error }: StoredProof,
) {
  const shown = status === 'deactivated' ? 'pending' : status;
  return { type, url: url('challenge', id, String(index), type), token, status: shown, validatedAt, error };
}

export function proofAt({ proofs }: StoredOrder, index: number): StoredProof {
  return proofs[index] ?? { token: '', status: 'pending' };
}
