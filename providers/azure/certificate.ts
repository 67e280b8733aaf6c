import { constants, createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure, path } from '../../core/sdk/index.js';
import { type TokenSources, tenantOf } from './token.js';

const place = '--auth-client-certificate-path';
const lifetimeSeconds = 600;

/**
 * What the key of a certificate signs in place of a secret.
 * https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
 * @param file PEM with the certificate and its private key
 * @throws Failure CONFIG, which shows nothing of the key
 */
export async function assertionOf(sources: TokenSources, file: string): Promise<string> {
  const { clientId, clientCertificatePassword: passphrase } = sources.options;
  const iat = Math.floor(sources.now() / 1000);
  const claims = {
    aud: String(path`${tenantOf(sources)}/oauth2/v2.0/token`),
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: iat,
    iat,
    exp: iat + lifetimeSeconds,
  };
  const pem = await readPem(file);
  try {
    const key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
    const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
    const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint };
    const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return `${text}.${sign('sha256', Buffer.from(text), padding).toString('base64url')}`;
  } catch {
    throw new Failure('CONFIG', 'the file holds no certificate with its private key that can be used', {
      place,
      hint: 'Give a PEM file with both; of a PFX file, `openssl pkcs12 -in file.pfx -nodes` makes one',
    });
  }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Failure('CONFIG', 'the client certificate cannot be read', { place, cause });
  }
}
