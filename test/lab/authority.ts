import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate, subjectOf } from './certificate.js';
import { newEcKey } from './new-key.js';

export interface IssuedFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority {
  /** PEM file of the root. */
  readonly caFile: string;
  /** A certificate for these DNS names and IP addresses, good for servers and clients; the first names the files. */
  issue(hosts: readonly [string, ...string[]]): Promise<IssuedFiles>;
}

/** Makes a private CA (P-256, valid for 30 days) in `directory`, for the TLS sides of the lab. */
export async function createAuthority(directory: string, name = 'Lab CA'): Promise<Authority> {
  const key = newEcKey();
  const caFile = join(directory, 'ca.pem');
  const draft = { commonName: name, key, days: 30, withUsage: true };
  await writeFile(caFile, makeCertificate({ ...draft, isAuthority: true, linked: false }));
  const issuer = { subject: subjectOf(draft), key };
  return {
    caFile,
    async issue(hosts) {
      const files = { certFile: join(directory, `${hosts[0]}.pem`), keyFile: join(directory, `${hosts[0]}.key`) };
      const own = newEcKey();
      const leaf = { ...draft, commonName: hosts[0].slice(0, 64), key: own, names: hosts, issuer };
      await Promise.all([
        writeFile(files.certFile, makeCertificate(leaf)),
        writeFile(files.keyFile, own.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 }),
      ]);
      return files;
    },
  };
}
