import { assertFit } from '../../acme/assert-fit.js';
import { createCsr } from '../../acme/csr.js';
import { isOrderGone } from '../../acme/failure-kinds.js';
import type { AcmeOrder } from '../../acme/orders.js';
import { isFailure } from '../../sdk/failure.js';
import type { GoodLineage } from '../../store/lineages/lineage.js';
import { parseCertificate, readCertificateFacts, readKeyType } from '../../x509/certificate-facts.js';
import type { IssuanceStep } from '../pass/events.js';
import type { PassContext } from '../pass/pass-context.js';
import type { IssueAction } from '../plan/actions.js';
import { lineageParameters } from '../plan/lineage-parameters.js';
import { renewalParameters } from '../plan/renewal-parameters.js';
import { type OrderContext, type OrderInHand, obtainOrder } from './order-in-hand.js';
import { proveAtStaging, type StagingContext, stagingFor } from './prove-at-staging.js';
import { proveNames } from './prove-names.js';

/** What issuing needs of a pass. */
export type IssueContext = OrderContext & StagingContext & Pick<PassContext, 'letsEncrypt'>;

export interface IssueOptions {
  /** Post-issue plugins that the new version owes a run. */
  readonly owes: readonly string[];
  readonly onStep: (step: IssuanceStep, detail?: string) => void;
}

/** What was saved: whoever goes on with it need not read it back. */
export type SavedVersion = Pick<GoodLineage, 'health' | 'version' | 'domains' | 'certificate'>;

/** How often a new order is made where the old one ran out of time. */
const ordersAtMost = 2;

/** How often the certificate of an order is asked for, in as many tries, before another order is made. */
const deliveriesAtMost = 4;

/**
 * Obtains a certificate and saves it as the next version of its lineage.
 * @throws Failure of whatever step; ParkedWait where the records are not visible yet
 */
export async function issueCertificate(
  context: IssueContext,
  action: IssueAction,
  options: IssueOptions,
): Promise<SavedVersion> {
  const { certificate, server } = action;
  const { onStep } = options;
  onStep('account');
  const staging = stagingFor(context, server, await context.memory.get(certificate.name));
  if (staging !== undefined && !(await hasOrderAt(context, certificate.name, server)))
    await proveAtStaging(context, action, staging, onStep);
  for (let attempt = 1; ; attempt += 1) {
    onStep('account');
    const inHand = await obtainOrder(context, action);
    let issued: AcmeOrder | undefined;
    try {
      issued = await issueOrder(context, action, inHand, options);
      return await collect(context, action, inHand, issued, options);
    } catch (error) {
      const isLost = issued === undefined ? isOrderLost(error) : await isUndeliverable(context, action);
      // Any other failure leaves the order as it is at the CA: the next try takes it up again instead of making one more.
      if (isLost) {
        await Promise.all([context.store.journal.remove(inHand.journalId), inHand.giveBack()]);
      }
      if (issued !== undefined || !isOrderGone(error) || attempt >= ordersAtMost) throw error;
      context.log.info(
        { event: 'order.expired', certificate: certificate.name },
        'the order ran out of time: ordering anew',
      );
    }
  }
}

/** An order that is in hand was made after the proof. */
async function hasOrderAt({ store }: Pick<PassContext, 'store'>, name: string, server: string): Promise<boolean> {
  const orders = await store.journal.list('order', name);
  return orders.some((order) => order.server === server);
}

function isOrderLost(error: unknown): boolean {
  return isOrderGone(error) || isFailure(error, 'VALIDATION', 'ACME');
}

/** Whether a certificate that was issued could not be fetched or saved so often that another one must be ordered. */
async function isUndeliverable({ memory }: Pick<PassContext, 'memory'>, { name }: IssueAction): Promise<boolean> {
  const { backOff } = await memory.get(name);
  return backOff !== undefined && backOff.failures >= deliveriesAtMost - 1;
}

/** Proof → finalize → issued. */
async function issueOrder(
  context: IssueContext,
  { certificate }: IssueAction,
  { order, account: { account }, privateKey }: OrderInHand,
  { onStep }: IssueOptions,
): Promise<AcmeOrder> {
  const ready = await proveNames(context, certificate, { order, account, onStep });
  onStep('finalize');
  const finalized =
    ready.status === 'ready'
      ? await account.finalize(ready, await createCsr(certificate.domains, privateKey.key))
      : ready;
  return account.waitIssued(finalized);
}

/** Certificate → lineage. */
async function collect(
  { store, clock }: Pick<PassContext, 'store' | 'clock'>,
  action: IssueAction,
  { account: { account, id }, privateKey, journalId }: OrderInHand,
  issued: AcmeOrder,
  { owes, onStep }: IssueOptions,
): Promise<SavedVersion> {
  const { certificate } = action;
  const { preferredChain } = lineageParameters(certificate, action.lineage);
  const { cert, chain } = await account.certificate(issued, preferredChain);
  const { pem, key } = privateKey;
  const wanted = { domains: certificate.domains, privateKey: key, now: clock.now(), server: action.server };
  assertFit({ cert, chain }, wanted);
  onStep('save');
  const facts = readCertificateFacts(parseCertificate(cert));
  const version = await store.save({
    name: certificate.name,
    pem: { cert, chain, privkey: pem },
    key,
    facts,
    renewal: renewalParameters(action, id, readKeyType(key)),
    owes,
    settles: [journalId],
  });
  return { health: 'good', version, domains: facts.domains, certificate: facts };
}
