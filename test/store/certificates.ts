import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real certificates from the openssl command: a root, an intermediate, and leaves issued by it. */

const leafConfig = (domains: readonly string[], link: string) => `[req]
distinguished_name = dn
prompt = no
x509_extensions = leaf
[dn]
CN = ${domains[0]?.slice(0, 60) ?? 'nobody'}
[leaf]
basicConstraints = critical, CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = ${link}
subjectAltName = ${domains.map((domain) => `DNS:${domain}`).join(', ')}
`;

const authorityConfig = (name: string) => `[req]
distinguished_name = dn
prompt = no
x509_extensions = ca
[dn]
O = Test
CN = ${name}
[ca]
basicConstraints = critical, CA:true
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

export type TestKey = 'ecdsa256' | 'ecdsa384' | 'rsa2048';

export function makeKey(type: TestKey): string {
  const pair =
    type === 'rsa2048'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: type === 'ecdsa384' ? 'secp384r1' : 'prime256v1' });
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export interface TestPem {
  readonly cert: string;
  readonly chain: string;
  readonly privkey: string;
}

export interface TestAuthority {
  issue(domains: readonly string[], options?: { key?: TestKey; serial?: string; days?: number }): TestPem;
}

/** @param link how certificates tell the key of their issuer, as openssl has it; `none`: by its name alone */
export function makeAuthority(name = 'Test Intermediate', link = 'keyid:always'): TestAuthority {
  const directory = mkdtempSync(join(tmpdir(), 'store-ca-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

  function request(file: string, config: string, key: string, extra: readonly string[]): string {
    writeFileSync(join(directory, `${file}.cnf`), config);
    writeFileSync(join(directory, `${file}.key`), key);
    const paths = ['-config', `${file}.cnf`, '-key', `${file}.key`, '-out', `${file}.pem`];
    execFileSync('openssl', ['req', '-x509', '-new', ...paths, ...extra], { cwd: directory, stdio: 'pipe' });
    return readFileSync(join(directory, `${file}.pem`), 'utf8');
  }

  request('root', authorityConfig('Test Root'), makeKey('ecdsa256'), ['-days', '3650']);
  const issuedBy = (issuer: string) => ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  const chain = request('intermediate', authorityConfig(name), makeKey('ecdsa256'), [
    ...issuedBy('root'),
    '-days',
    '1000',
  ]);
  return {
    issue(domains, { key = 'ecdsa256', serial = '0x8d3a01', days = 90 } = {}) {
      const privkey = makeKey(key);
      const options = [...issuedBy('intermediate'), '-days', String(days), '-set_serial', serial];
      return { cert: request('leaf', leafConfig(domains, link), privkey, options), chain, privkey };
    },
  };
}
