import type { AcmeAccount, AcmeAuthorization, AcmeOrder } from '../../acme/index.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import { isFailure } from '../../sdk/failure.js';
import { type ChallengeRecord, locateChallenges } from '../challenges/challenge-records.js';
import { planTurns, slotsOf, withSlots } from '../challenges/challenge-turns.js';
import { dropKept, type PublishedRecords, publishRecords } from '../challenges/txt-records.js';
import type { IssuanceStep } from '../pass/events.js';
import type { PassContext } from '../pass/pass-context.js';

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
  const turns = planTurns(await locateChallenges(context, certificate, pending));
  const steps = { order, account, onStep };
  for (const [index, records] of turns.entries()) {
    const own = pending.filter(({ recordValue }) => records.some(({ content }) => content === (recordValue ?? '')));
    if (index < turns.length - 1) await proveTurn(context, certificate, steps, own, records);
    else return proveLast(context, certificate, steps, own, records);
  }
  return account.waitReady(order);
}

/** A turn after which others come: its value must be gone before they begin. */
async function proveTurn(
  context: PassContext,
  { name }: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
  records: readonly ChallengeRecord[],
): Promise<void> {
  await withSlots(context, name, records, async () => {
    const published = await publishRecords(context, name, records);
    try {
      await awaitAndAnswer(published, { order, account, onStep }, pending);
      for (const authorization of pending) await account.waitValid(authorization);
    } finally {
      await published.cleanUp();
    }
  });
}

/** The last turn, as a rule the only one: all records at the same time. */
async function proveLast(
  context: PassContext,
  { name }: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
  records: readonly ChallengeRecord[],
): Promise<AcmeOrder> {
  return withSlots(context, name, records, async () => {
    const published = await publishRecords(context, name, records);
    try {
      await awaitAndAnswer(published, { order, account, onStep }, pending);
      return await account.waitReady(order);
    } finally {
      const cleaned = published.cleanUp();
      // The order need not wait for it; the pass does. A place with room for one value is free only then.
      context.afterwards.add(cleaned);
      if (slotsOf(records).length > 0) await cleaned;
    }
  });
}

async function awaitAndAnswer(
  published: PublishedRecords,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
): Promise<void> {
  onStep('propagation');
  await published.awaitVisible((seconds, missing) =>
    onStep('propagation', `${seconds.toFixed(1)} s, ${missing} missing`),
  );
  onStep('validation');
  await answerAll(account, order, pending);
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
