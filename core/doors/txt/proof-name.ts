import { checkDomain } from '../../config/domain-name.js';
import { coversProof } from '../../config/domain-pattern.js';
import type { DoorClient } from '../../config/doors.js';
import { canonicalName } from '../../sdk/names.js';
import { DoorRefusal } from '../door.js';

/** The name of a proof that a client may write. */
export interface ProofName {
  readonly name: string;
  /** What is proved there, without `*.`. */
  readonly domain: string;
}

const longestName = 253;
const prefixes = ['_acme-challenge.', '_validation-persist.'];

/** @throws DoorRefusal 400 for what is no such name */
export function parseProofName(text: string): ProofName {
  const name = canonicalName(text);
  const prefix = prefixes.find((each) => name.startsWith(each));
  if (text.length > longestName + 1 || prefix === undefined) {
    throw new DoorRefusal(400, 'the name must be `_acme-challenge.` and a domain');
  }
  const domain = name.slice(prefix.length);
  if (domain.startsWith('*')) throw new DoorRefusal(400, 'a wildcard is proved at the name above it');
  return { name, domain: parseProvedDomain(domain) };
}

/** A domain, or a wildcard, which is proved at the same name. @throws DoorRefusal 400 */
export function parseProvedDomain(text: string): string {
  const bare = canonicalName(text).replace(/^\*\./, '');
  const checked = text.length > longestName + 3 ? { fault: 'it is too long' } : checkDomain(bare);
  if ('fault' in checked || checked.name.startsWith('*')) throw new DoorRefusal(400, 'this is no domain name');
  return checked.name;
}

/** @throws DoorRefusal 403 */
export function assertCovered({ domains, name }: DoorClient, { domain }: Pick<ProofName, 'domain'>): void {
  if (!coversProof(domains, domain)) throw new DoorRefusal(403, `${domain} is not a name of ${name}`);
}

/** What a TXT record of a proof may say. @throws DoorRefusal 400 */
export function checkValue(value: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(value)) return value;
  throw new DoorRefusal(400, 'the value must be 1 to 255 printable characters of ASCII');
}
