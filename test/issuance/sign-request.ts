import { createAuthority } from '../../core/rehearsal/authority.js';
import { toPem } from '../../core/rehearsal/issue-certificate.js';
import { readSigningRequest } from '../../core/rehearsal/signing-request.js';
import { now } from './fixtures.js';

const authority = createAuthority({}, now);

/** Issues for a CSR, as CAs do. @returns the default chain, leaf first, and what follows the leaf */
export async function signRequest(csr: Uint8Array): Promise<{ cert: string; chain: string }> {
  const { issue, intermediatePems } = await authority;
  const { names, publicKey } = await readSigningRequest(Buffer.from(csr));
  const profile = { description: '', lifetimeSeconds: 90 * 24 * 3600, commonName: false };
  return { cert: toPem((await issue(names, publicKey, profile, now)).der), chain: intermediatePems[0] };
}
