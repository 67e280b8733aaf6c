import { randomBytes } from 'node:crypto';
import { NewOrder, namesOfOrder, Problem, parseAs, type Reply } from '../acme-server/index.js';
import { type Context, newId, type SignedRequest } from './context.js';
import { orderReply, statusOfAuthorization, statusOfOrder } from './order-status.js';
import type { Account, Authorization, Order } from './state.js';

const week = 7 * 24 * 3600;

/** RFC 8555 section 7.4, with `replaces` (RFC 9773 section 5) and `profile` (draft-ietf-acme-profiles). */
export function newOrder(context: Context, { payload, account }: SignedRequest): Reply {
  if (account === undefined) throw new Problem('malformed', 'newOrder needs an account');
  const wish = parseAs(NewOrder, payload, 'newOrder');
  const names = namesOfOrder(wish.identifiers);
  const profile = wish.profile ?? [...context.profiles.keys()][0] ?? '';
  const settings = context.profiles.get(profile);
  if (settings === undefined) {
    const known = [...context.profiles.keys()].join(', ');
    throw new Problem('invalidProfile', `there is no profile "${profile}"; there are ${known}`);
  }
  if (wish.replaces !== undefined) checkReplaced(context, account, names, wish.replaces);
  const pending = context.options.authorizationLifetimeSeconds ?? settings.pendingSeconds ?? week;
  const order: Order = {
    id: newId(),
    accountId: account.id,
    names,
    authorizations: names.map((name) => authorizationFor(context, account, name, pending)),
    profile,
    profileRequested: wish.profile !== undefined,
    replaces: wish.replaces,
    expires: context.now() + (context.options.orderLifetimeSeconds ?? week) * 1000,
    isProcessing: false,
  };
  context.state.orders.set(order.id, order);
  context.log.debug({ order: order.id, names, profile, replaces: wish.replaces }, 'rehearsal CA: new order');
  return { ...orderReply(context, order), status: 201 };
}

function authorizationFor(context: Context, account: Account, name: string, pendingSeconds: number): Authorization {
  const wildcard = name.startsWith('*.');
  const domain = wildcard ? name.slice(2) : name;
  if (context.options.reuseAuthorizations) {
    for (const known of context.state.authorizations.values()) {
      const isSame = known.accountId === account.id && known.domain === domain && known.wildcard === wildcard;
      if (isSame && statusOfAuthorization(known, context.now()) === 'valid') return known;
    }
  }
  const authorization: Authorization = {
    id: newId(),
    accountId: account.id,
    domain,
    wildcard,
    challenge: { id: newId(), token: randomBytes(32).toString('base64url'), status: 'pending' },
    expires: context.now() + pendingSeconds * 1000,
    deactivated: false,
  };
  context.state.authorizations.set(authorization.id, authorization);
  return authorization;
}

/** @throws Problem malformed, unauthorized, alreadyReplaced */
function checkReplaced(context: Context, account: Account, names: readonly string[], certificateId: string): void {
  const { certificates, orders } = context.state;
  const replaced = [...certificates.values()].find((certificate) => certificate.certificateId === certificateId);
  if (replaced === undefined)
    throw new Problem('malformed', `"replaces" names no certificate: ${certificateId}`, { status: 404 });
  if (replaced.accountId !== account.id)
    throw new Problem('unauthorized', '"replaces" names a certificate of another account');
  if (!replaced.names.some((name) => names.includes(name))) {
    throw new Problem('malformed', 'the order shares no name with the certificate that it replaces');
  }
  for (const order of orders.values()) {
    if (order.replaces === certificateId && statusOfOrder(order, context.now()) !== 'invalid') {
      throw new Problem('alreadyReplaced', `order ${context.url('order', order.id)} replaces this certificate already`);
    }
  }
}
