import { placeOf } from '../http/redact.js';
import { currentSignal } from '../sdk/ambient-signal.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { AccountContext } from './account-context.js';
import { type AcmeOrder, readOrder } from './orders.js';
import { profilesHint } from './problem.js';

export interface OrderRequest {
  /** A-labels, lower-case; wildcards with their `*.`. */
  readonly domains: readonly string[];
  /** ACME profile; left out, the CA's default. */
  readonly profile?: string | undefined;
  /** The certificate that this one renews, as `certificateId` gives it (RFC 9773, section 5). Not sent where the CA has no ARI. */
  readonly replaces?: string | undefined;
}

/** RFC 8555, section 7.4. */
export async function createOrder(context: AccountContext, request: OrderRequest): Promise<AcmeOrder> {
  const { directory } = context.line;
  checkProfile(context, request.profile);
  if (request.replaces === undefined || directory.renewalInfo === undefined) return send(context, request, undefined);
  try {
    return await send(context, request, request.replaces);
  } catch (error) {
    if (!isAboutReplaces(error)) throw error;
    context.log.warn(
      { domains: request.domains, reason: error.message },
      'ordering without naming the old certificate',
    );
    return send(context, request, undefined);
  }
}

async function send(
  { open, signer, line }: AccountContext,
  { domains, profile }: OrderRequest,
  replaces: string | undefined,
): Promise<AcmeOrder> {
  const payload = {
    identifiers: domains.map((value) => ({ type: 'dns', value })),
    ...(profile !== undefined && { profile }),
    ...(replaces !== undefined && { replaces }),
  };
  const signal = currentSignal();
  const answer = await open(signer, { resource: 'newOrder', repeatable: false, signal }).createOrder(payload);
  const url = answer.headers.location;
  if (url === undefined) throw new Failure('RESPONSE', 'the CA gave no URL for the order');
  if (answer.data !== undefined) return asAskedFor(readOrder(url, answer, line.clock), domains);
  // The order was made, and only its description got lost.
  const order = await open(signer, { resource: 'order', repeatable: true, signal }).getOrder(url);
  return asAskedFor(readOrder(url, order, line.clock), domains);
}

/** @throws Failure RESPONSE where the order is not about the names that were asked for (RFC 8555, section 7.4) */
function asAskedFor(order: AcmeOrder, domains: readonly string[]): AcmeOrder {
  const [asked, found] = [new Set(domains), new Set(order.domains)];
  if (asked.size === found.size && domains.every((domain) => found.has(domain))) return order;
  const strange = order.domains.find((domain) => !asked.has(domain));
  const what =
    strange === undefined ? 'for fewer names than were asked for' : `for ${strange}, which was not asked for`;
  throw new Failure('RESPONSE', `the CA made an order ${what}`, { place: placeOf(order.url) });
}

function checkProfile({ ca, line }: AccountContext, profile: string | undefined): void {
  if (profile === undefined || Object.hasOwn(ca.profiles, profile)) return;
  throw new Failure('CONFIG', `the CA has no profile ${profile}`, { place: line.directoryUrl, hint: profilesHint(ca) });
}

/**
 * A refusal that leaving out `replaces` may lift: replaced already (409), or a predecessor that the CA does not know or
 * that another account ordered, for which CAs use various types.
 */
function isAboutReplaces(error: unknown): error is Failure {
  if (!isFailure(error)) return false;
  const { status, serviceCode = '' } = error;
  return status === 409 || status === 404 || /:(alreadyReplaced|malformed|unauthorized)$/.test(serviceCode);
}
