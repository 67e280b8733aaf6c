import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { DoorsSettings } from '../config/doors.js';
import { readPemFile } from '../disk/read-file.js';
import { Failure } from '../sdk/failure.js';
import { isGoodLineage } from '../store/lineages/lineage.js';
import type { CertificateStore } from '../store/store.js';

/** What the listener shows of itself. */
export interface TlsMaterial {
  readonly key: string;
  /** The whole chain. */
  readonly cert: string;
  /** CAs of client certificates; undefined: none are asked for. */
  readonly ca: string | undefined;
}

/**
 * Reads key and certificate of the listener.
 * @returns undefined where its certificate has not been issued yet
 * @throws Failure STORE, CONFIG where the files are not there or do not belong together
 */
export async function readTlsMaterial(
  { tls, certManager, place }: DoorsSettings,
  store: Pick<CertificateStore, 'read' | 'material'>,
): Promise<TlsMaterial | undefined> {
  if (tls === undefined) return undefined;
  const pair = 'certificate' in tls ? await pairOf(tls.certificate, store) : await readPair(tls);
  if (pair === undefined) return undefined;
  assertPair(pair.key, pair.cert, `${place} (${'certificate' in tls ? tls.certificate : tls.cert})`);
  return {
    ...pair,
    ca: certManager?.frontProxyCa === undefined ? undefined : await readPemFile(certManager.frontProxyCa),
  };
}

async function readPair({ key, cert }: { readonly key: string; readonly cert: string }) {
  return { key: await readPemFile(key), cert: await readPemFile(cert) };
}

async function pairOf(name: string, store: Pick<CertificateStore, 'read' | 'material'>) {
  const lineage = await store.read(name);
  if (lineage === undefined || !isGoodLineage(lineage)) return undefined;
  // Of one version, also while another is being saved.
  const { cert, chain, privkey } = await store.material(name);
  return { key: privkey, cert: cert + chain };
}

function assertPair(key: string, cert: string, place: string): void {
  let fits = false;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    // Its words may quote the key.
    throw new Failure('CONFIG', 'the certificate or the key of the listener cannot be read', { place });
  }
  if (!fits) throw new Failure('CONFIG', 'the key of the listener does not belong to its certificate', { place });
}

export function secureContext({ key, cert, ca }: TlsMaterial): SecureContextOptions {
  return { key, cert, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) };
}
