import { createHash, X509Certificate } from 'node:crypto';

/** What a certificate is known by. */
export function digestsOf(der: Buffer): { readonly digest: string; readonly keyDigest: string } {
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url');
  const key = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });
  return { digest: hash(der), keyDigest: hash(key) };
}
