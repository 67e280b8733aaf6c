import { setTimeout as delay } from 'node:timers/promises';
import { ChallengeResponse, Deactivation, Problem, parseAs, type Reply } from '../acme-server/index.js';
import type { Context, SignedRequest } from './context.js';
import { authorizationReply, challengeReply, statusOfAuthorization } from './order-status.js';
import type { Authorization } from './state.js';
import { validate } from './validate.js';

/** A local DNS server answers in a millisecond: waiting this long spares most clients their first pause. */
const patienceMs = 250;

/** Reads or deactivates (RFC 8555 section 7.5). */
export function readAuthorization(context: Context, request: SignedRequest): Reply {
  const authorization = owned(context.state.authorizations.get(request.id), request);
  if (request.payload !== undefined) {
    parseAs(Deactivation, request.payload, 'authorization');
    authorization.deactivated = true;
  }
  return authorizationReply(context, authorization);
}

/** Starts the validation, or reads the challenge (RFC 8555 section 7.5.1). */
export async function answerChallenge(context: Context, request: SignedRequest): Promise<Reply> {
  const all = [...context.state.authorizations.values()];
  const authorization = owned(
    all.find(({ challenge }) => challenge.id === request.id),
    request,
  );
  if (request.payload === undefined) return challengeReply(context, authorization);
  parseAs(ChallengeResponse, request.payload, 'challenge');
  const status = statusOfAuthorization(authorization, context.now());
  if (status === 'expired' || status === 'deactivated')
    throw new Problem('malformed', `the authorization is ${status}`);
  if (authorization.challenge.status === 'pending') {
    authorization.challenge.status = 'processing';
    const validation = validate(context, authorization, request.key.thumbprint);
    if (!context.options.faults?.validationDelayMs)
      await Promise.race([validation, delay(patienceMs, undefined, { ref: false })]);
  }
  return challengeReply(context, authorization);
}

function owned(authorization: Authorization | undefined, { account }: SignedRequest): Authorization {
  if (authorization === undefined) throw new Problem('malformed', 'there is no such authorization', { status: 404 });
  if (authorization.accountId === account?.id) return authorization;
  throw new Problem('unauthorized', 'this is the authorization of another account');
}
