import { webcrypto } from 'node:crypto';
import { Extension, GeneralName, GeneralNames } from 'pkijs';
import { createKeyPair, issueCertificate, randomSerial, toPem } from '../../core/rehearsal/issue-certificate.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';

const dayMs = 24 * 3600 * 1000;

export interface Dates {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** From so many days ago to so many days ahead (negative: ago). */
export function around(now: number, daysBefore: number, daysAfter: number): Dates {
  return { notBefore: now - daysBefore * dayMs, notAfter: now + daysAfter * dayMs };
}

/** A certificate with the dates that a test wants, signed by itself. @param bare without a common name */
export async function datedPem(domains: readonly string[], { notBefore, notAfter }: Dates, isBare = false) {
  const { privateKey, publicKey } = await createKeyPair();
  const names = new GeneralNames({ names: domains.map((value) => new GeneralName({ type: 2, value })) });
  const extension = new Extension({ extnID: '2.5.29.17', extnValue: names.toSchema().toBER() });
  const issuer = domains[0] ?? 'nobody';
  const subject = isBare ? undefined : issuer;
  const draft = { serial: randomSerial(), subject, issuer, notBefore, notAfter, publicKey };
  const cert = toPem(await issueCertificate({ ...draft, extensions: [extension] }, privateKey));
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey));
  return { cert, chain: '', privkey: toPem(key, 'PRIVATE KEY') };
}

/** Saves such a certificate as the next version of its lineage. */
export async function saveDated(configDir: string, domains: readonly string[], dates: Dates, server: string) {
  const store = createFileStore({ configDir, log: silentLogger });
  await store.save({
    name: domains[0] ?? 'nobody',
    pem: await datedPem(domains, dates),
    renewal: { server, account: '0123456789abcdef0123456789abcdef', keyType: 'ecdsa256' },
  });
}
