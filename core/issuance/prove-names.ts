import type { AcmeAccount, AcmeAuthorization, AcmeOrder } from '../acme/index.js';
import type { DesiredCertificate } from '../config/desired-state.js';
import { isFailure } from '../sdk/failure.js';
import { locateChallenges } from './challenge-records.js';
import type { IssuanceStep } from './events.js';
import type { PassContext } from './pass-context.js';
import { dropKept, publishRecords } from './txt-records.js';

export interface Proof {
  readonly order: AcmeOrder;
  readonly account: AcmeAccount;
  readonly onStep: (step: IssuanceStep, detail?: string) => void;
}

/**
 * Order → authorizations → TXT records → propagation → challenges → ready.
 * @returns the order, `ready` or further on
 * @throws Failure of whatever step; ParkedWait where the records are not visible yet. TXT records are removed by the end of
 *   the pass, or kept for the next try
 */
export async function proveNames(
  context: PassContext,
  certificate: DesiredCertificate,
  { order, account, onStep }: Proof,
): Promise<AcmeOrder> {
  onStep('order');
  if (order.status !== 'pending') {
    await dropKept(context, certificate.name);
    return order;
  }
  const pending = (await account.authorizations(order)).filter(({ status }) => status === 'pending');
  if (pending.length === 0) {
    await dropKept(context, certificate.name);
    return account.waitReady(order);
  }
  const ticket = await context.limits.takeValidations(
    account.url,
    pending.map(({ domain }) => domain),
  );
  let failed: readonly string[] = [];
  try {
    return await prove(context, certificate, { order, account, onStep }, pending);
  } catch (error) {
    if (isFailure(error, 'VALIDATION')) failed = await refusedNames(account, order, pending);
    throw error;
  } finally {
    await ticket.settle(failed);
  }
}

async function prove(
  context: PassContext,
  certificate: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
): Promise<AcmeOrder> {
  onStep('records', `${pending.length}`);
  const records = await locateChallenges(context, certificate, pending);
  const published = await publishRecords(context, certificate.name, records);
  try {
    onStep('propagation');
    await published.awaitVisible((seconds, missing) =>
      onStep('propagation', `${seconds.toFixed(1)} s, ${missing} missing`),
    );
    onStep('validation');
    await answerAll(account, order, pending);
    return await account.waitReady(order);
  } finally {
    // The order need not wait for it; the pass does.
    context.afterwards.add(published.cleanUp());
  }
}

/** An authorization that ran out meanwhile is refused in words that differ from CA to CA; the order tells what it is. */
async function answerAll(account: AcmeAccount, order: AcmeOrder, pending: readonly AcmeAuthorization[]): Promise<void> {
  try {
    await Promise.all(pending.map((authorization) => account.answer(authorization)));
  } catch (error) {
    if (!isFailure(error, 'ACME')) throw error;
    const after = await account.order(order.url);
    // Its own failure says that a new order is due, where it has run out.
    if (after.status === 'invalid') await account.waitReady(after);
    throw error;
  }
}

/** Which names the CA refused; all of them where it does not tell. */
async function refusedNames(
  account: AcmeAccount,
  order: AcmeOrder,
  pending: readonly AcmeAuthorization[],
): Promise<string[]> {
  try {
    const after = await account.authorizations(order);
    const refused = after.filter(({ status }) => status === 'invalid').map(({ domain }) => domain);
    if (refused.length > 0) return refused;
  } catch (error) {
    if (!isFailure(error)) throw error;
    // What the order failed of is reported already; that this cannot be read either only makes the count cautious.
  }
  return pending.map(({ domain }) => domain);
}
