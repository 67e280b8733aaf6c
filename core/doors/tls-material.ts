import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { DoorsSettings } from '../config/index.js';
import { Failure } from '../sdk/failure.js';
import { isGoodLineage, type LineageStore, readPemFile } from '../store/index.js';

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
  store: Pick<LineageStore, 'read'>,
): Promise<TlsMaterial | undefined> {
  if (tls === undefined) return undefined;
  const files = 'certificate' in tls ? await filesOf(tls.certificate, store) : tls;
  if (files === undefined) return undefined;
  const [key, cert, ca] = await Promise.all([
    readPemFile(files.key),
    readPemFile(files.cert),
    certManager?.frontProxyCa === undefined ? undefined : readPemFile(certManager.frontProxyCa),
  ]);
  assertPair(key, cert, `${place} (${files.cert})`);
  return { key, cert, ca };
}

async function filesOf(name: string, store: Pick<LineageStore, 'read'>) {
  const lineage = await store.read(name);
  if (lineage === undefined || !isGoodLineage(lineage)) return undefined;
  // Of one version, also while another is being saved.
  return { key: lineage.archivePaths.privkey, cert: lineage.archivePaths.fullchain };
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
