import type { X509Certificate } from 'node:crypto';
import { Failure } from '../sdk/failure.js';
import { parseCertificate } from '../x509/certificate-facts.js';
import { commonName } from '../x509/common-name.js';

/** The contents of the three certificate files of a lineage. */
export interface CertificateFiles {
  readonly cert: string;
  /** The intermediates; empty where the CA sent none. */
  readonly chain: string;
  readonly fullchain: string;
}

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Takes a chain (RFC 8555, section 9.1) apart, as certbot does.
 * @throws Failure RESPONSE where it holds no certificate or one that cannot be read
 */
export function splitChain(pem: string): CertificateFiles {
  const blocks = blocksOf(pem).map((block) => `${block.replaceAll('\r\n', '\n')}\n`);
  const [cert, ...others] = blocks;
  if (cert === undefined || pem.split('-----BEGIN CERTIFICATE-----').length - 1 !== blocks.length) {
    throw new Failure('RESPONSE', 'the certificate chain of the CA is incomplete');
  }
  for (const block of blocks) readable(block);
  const chain = others.join('');
  return { cert, chain, fullchain: cert + chain };
}

/**
 * The chain whose topmost certificate names the wanted issuer; else one in which any certificate does; else the first.
 * @param chains the CA's default first
 * @param where `top` leaves the second rule out
 */
export function selectChain(
  chains: readonly [string, ...string[]],
  issuer: string,
  where: 'top' | 'anywhere' = 'anywhere',
): { readonly chain: string; readonly found: boolean } {
  const all = chains.map((chain) => ({ chain, issuers: issuersOf(chain) }));
  const match =
    all.find(({ issuers }) => issuers.at(-1) === issuer) ??
    (where === 'anywhere' ? all.find(({ issuers }) => issuers.includes(issuer)) : undefined);
  return { chain: match?.chain ?? chains[0], found: match !== undefined };
}

function blocksOf(pem: string): string[] {
  return [...pem.matchAll(pemBlock)].map(([block]) => block);
}

function issuersOf(chain: string): (string | undefined)[] {
  return blocksOf(chain).map((block) => commonName(readable(block).issuer));
}

function readable(pem: string): X509Certificate {
  try {
    return parseCertificate(pem);
  } catch (cause) {
    throw new Failure('RESPONSE', 'a certificate of the CA cannot be read', { cause });
  }
}
