import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Failure, type HttpClient, path } from '../../core/sdk/index.js';
import type { Account } from './account.js';
import { signRequest } from './sign.js';

const Token = z.object({ token: z.string() });

/**
 * The identity of a machine in Oracle's cloud: the certificate that its metadata service hands out is exchanged for a
 * token, which a key made for it signs with. https://docs.oracle.com/en-us/iaas/Content/Identity/Tasks/callingservicesfrominstances.htm
 */
export async function readInstance(http: HttpClient, givenRegion: string | undefined, now: number): Promise<Account> {
  const metadata = http.extend({
    baseUrl: 'http://169.254.169.254/opc/v2',
    headers: { authorization: 'Bearer Oracle' },
    responseFormat: 'text',
    timeoutMs: 5000,
  });
  const read = async (address: string) => (await metadata.send('GET', address)).text.trim();
  const region = givenRegion ?? (await read('/instance/canonicalRegionName'));
  const certificate = new X509Certificate(await read('/identity/cert.pem'));
  const machineKey = createPrivateKey(await read('/identity/key.pem'));
  const intermediate = new X509Certificate(await read('/identity/intermediate.pem'));
  // Encoded, as in `core/acme/keys.ts`: Node's own objects may stand still.
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  const keyId = [tenancyOf(certificate), 'fed-x509-sha256', certificate.fingerprint256].join('/');
  const body = {
    certificate: certificate.raw.toString('base64'),
    publicKey: publicKey.toString('base64'),
    intermediateCertificates: [intermediate.raw.toString('base64')],
    fingerprintAlgorithm: 'SHA256',
    purpose: 'DEFAULT',
  };
  const { token } = await http.post(path`https://auth.${region}.oraclecloud.com/v1/x509`, Token, body, {
    sign: (request) => signRequest(request, { keyId, key: machineKey }, now),
    repeatable: true,
  });
  http.hide(token);
  return { identity: { keyId: `ST$${token}`, key: createPrivateKey(privateKey) }, region };
}

function tenancyOf({ subject }: X509Certificate): string {
  const found = /opc-(?:tenant|identity):(\S+)/.exec(subject)?.[1];
  if (found !== undefined) return found;
  throw new Failure('AUTHENTICATION', 'the certificate of this machine names no tenancy');
}
