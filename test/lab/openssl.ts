import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from './binaries.js';
import { runCommand } from './run-command.js';
import { createTempDir } from './temp-dir.js';

/** The blocks of a PEM text, in order, each with a final newline. */
export function splitPem(pem: string): string[] {
  return (pem.match(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g) ?? []).map((block) => `${block}\n`);
}

/** Lets `openssl verify` judge a chain (leaf first); throws with openssl's words where it does not lead to the root. */
export async function verifyChain(chain: { pem: string } | { file: string }, rootPem: string): Promise<void> {
  const [leaf, ...intermediates] = splitPem('pem' in chain ? chain.pem : await readFile(chain.file, 'utf8'));
  if (leaf === undefined) throw new Error('there is no certificate in the chain');
  const directory = await createTempDir('verify');
  try {
    const root = join(directory.path, 'root.pem');
    const untrusted = join(directory.path, 'untrusted.pem');
    const leafFile = join(directory.path, 'leaf.pem');
    await Promise.all([
      writeFile(root, rootPem),
      writeFile(untrusted, intermediates.join('')),
      writeFile(leafFile, leaf),
    ]);
    const middle = intermediates.length > 0 ? ['-untrusted', untrusted] : [];
    const trust = ['-no-CApath', '-no-CAstore', '-CAfile', root];
    await runCommand(need('openssl'), ['verify', ...trust, ...middle, leafFile]);
  } finally {
    await directory.remove();
  }
}

/** The DNS names of a certificate, sorted. */
export function subjectAltNames(pem: string): string[] {
  const names = new X509Certificate(pem).subjectAltName ?? '';
  return names
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length))
    .sort();
}

/** The key of a certificate in the words of LETSENCRYPT_KEY_TYPE: `rsa` (2048), `rsa4096`, `ecdsa` (P-256), `ecdsa384`. */
export function keyType(pem: string): string {
  const { asymmetricKeyType, asymmetricKeyDetails } = new X509Certificate(pem).publicKey;
  if (asymmetricKeyType === 'rsa') {
    const bits = asymmetricKeyDetails?.modulusLength;
    return bits === 2048 ? 'rsa' : `rsa${bits}`;
  }
  const curve = asymmetricKeyDetails?.namedCurve;
  if (asymmetricKeyType === 'ec')
    return curve === 'prime256v1' ? 'ecdsa' : curve === 'secp384r1' ? 'ecdsa384' : `${curve}`;
  return `${asymmetricKeyType}`;
}
