import { randomBytes } from 'node:crypto';
import { createNoncePool, type NoncePool, Problem } from '../../acme-server/index.js';
import { asInteger, asObject, asString } from '../../disk/parse-json.js';
import type { CertificateStore } from '../../store/store.js';

/** Nonces that are good for one call (RFC 8555 section 6.5). */
export interface DoorNonces extends NoncePool {
  /**
   * Writes down that a call has used one, before anything is done for it. The same call may come again, where who began it
   * came to its end.
   * @throws Problem badNonce where another call has used it
   */
  spend(nonce: string, call: string): Promise<void>;
  /** Forgets what nobody accepts any more. */
  sweep(): Promise<void>;
}

/** Strangers get nonces, too: so many are remembered that a flood of theirs does not wash away those of clients at once. */
const mostNonces = 100_000;
/** So long a nonce is good, in milliseconds: clients keep some for their next calls. */
const longestMs = 6 * 3_600_000;
/** Clocks of hosts may differ by minutes, in milliseconds. */
const skewMs = 15 * 60_000;
const randomLength = 16;
const timeLength = 6;

interface Used {
  readonly at: number;
  readonly call: string;
}

/**
 * Where there is one instance, nonces are remembered until they are used. Of several over one store, each holder takes those of
 * the one before: they carry their time and a stamp of the store's key, and those that were used are in the store.
 */
export function createDoorNonces(
  { facts, shared }: Pick<CertificateStore, 'facts' | 'shared'>,
  now: () => number,
): DoorNonces {
  if (shared === undefined) return { ...createNoncePool(mostNonces), spend: async () => {}, sweep: async () => {} };
  const used = facts('door-nonces', parseUsed);
  const { stamp, isStamped } = shared;
  const subject = (body: Buffer) => `nonce ${body.toString('hex')}`;

  function isGood(nonce: string): boolean {
    if (!/^[\w-]{40,200}$/.test(nonce)) return false;
    const bytes = Buffer.from(nonce, 'base64url');
    const body = bytes.subarray(0, randomLength + timeLength);
    const age = now() - body.readUIntBE(randomLength, timeLength);
    return age >= -skewMs && age < longestMs && isStamped(subject(body), bytes.subarray(body.length));
  }

  return {
    issue() {
      const body = Buffer.alloc(randomLength + timeLength);
      randomBytes(randomLength).copy(body);
      body.writeUIntBE(now(), randomLength, timeLength);
      return Buffer.concat([body, stamp(subject(body))]).toString('base64url');
    },
    // Whether it was used already is asked of the store, once the signature is right.
    use: isGood,
    expireAll: () => {},
    async spend(nonce, call) {
      const first = await used.update(nonce, (before) => before ?? { at: now(), call });
      if (first?.call !== call) throw new Problem('badNonce', 'the nonce is unknown or has been used');
    },
    async sweep() {
      await used.change((all) => {
        const old = [...all].filter(([, { at }]) => now() - at > longestMs + 2 * skewMs);
        return Object.fromEntries(old.map(([nonce]) => [nonce, undefined]));
      });
    },
  };
}

function parseUsed(value: unknown): Used | undefined {
  const fields = asObject(value);
  const [at, call] = [asInteger(fields?.at), asString(fields?.call)];
  return at === undefined || call === undefined ? undefined : { at, call };
}
