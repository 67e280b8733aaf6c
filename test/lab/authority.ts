import { writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { need } from './binaries.js';
import { runCommand } from './run-command.js';

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

/** An openssl.cnf that adds nothing of its own: all extensions are on the command line. */
const emptyConfiguration = '[req]\ndistinguished_name = dn\n[dn]\n';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes a private CA (P-256, valid for 30 days) in `directory`, for the TLS sides of the lab. */
export async function createAuthority(directory: string, name = 'Lab CA'): Promise<Authority> {
  const openssl = need('openssl');
  const config = join(directory, 'openssl.cnf');
  const caFile = join(directory, 'ca.pem');
  const caKey = join(directory, 'ca.key');
  await writeFile(config, emptyConfiguration);

  async function request(
    subject: string,
    files: IssuedFiles,
    extensions: readonly string[],
    by: readonly string[] = [],
  ) {
    const output = ['-keyout', files.keyFile, '-out', files.certFile, '-days', '30', '-subj', `/CN=${subject}`];
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    await runCommand(openssl, ['req', '-x509', '-config', config, ...newKey, ...output, ...by, ...added]);
  }

  await request(name, { certFile: caFile, keyFile: caKey }, [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier=hash',
  ]);

  return {
    caFile,
    async issue(hosts) {
      const files = { certFile: join(directory, `${hosts[0]}.pem`), keyFile: join(directory, `${hosts[0]}.key`) };
      const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`);
      const extensions = [
        `subjectAltName=${names.join(',')}`,
        'basicConstraints=critical,CA:FALSE',
        'keyUsage=critical,digitalSignature',
        'extendedKeyUsage=serverAuth,clientAuth',
        'authorityKeyIdentifier=keyid',
      ];
      await request(hosts[0].slice(0, 64), files, extensions, ['-CA', caFile, '-CAkey', caKey]);
      return files;
    },
  };
}
