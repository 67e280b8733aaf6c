import { type AcmeOrder, createCsr, isOrderGone } from '../acme/index.js';
import { isFailure } from '../sdk/failure.js';
import type { IssueAction } from './actions.js';
import type { IssuanceStep } from './events.js';
import { type OrderInHand, obtainOrder } from './order-in-hand.js';
import type { PassContext } from './pass-context.js';
import { proveAtStaging, stagingFor } from './prove-at-staging.js';
import { proveNames } from './prove-names.js';
import { renewalParameters } from './renewal-parameters.js';

export interface IssueOptions {
  /** Post-issue plugins that the new version owes a run. */
  readonly owes: readonly string[];
  readonly onStep: (step: IssuanceStep, detail?: string) => void;
}

/** How often a new order is made where the old one ran out of time. */
const ordersAtMost = 2;

/**
 * Obtains a certificate and saves it as the next version of its lineage.
 * @returns N
 * @throws Failure of whatever step; TXT records have been removed by then
 */
export async function issueCertificate(
  context: PassContext,
  action: IssueAction,
  options: IssueOptions,
): Promise<number> {
  const { certificate, lineage } = action;
  const { onStep } = options;
  // A lineage stays with the CA that it came from, whatever the environment now says.
  const server = lineage?.server ?? certificate.server;
  onStep('account');
  const staging = stagingFor(context, server, (await context.memory.all()).get(certificate.name));
  if (staging !== undefined) await proveAtStaging(context, action, staging, onStep);
  for (let attempt = 1; ; attempt += 1) {
    onStep('account');
    const inHand = await obtainOrder(context, { certificate, lineage, server });
    const { order, account } = inHand;
    try {
      const ready = await proveNames(context, certificate, { order, account: account.account, onStep });
      return await collect(context, action, inHand, ready, options);
    } catch (error) {
      // Any other failure leaves the order as it is at the CA: the next try takes it up again instead of making one more.
      if (isOrderGone(error) || isFailure(error, 'VALIDATION', 'ACME')) {
        await context.store.journal.remove(inHand.journalId);
        await inHand.giveBack();
      }
      if (!isOrderGone(error) || attempt >= ordersAtMost) throw error;
      context.log.info(
        { event: 'order.expired', certificate: certificate.name },
        'the order ran out of time: ordering anew',
      );
    }
  }
}

/** Finalize → certificate → lineage. */
async function collect(
  context: PassContext,
  action: IssueAction,
  { account: { account, id }, privateKey, journalId }: OrderInHand,
  ready: AcmeOrder,
  { owes, onStep }: IssueOptions,
): Promise<number> {
  const { certificate } = action;
  onStep('finalize');
  const finalized =
    ready.status === 'ready' ? await account.finalize(ready, await createCsr(certificate.domains, privateKey)) : ready;
  const issued = await account.waitIssued(finalized);
  const { cert, chain } = await account.certificate(issued, certificate.preferredChain);
  onStep('save');
  return context.store.saveVersion({
    name: certificate.name,
    pem: { cert, chain, privkey: privateKey },
    renewal: renewalParameters(action, id),
    owes,
    settles: [journalId],
  });
}
