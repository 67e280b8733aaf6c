import type { AcmeAccount } from '../../acme/account.js';
import type { AcmeAuthorization } from '../../acme/authorizations.js';
import type { AcmeOrder } from '../../acme/orders.js';
import { type ChallengeRecord, type Claim, type PublishedRecords, planTurns, slotsOf } from '../../challenges/index.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import { isFailure } from '../../sdk/failure.js';
import type { IssuanceStep } from '../pass/events.js';
import type { PassContext } from '../pass/pass-context.js';

export interface Proof {
  readonly order: AcmeOrder;
  readonly account: AcmeAccount;
  readonly onStep: (step: IssuanceStep, detail?: string) => void;
}

/** What proving names needs of a pass. */
export type ProofContext = Pick<PassContext, 'broker' | 'limits' | 'signal' | 'afterwards'>;

/**
 * Order → authorizations → TXT records → propagation → challenges → ready.
 * @returns the order, `ready` or further on
 * @throws Failure of whatever step; ParkedWait where the records are not visible yet. TXT records are removed by the end of
 *   the pass, or kept for the next try
 */
export async function proveNames(
  context: ProofContext,
  certificate: DesiredCertificate,
  { order, account, onStep }: Proof,
): Promise<AcmeOrder> {
  onStep('order');
  if (order.status !== 'pending') {
    await context.broker.dropKept(certificate.name);
    return order;
  }
  const pending = (await account.authorizations(order)).filter(({ status }) => status === 'pending');
  if (pending.length === 0) {
    await context.broker.dropKept(certificate.name);
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
  context: ProofContext,
  certificate: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
): Promise<AcmeOrder> {
  onStep('records', `${pending.length}`);
  const turns = planTurns(await locateAll(context, certificate, pending));
  const steps = { order, account, onStep };
  for (const [index, records] of turns.entries()) {
    const own = pending.filter(({ recordValue }) => records.some(({ content }) => content === (recordValue ?? '')));
    if (index < turns.length - 1) await proveTurn(context, certificate, steps, own, records);
    else return proveLast(context, certificate, steps, own, records);
  }
  return account.waitReady(order);
}

/** Finds out where each proof has to be written, and with which account; wildcard and apex share a name. */
async function locateAll(
  { broker }: ProofContext,
  { profile, followCnames, source }: DesiredCertificate,
  pending: readonly AcmeAuthorization[],
): Promise<ChallengeRecord[]> {
  const place = `${source.file}:${source.line}`;
  return Promise.all(
    pending.map(({ domain, recordValue = '', proof }) => {
      const claim: Claim = { domain, profile, followCnames, place };
      return broker.locate(claim, { content: recordValue, proof });
    }),
  );
}

/** A turn after which others come: its value must be gone before they begin. */
async function proveTurn(
  context: ProofContext,
  { name }: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
  records: readonly ChallengeRecord[],
): Promise<void> {
  await context.broker.inTurn(name, records, async () => {
    const published = await context.broker.publish(name, records);
    try {
      await awaitAndAnswer(context, published, { order, account, onStep }, pending);
      for (const authorization of pending) await account.waitValid(authorization);
    } finally {
      await published.cleanUp();
    }
  });
}

/** The last turn, as a rule the only one: all records at the same time. */
async function proveLast(
  context: ProofContext,
  { name }: DesiredCertificate,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
  records: readonly ChallengeRecord[],
): Promise<AcmeOrder> {
  return context.broker.inTurn(name, records, async () => {
    const published = await context.broker.publish(name, records);
    try {
      await awaitAndAnswer(context, published, { order, account, onStep }, pending);
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
  { signal }: ProofContext,
  published: PublishedRecords,
  { order, account, onStep }: Proof,
  pending: readonly AcmeAuthorization[],
): Promise<void> {
  onStep('propagation');
  await published.awaitVisible(
    (seconds, missing) => onStep('propagation', `${seconds.toFixed(1)} s, ${missing} missing`),
    { signal },
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
