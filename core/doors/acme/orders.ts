import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import {
  Finalization,
  fromBase64url,
  NewOrder,
  namesOfOrder,
  Problem,
  parseAs,
  type Reply,
  thumbprintOf,
} from '../../acme-server/index.js';
import { coversIdentifier } from '../../config/domain-pattern.js';
import type { DoorClient } from '../../config/doors.js';
import { readCertificateRequest } from '../../x509/certificate-request.js';
import { type Account, newId } from './book.js';
import { type AcmeDoor, accountOf, type SignedCall } from './call.js';
import { orderReply, statusOfOrder } from './order-status.js';
import type { StoredOrder } from './state.js';

const dayMs = 24 * 3600 * 1000;

/** Orders of a client, and those of them that nobody finalizes: beyond that the oldest go. None in work does. */
const mostOrders = 5000;
const mostOpenOrders = 500;

/** How long an answer waits for the certificate, in milliseconds: most are quick, and it spares the client its first looks. */
const finalizeWaitMs = 5000;
const lookWaitMs = 2000;

/** RFC 8555, section 7.4. What the client may prove is authorized at once. */
export async function newOrder(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { book, context, workshop } = door;
  const account = accountOf(request);
  const client = request.call.gate.known(account.client);
  const wish = parseAs(NewOrder, request.payload, 'newOrder');
  request.call.note(wish.identifiers.map(({ value }) => value));
  const names = namesOfOrder(wish.identifiers);
  checkNames(client, names);
  checkProfile(wish.profile, workshop.profiles());
  const now = context.clock.now();
  const order: StoredOrder = {
    account: account.id,
    client: client.name,
    names,
    proofs: names.map(() => ({
      token: randomBytes(32).toString('base64url'),
      ...(account.isBound ? { status: 'valid' as const, validatedAt: now } : { status: 'pending' as const }),
    })),
    ...(wish.profile !== undefined && { profile: wish.profile }),
    ...(wish.replaces !== undefined && { replaces: wish.replaces }),
    createdAt: now,
    expires: now + dayMs,
  };
  await dropOldest(door, client.name);
  const id = newId();
  await book.orders.put(id, order);
  return orderReply(door, id, order, 201);
}

/** @throws Problem rejectedIdentifier, which names those that the client may not prove */
function checkNames({ name: client, domains, validate }: DoorClient, names: readonly string[]): void {
  const foreign = names.filter((name) => !coversIdentifier(domains, name));
  if (foreign.length > 0) {
    throw new Problem(
      'rejectedIdentifier',
      `${foreign.join(', ')}: not among the names that ${client} may have certificates for`,
      {
        subproblems: foreign.map((value) => ({
          type: 'urn:ietf:params:acme:error:rejectedIdentifier',
          detail: `${client} may not have certificates for this name`,
          identifier: { type: 'dns', value },
        })),
      },
    );
  }
  const wild = validate === undefined ? [] : names.filter((name) => name.startsWith('*.'));
  if (wild.length > 0) throw new Problem('rejectedIdentifier', `${wild.join(', ')}: http-01 proves no wildcards`);
}

/** Where the CA's profiles are not known, it will say what it thinks of one. @throws Problem invalidProfile */
function checkProfile(profile: string | undefined, known: Readonly<Record<string, string>>): void {
  const names = Object.keys(known);
  if (profile === undefined || names.length === 0 || names.includes(profile)) return;
  throw new Problem('invalidProfile', `there is no profile "${profile.slice(0, 100)}"; there are ${names.join(', ')}`);
}

async function dropOldest({ book, context }: AcmeDoor, client: string): Promise<void> {
  const now = context.clock.now();
  const own = [...book.orders.all()]
    .filter(([, order]) => order.client === client)
    .map(([id, order]) => ({ id, status: statusOfOrder(order, now), createdAt: order.createdAt }));
  const open = own.filter(({ status }) => status === 'pending' || status === 'ready');
  const done = own.filter(({ status }) => status !== 'processing');
  const crowd = open.length >= mostOpenOrders ? open : own.length >= mostOrders ? done : [];
  const [oldest] = crowd.sort((one, other) => one.createdAt - other.createdAt);
  if (oldest !== undefined) await book.orders.remove(oldest.id);
}

export async function readOrder(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { id, call } = request;
  const order = ownOrder(door, request);
  call.note(order.names);
  if (statusOfOrder(order, door.context.clock.now()) === 'processing') {
    await door.workshop.settled(id, lookWaitMs, call.signal);
  }
  return orderReply(door, id, ownOrder(door, request));
}

/** Takes the request for the certificate, and has it made (RFC 8555 section 7.4). The same request again changes nothing. */
export async function finalizeOrder(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { id, call, payload } = request;
  const { book, context, workshop } = door;
  const order = ownOrder(door, request);
  call.note(order.names);
  const { csr } = parseAs(Finalization, payload, 'finalize');
  const digest = digestOf(order, csr);
  const now = context.clock.now();
  const status = statusOfOrder(order, now);
  if (order.digest === digest && status !== 'invalid') {
    await workshop.settled(id, finalizeWaitMs, call.signal);
    return orderReply(door, id, ownOrder(door, request));
  }
  if (status !== 'ready') throw new Problem('orderNotReady', `the order is ${status}`);
  checkNames(call.gate.known(order.client), order.names);
  checkRequest(fromBase64url(csr, 'the CSR'), order, accountOf(request));
  await workshop.assertRoom(order);
  // Another request may have come in between.
  if (book.orders.get(id)?.csr !== undefined) throw new Problem('orderNotReady', 'the order is processing');
  const joins = workshop.sameInWork(digest);
  await book.orders.put(id, { ...order, csr, digest, finalizedAt: now, ...(joins !== undefined && { joins }) });
  workshop.start(id);
  await workshop.settled(id, finalizeWaitMs, call.signal);
  return orderReply(door, id, ownOrder(door, request));
}

function digestOf({ client, names, profile = '' }: StoredOrder, csr: string): string {
  return createHash('sha256')
    .update(JSON.stringify([client, names, profile, csr]))
    .digest('base64url');
}

/** @throws Problem badCSR */
function checkRequest(der: Buffer, { names: ordered }: StoredOrder, { key }: Account): void {
  const request = readCertificateRequest(der);
  if (request === undefined) throw new Problem('badCSR', 'the CSR cannot be read');
  if (request.asksForOthers) throw new Problem('badCSR', 'the CSR asks for something that is no DNS name');
  const names = request.names.toSorted();
  if (names.join() !== ordered.join()) {
    throw new Problem(
      'badCSR',
      `the CSR is for ${names.join(', ').slice(0, 1000) || 'no name'}, the order for ${ordered.join(', ')}`,
    );
  }
  if (isSameKey(request.publicKey, key.thumbprint)) throw new Problem('badCSR', 'the CSR has the key of the account');
}

/** A key that Node does not know is another one; the CA decides whether it likes it. */
function isSameKey(publicKey: Buffer, thumbprint: string): boolean {
  try {
    return thumbprintOf(createPublicKey({ key: publicKey, format: 'der', type: 'spki' })) === thumbprint;
  } catch {
    return false;
  }
}

/** @throws Problem malformed, also for the order of another account: that it exists is nobody's business */
export function ownOrder({ book }: AcmeDoor, request: SignedCall): StoredOrder {
  const order = book.orders.get(request.id);
  if (order !== undefined && order.account === accountOf(request).id) return order;
  throw new Problem('malformed', 'there is no such order', { status: 404 });
}
