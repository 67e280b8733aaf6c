import { X509Certificate } from 'node:crypto';
import { Failure } from '../sdk/failure.js';
import { readCertificateFacts } from './certificate-facts.js';

/**
 * The identifier of a certificate for `replaces` and renewal information (RFC 9773, section 4.1).
 * @param pem its first block is the certificate
 * @returns undefined where the certificate has no authority key identifier
 * @throws Failure LINEAGE where it cannot be read
 */
export function certificateId(pem: string): string | undefined {
  try {
    return readCertificateFacts(new X509Certificate(pem)).ariId;
  } catch (cause) {
    throw new Failure('LINEAGE', 'the certificate cannot be read', { cause });
  }
}
