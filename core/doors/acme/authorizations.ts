import { ChallengeResponse, Deactivation, Problem, parseAs, type Reply } from '../../acme-server/index.js';
import { type AcmeDoor, accountOf, type SignedCall } from './call.js';
import { validateHttp } from './http-01.js';
import { authorizationReply, challengeReply, challengeTypes, proofAt, statusOfProof } from './order-status.js';
import { ownOrder } from './orders.js';
import { asStoredProblem, type StoredProof } from './state.js';

/** Reads or deactivates (RFC 8555 section 7.5). */
export async function readAuthorization(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { index, isBound } = locate(door, request);
  if (request.payload !== undefined) {
    parseAs(Deactivation, request.payload, 'authorization');
    await setProof(door, request, index, { ...proofAt(ownOrder(door, request), index), status: 'deactivated' });
  }
  return authorizationReply(door, request.id, ownOrder(door, request), index, isBound);
}

/** Starts the validation at the device, or reads the challenge (RFC 8555 section 7.5.1). */
export async function answerChallenge(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { index, isBound, name } = locate(door, request);
  const type = challengeTypes(name, isBound).find((known) => known === request.rest[1]);
  if (type === undefined || request.rest.length !== 2) throw notThere();
  const order = ownOrder(door, request);
  const proof = proofAt(order, index);
  if (request.payload !== undefined) {
    parseAs(ChallengeResponse, request.payload, 'challenge');
    const status = statusOfProof(order, proof, door.context.clock.now());
    if (status === 'expired' || status === 'deactivated')
      throw new Problem('malformed', `the authorization is ${status}`);
    if (proof.status === 'pending' && !isBound) await validate(door, request, index, name, proof);
  }
  return challengeReply(door, request.id, ownOrder(door, request), index, type);
}

async function validate(
  door: AcmeDoor,
  request: SignedCall,
  index: number,
  name: string,
  proof: StoredProof,
): Promise<void> {
  await setProof(door, request, index, { ...proof, status: 'processing' });
  const error = await validateHttp(door, { name, token: proof.token, thumbprint: request.key.thumbprint });
  const outcome: StoredProof =
    error === undefined
      ? { ...proof, status: 'valid', validatedAt: door.context.clock.now() }
      : { ...proof, status: 'invalid', error: asStoredProblem(error) };
  await setProof(door, request, index, outcome);
}

async function setProof(door: AcmeDoor, request: SignedCall, index: number, proof: StoredProof): Promise<void> {
  // As it is now: others of its names may have been proved meanwhile.
  const order = ownOrder(door, request);
  await door.book.orders.put(request.id, {
    ...order,
    proofs: order.proofs.map((each, at) => (at === index ? proof : each)),
  });
}

function locate(door: AcmeDoor, request: SignedCall): { index: number; name: string; isBound: boolean } {
  const order = ownOrder(door, request);
  const [text = ''] = request.rest;
  const name = /^\d{1,3}$/.test(text) ? order.names[Number(text)] : undefined;
  if (name === undefined) throw notThere();
  request.call.note([name]);
  return { index: Number(text), name, isBound: accountOf(request).isBound };
}

function notThere(): Problem {
  return new Problem('malformed', 'there is no such authorization', { status: 404 });
}
