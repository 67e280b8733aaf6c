import type { AcmeAccount } from '../../acme/account.js';
import { isOrderGone } from '../../acme/failure-kinds.js';
import type { AcmeOrder } from '../../acme/orders.js';
import { ParkedWait } from '../../challenges/index.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import { restate } from '../../sdk/attribute.js';
import { isFailure } from '../../sdk/failure.js';
import type { CertificateMemory } from '../memory/memory.js';
import type { IssuanceStep } from '../pass/events.js';
import type { PassContext } from '../pass/pass-context.js';
import type { IssueAction } from '../plan/actions.js';
import { type ProofContext, proveNames } from './prove-names.js';

/** What the production CA holds against an account; other failures never reached it. */
const countedFailures: readonly string[] = ['VALIDATION', 'ACME'];

/** The staging CA at which a set-up is to be proved before production is asked again; undefined where there is no need. */
export function stagingFor(
  { letsEncrypt }: Pick<PassContext, 'letsEncrypt'>,
  server: string,
  memory: CertificateMemory,
): string | undefined {
  const code = memory.lastFailure?.code;
  return code !== undefined && countedFailures.includes(code) ? letsEncrypt.stagingOf(server) : undefined;
}

/** What a proof at a staging CA needs of a pass. */
export type StagingContext = ProofContext & Pick<PassContext, 'accounts' | 'store' | 'clock' | 'log'>;

/**
 * Proves the names of a certificate at a staging CA, where failures are harmless. The order is then left alone.
 * @throws Failure as the real proof would be, saying where it failed
 */
export async function proveAtStaging(
  context: StagingContext,
  { certificate }: IssueAction,
  server: string,
  onStep: (step: IssuanceStep, detail?: string) => void,
): Promise<void> {
  context.log.info(
    { event: 'staging.proof', certificate: certificate.name, server },
    'the last try failed at the CA: proving the set-up at its staging CA first',
  );
  try {
    const { account } = await context.accounts.of(server);
    const { order, journalId } = await orderAt(context, certificate, server, account);
    try {
      await proveNames(context, certificate, { order, account, onStep });
    } catch (error) {
      // Records that are kept belong to this order.
      if (!(error instanceof ParkedWait) && !isFailure(error, 'PROPAGATION'))
        await context.store.journal.remove(journalId);
      throw error;
    }
    await context.store.journal.remove(journalId);
  } catch (error) {
    if (!isFailure(error) || error.code === 'ABORTED') throw error;
    throw restate(error, `at the staging CA, before production is asked again: ${error.message}`);
  }
  context.log.info({ event: 'staging.proved', certificate: certificate.name }, 'the set-up works at the staging CA');
}

/** The order of a wait that was parked, or a new one. It is in the journal without a key: nobody finalizes it. */
async function orderAt(
  { store, clock }: Pick<PassContext, 'store' | 'clock'>,
  { name, domains }: DesiredCertificate,
  server: string,
  account: AcmeAccount,
): Promise<{ readonly order: AcmeOrder; readonly journalId: string }> {
  for (const { id, server: place, accountUrl, orderUrl } of await store.journal.list('order', name)) {
    if (place !== server) continue;
    const before = accountUrl === account.url ? await lookAt(account, orderUrl) : undefined;
    if (before?.status === 'pending') return { order: before, journalId: id };
    await store.journal.remove(id);
  }
  const order = await account.newOrder({ domains });
  const entry = { certificate: name, orderUrl: order.url, server, accountUrl: account.url, domains };
  return { order, journalId: await store.journal.add({ kind: 'order', ...entry, createdAt: clock.now() }) };
}

async function lookAt(account: AcmeAccount, orderUrl: string): Promise<AcmeOrder | undefined> {
  try {
    return await account.order(orderUrl);
  } catch (error) {
    if (isOrderGone(error) || isFailure(error, 'ACME', 'AUTHENTICATION')) return undefined;
    throw error;
  }
}
