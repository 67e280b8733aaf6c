import { setTimeout as delay } from 'node:timers/promises';
import { Finalization, fromBase64url, Problem, parseAs, type Reply, toProblem } from '../acme-server/index.js';
import { type Context, newId, type SignedRequest } from './context.js';
import { orderReply, statusOfOrder } from './order-status.js';
import { readSigningRequest, type SigningRequest } from './signing-request.js';
import type { Order } from './state.js';

export function readOrder(context: Context, request: SignedRequest): Reply {
  return orderReply(context, owned(context.state.orders.get(request.id), request));
}

/** Checks the request for a certificate and issues it (RFC 8555 section 7.4). */
export async function finalizeOrder(context: Context, request: SignedRequest): Promise<Reply> {
  const order = owned(context.state.orders.get(request.id), request);
  const { csr } = parseAs(Finalization, request.payload, 'finalize');
  const status = statusOfOrder(order, context.now());
  if (status !== 'ready') throw new Problem('orderNotReady', `the order is ${status}`);
  const signingRequest = await readSigningRequest(fromBase64url(csr, 'the CSR'));
  checkSigningRequest(signingRequest, order, request);
  // Another request may have come in between.
  if (order.isProcessing) throw new Problem('orderNotReady', 'the order is processing');
  order.isProcessing = true;
  const issuing = issue(context, order, signingRequest.publicKey);
  if (!context.options.faults?.finalizeDelayMs) await issuing;
  return orderReply(context, order);
}

function checkSigningRequest(request: SigningRequest, order: Order, { key }: SignedRequest): void {
  const names = request.names.toSorted();
  if (names.join() !== order.names.join()) {
    throw new Problem(
      'badCSR',
      `the CSR is for ${names.join(', ') || 'no name'}, the order for ${order.names.join(', ')}`,
    );
  }
  if (request.thumbprint === key.thumbprint) throw new Problem('badCSR', 'the CSR has the key of the account');
}

/** Notes the certificate or the error in the order. Never rejects. */
async function issue(context: Context, order: Order, publicKey: ArrayBuffer): Promise<void> {
  try {
    const wait = context.options.faults?.finalizeDelayMs ?? 0;
    if (wait > 0) await delay(wait, undefined, { signal: context.signal, ref: false });
    const profile = context.profiles.get(order.profile);
    if (profile === undefined) throw new Problem('serverInternal', `the profile ${order.profile} is gone`);
    const leaf = await context.authority.issue(order.names, publicKey, profile, context.now());
    const { accountId, names, replaces } = order;
    const certificate = { ...leaf, id: newId(), accountId, names, profile: order.profile, replaces };
    context.state.certificates.set(certificate.id, certificate);
    order.certificate = certificate;
    context.log.debug({ order: order.id, serial: leaf.serial, names }, 'rehearsal CA: issued');
  } catch (error) {
    order.error = toProblem(error).document;
  }
}

function owned(order: Order | undefined, { account }: SignedRequest): Order {
  if (order === undefined) throw new Problem('malformed', 'there is no such order', { status: 404 });
  if (order.accountId === account?.id) return order;
  throw new Problem('unauthorized', 'this is the order of another account');
}
