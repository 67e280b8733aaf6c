import type { DesiredCertificate } from '../config/desired-state.js';
import type { PassContext } from '../issuance/pass/pass-context.js';
import { describeFailure, isFailure } from '../sdk/failure.js';

/**
 * Withdraws what an earlier trial proved: CAs remember a proof for weeks, and a trial would then succeed without a look
 * at the DNS. Where the CA refuses it, that is said; where it cannot be asked, the trial itself says why.
 */
export async function withdrawProofs(
  { accounts, store, log }: Pick<PassContext, 'accounts' | 'store' | 'log'>,
  certificates: readonly DesiredCertificate[],
): Promise<void> {
  for (const { name, server, domains } of certificates) {
    // A new account has proved nothing.
    const known = await store.accounts.find(server);
    if (!known.some(({ accountUrl }) => accountUrl !== undefined)) continue;
    try {
      const { account } = await accounts.of(server);
      const order = await account.newOrder({ domains });
      for (const authorization of await account.authorizations(order)) {
        if (authorization.status === 'valid') await account.deactivate(authorization);
      }
    } catch (error) {
      if (!isFailure(error) || error.code === 'ABORTED') throw error;
      log.warn(
        { event: 'trial.proofs-kept', certificate: name, reason: describeFailure(error) },
        'what the CA remembers of earlier trials cannot be withdrawn: this one may pass without a look at the DNS',
      );
    }
  }
}
