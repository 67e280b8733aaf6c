import { createPrivateKey } from 'node:crypto';
import { isForgottenAccount } from '../../acme/failure-kinds.js';
import type { RevocationReason } from '../../acme/revoke.js';
import { isFailure } from '../../sdk/failure.js';
import { isGoodLineage, type Lineage } from '../../store/lineages/lineage.js';
import type { PassContext } from '../pass/pass-context.js';

/**
 * Revokes the certificate of a lineage at the CA that issued it: with the account that ordered it, else, where that is
 * gone, with the certificate's own key (RFC 8555, section 7.6). An expired one is left alone.
 */
export async function revokeLineage(
  context: Pick<PassContext, 'clock' | 'store' | 'accounts'>,
  lineage: Lineage,
  reason: RevocationReason,
): Promise<void> {
  if (!isGoodLineage(lineage) || lineage.server === undefined) return;
  if (lineage.certificate.notAfter.getTime() < context.clock.now()) return;
  const { cert: certificatePem, privkey } = await context.store.material(lineage.name);
  const stored =
    lineage.accountId === undefined ? undefined : await context.store.accounts.read(lineage.server, lineage.accountId);
  const { account } = await context.accounts.of(lineage.server, lineage.accountId);
  if (stored !== undefined) {
    try {
      return await account.revoke({ certificatePem, reason });
    } catch (error) {
      if (!isForgottenAccount(error) && !isFailure(error, 'AUTHENTICATION')) throw error;
    }
  }
  const certificateKey = createPrivateKey(privkey);
  await account.revoke({ certificatePem, reason, certificateKey });
}
