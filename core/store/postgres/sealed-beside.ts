import { createHash } from 'node:crypto';
import { asObject } from '../../disk/parse-json.js';
import { type Sealer, tampered } from './sealing.js';

/**
 * Seals a private key together with what stands beside it in the clear, so that whoever may write to the database can put
 * nothing else there.
 */
export function sealBeside(sealer: Sealer, subject: readonly string[], privkey: string, beside: unknown): Buffer {
  return sealer.seal(subject, JSON.stringify({ privkey, beside: digestOf(beside) }));
}

/** The private key. @throws Failure LINEAGE where what stands beside it is not what was put there by this program */
export function openBeside(sealer: Sealer, subject: readonly string[], sealed: Buffer, beside: unknown): string {
  const text = sealer.open(subject, sealed);
  // What the parser would say of a key is not for a log.
  const found = text.startsWith('{') ? asObject(JSON.parse(text)) : undefined;
  if (typeof found?.privkey !== 'string' || found.beside !== digestOf(beside)) throw tampered(subject);
  return found.privkey;
}

function digestOf(beside: unknown): string {
  return createHash('sha256').update(JSON.stringify(beside)).digest('base64');
}
