import type { LineageRecord } from '../records/lineage-record.js';
import type { Row } from './database.js';
import { openBeside, sealBeside } from './sealed-beside.js';
import type { Sealer } from './sealing.js';

type Sealed = Pick<LineageRecord, 'name' | 'version' | 'cert' | 'chain' | 'renewal'>;

const subjectOf = ({ name, version }: Pick<Sealed, 'name' | 'version'>) => ['lineage', name, String(version)];
const besideOf = ({ cert, chain, renewal }: Sealed) => [cert, chain, renewal];

/**
 * Seals a private key together with the certificate and the renewal configuration beside it: hosts run the hooks that
 * the latter names.
 */
export function sealLineage(sealer: Sealer, record: Sealed, privkey: string): Buffer {
  return sealBeside(sealer, subjectOf(record), privkey, besideOf(record));
}

/** The private key. @throws Failure LINEAGE where what stands beside it is not what was put there by this program */
export function openLineage(sealer: Sealer, record: Sealed, sealed: Buffer): string {
  return openBeside(sealer, subjectOf(record), sealed, besideOf(record));
}

export const removalSubject = (name: string, version: number) => ['removed', name, String(version)];

/** Says that a certificate was removed after this version: hosts remove their files of it for nothing less. */
export function sealRemoval(sealer: Sealer, name: string, version: number): Buffer {
  return sealer.stamp(removalSubject(name, version), '');
}

/** Whether a row says so that was written by this program. */
export function isRemoval(sealer: Sealer, { name, version, sealed_key: sealed }: Row): boolean {
  return sealer.isStamped(removalSubject(String(name), Number(version)), '', sealed);
}

export function toRecord({ name, version, cert, chain, renewal }: Row): LineageRecord {
  return {
    name: String(name),
    version: Number(version),
    cert: String(cert),
    chain: String(chain),
    renewal: String(renewal),
  };
}
