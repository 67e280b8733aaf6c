import { createHash } from 'node:crypto';
import { asObject } from '../../disk/parse-json.js';
import type { LineageRecord } from '../records/lineage-record.js';
import { type Sealer, tampered } from './sealing.js';

type Sealed = Pick<LineageRecord, 'name' | 'version' | 'cert' | 'chain' | 'renewal'>;

const subjectOf = ({ name, version }: Sealed) => ['lineage', name, String(version)];

/**
 * Seals a private key together with what stands beside it in the clear. Hosts run the hooks that a renewal configuration
 * names: who may write to the database must not be able to put any there.
 */
export function sealLineage(sealer: Sealer, record: Sealed, privkey: string): Buffer {
  return sealer.seal(subjectOf(record), JSON.stringify({ privkey, beside: digestOf(record) }));
}

/** The private key. @throws Failure LINEAGE where what stands beside it is not what was put there by this program */
export function openLineage(sealer: Sealer, record: Sealed, sealed: Buffer): string {
  const text = sealer.open(subjectOf(record), sealed);
  // What the parser would say of a key is not for a log.
  const found = text.startsWith('{') ? asObject(JSON.parse(text)) : undefined;
  if (typeof found?.privkey !== 'string' || found.beside !== digestOf(record)) throw tampered(subjectOf(record));
  return found.privkey;
}

function digestOf({ cert, chain, renewal }: Sealed): string {
  return createHash('sha256')
    .update(JSON.stringify([cert, chain, renewal]))
    .digest('base64');
}
