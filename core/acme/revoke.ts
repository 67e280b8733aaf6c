import { type KeyObject, X509Certificate } from 'node:crypto';
import { currentSignal } from '../sdk/ambient-signal.js';
import { isFailure } from '../sdk/failure.js';
import type { AccountContext } from './account-context.js';
import { hasProblemType } from './failure-kinds.js';

/** RFC 5280, section 5.3.1, as far as CAs let subscribers choose. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;
export type RevocationReason = keyof typeof revocationReasons;

/** RFC 8555, section 7.6. */
export async function revokeCertificate(
  { open, signer }: AccountContext,
  options: {
    readonly certificatePem: string;
    readonly reason?: RevocationReason;
    readonly certificateKey?: KeyObject;
  },
): Promise<void> {
  const { certificatePem, reason = 'unspecified', certificateKey } = options;
  const payload = {
    certificate: new X509Certificate(certificatePem).raw.toString('base64url'),
    reason: revocationReasons[reason],
  };
  const call = { resource: 'revokeCert', repeatable: true, signal: currentSignal() } as const;
  try {
    if (certificateKey === undefined) await open(signer, call).revokeCert(payload);
    else
      await open({ key: certificateKey }, call).apiResourceRequest('revokeCert', payload, [200], {
        includeJwsKid: false,
      });
  } catch (error) {
    if (!isFailure(error) || !hasProblemType(error, 'alreadyRevoked')) throw error;
  }
}
