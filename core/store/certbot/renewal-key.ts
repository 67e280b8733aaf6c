import type { KeyType } from '../../x509/certificate-facts.js';
import type { ConfigDocument } from './configobj.js';

/** The key that a renewal configuration asks for; certbot writes the size or curve only where it is not its default. */
export interface RenewalKey {
  readonly family: 'rsa' | 'ecdsa';
  /** In bits: 3072, or 384 for the curve P-384; undefined where it is not recorded, or makes no sense. */
  readonly size: number | undefined;
}

const parameters = ['renewalparams'] as const;

const curves: Readonly<Record<string, number>> = {
  secp256r1: 256,
  prime256v1: 256,
  'p-256': 256,
  secp384r1: 384,
  'p-384': 384,
  secp521r1: 521,
  'p-521': 521,
};

const curveNames: Readonly<Record<number, string>> = { 256: 'secp256r1', 384: 'secp384r1', 521: 'secp521r1' };

/** CAs take nothing smaller, and larger ones take minutes to make. */
const smallestRsa = 2048;
const largestRsa = 8192;

/** Reads `key_type`, `rsa_key_size` and `elliptic_curve`; undefined where no type is recorded, as certbot did before 1.10. */
export function readRenewalKey(parameter: (key: string) => string | undefined): RenewalKey | undefined {
  const family = parameter('key_type')?.toLowerCase();
  if (family === 'ecdsa') return { family, size: curves[(parameter('elliptic_curve') ?? '').toLowerCase()] };
  const bits = Number(parameter('rsa_key_size'));
  const size = Number.isInteger(bits) && bits >= smallestRsa && bits <= largestRsa ? bits : undefined;
  if (family === 'rsa') return { family, size };
  // The first certbots knew nothing but RSA, and wrote its size alone.
  return family === undefined && size !== undefined ? { family: 'rsa', size } : undefined;
}

/** Writes a key type in certbot's form; a kept key of a kind that certbot has no words for changes nothing. */
export function writeRenewalKey(document: ConfigDocument, keyType: string): void {
  if (keyType === 'other') return;
  const isRsa = keyType.startsWith('rsa');
  const size = Number(keyType.replace(/^\D+/, ''));
  document.set(parameters, 'key_type', isRsa ? 'rsa' : 'ecdsa');
  // certbot writes these only where they differ from its own defaults.
  if (isRsa && size !== smallestRsa) document.set(parameters, 'rsa_key_size', `${size}`);
  else document.remove(parameters, 'rsa_key_size');
  const curve = isRsa || size === 256 ? undefined : curveNames[size];
  if (curve !== undefined) document.set(parameters, 'elliptic_curve', curve);
  else document.remove(parameters, 'elliptic_curve');
}

/**
 * The key type that a lineage goes on with: what is recorded, and where that leaves the size open, that of the key it has.
 * @param present of the certificate that is there
 * @returns undefined where neither tells
 */
export function recordedKeyType(recorded: RenewalKey | undefined, present: KeyType | undefined): KeyType | undefined {
  const has = present && partsOf(present);
  const family = recorded?.family ?? has?.family;
  if (family === undefined) return undefined;
  const size = recorded?.size ?? (has?.family === family ? has.size : undefined);
  if (family === 'ecdsa') return size === 384 ? 'ecdsa384' : size === 521 ? 'ecdsa521' : 'ecdsa256';
  return `rsa${Math.min(Math.max(size ?? smallestRsa, smallestRsa), largestRsa)}`;
}

function partsOf(keyType: KeyType): { readonly family: 'rsa' | 'ecdsa'; readonly size: number } | undefined {
  const family = (['rsa', 'ecdsa'] as const).find((word) => keyType.startsWith(word));
  return family && { family, size: Number(keyType.slice(family.length)) };
}
