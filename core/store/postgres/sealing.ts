import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../sdk/failure.js';

/** Seals what must not be read by who reads the database: AES-256-GCM, with what it is about bound to it. */
export interface Sealer {
  /** Tells this key from others; says nothing of it. */
  readonly keyId: string;
  /** The key that `LETSENCRYPT_STORE_KEY_OLD` is, while it is changed. */
  readonly oldKeyId: string | undefined;
  /** @param subject what it is and whose: a sealed text is of no use in another row */
  seal(subject: readonly string[], text: string): Buffer;
  /** @throws Failure CONFIG where no key that is known opens it, or it was not sealed as this */
  open(subject: readonly string[], sealed: Buffer): string;
  /** Whether it was sealed with the key that is on its way out. */
  isOld(sealed: Buffer): boolean;
  /** What tells later that a text that stands in the clear was put there by who has the key, and as this. */
  stamp(subject: readonly string[], text: string): Buffer;
  isStamped(subject: readonly string[], text: string, stamp: unknown): boolean;
}

const format = 1;
const idBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + idBytes + nonceBytes;
const stampBytes = 1 + idBytes + 32;

/** @param key of 32 bytes; `oldKey` still opens, and seals nothing */
export function createSealer(key: Buffer, oldKey?: Buffer): Sealer {
  const keyId = idOf(key);
  const keys = new Map([[keyId, key]]);
  if (oldKey !== undefined) keys.set(idOf(oldKey), oldKey);

  return {
    keyId,
    oldKeyId: oldKey === undefined ? undefined : idOf(oldKey),
    seal(subject, text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(bound(subject));
      const body = Buffer.concat([cipher.update(Buffer.from(text)), cipher.final()]);
      return Buffer.concat([Buffer.from([format]), Buffer.from(keyId, 'hex'), nonce, body, cipher.getAuthTag()]);
    },
    open(subject, sealed) {
      const known = keys.get(keyIdOf(sealed));
      if (known === undefined || sealed[0] !== format || sealed.length < headBytes + tagBytes) throw wrongKey(subject);
      const nonce = sealed.subarray(1 + idBytes, headBytes);
      const decipher = createDecipheriv('aes-256-gcm', known, nonce, { authTagLength: tagBytes });
      decipher.setAAD(bound(subject));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      try {
        const body = decipher.update(sealed.subarray(headBytes, -tagBytes));
        return Buffer.concat([body, decipher.final()]).toString();
      } catch {
        // What OpenSSL says of it helps nobody.
        throw tampered(subject);
      }
    },
    isOld: (sealed) => keyIdOf(sealed) !== keyId,
    stamp: (subject, text) =>
      Buffer.concat([Buffer.from([format]), Buffer.from(keyId, 'hex'), digest(key, subject, text)]),
    isStamped(subject, text, stamp) {
      if (!(stamp instanceof Buffer) || stamp.length !== stampBytes || stamp[0] !== format) return false;
      const known = keys.get(keyIdOf(stamp));
      return known !== undefined && timingSafeEqual(stamp.subarray(1 + idBytes), digest(known, subject, text));
    },
  };

  function digest(known: Buffer, subject: readonly string[], text: string): Buffer {
    return createHmac('sha256', known)
      .update('letsencrypt-dns stamp')
      .update(bound([...subject, text]))
      .digest();
  }
}

/** Which key sealed this. */
export function keyIdOf(sealed: Buffer): string {
  return sealed.subarray(1, 1 + idBytes).toString('hex');
}

function idOf(key: Buffer): string {
  return createHmac('sha256', key)
    .update('letsencrypt-dns store key')
    .digest('hex')
    .slice(0, 2 * idBytes);
}

function bound(subject: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(subject));
}

function wrongKey(subject: readonly string[]): Failure {
  return new Failure('CONFIG', `the store has ${subject.join(' ')} sealed with another key`, {
    place: 'LETSENCRYPT_STORE_KEY',
    hint: 'Set LETSENCRYPT_STORE_KEY to the key that the store was made with, or LETSENCRYPT_STORE_KEY_OLD while it is changed',
  });
}

/** What is not as it was sealed. */
export function tampered(subject: readonly string[]): Failure {
  return new Failure('LINEAGE', `what the store has as ${subject.join(' ')} was not written there by this program`, {
    hint: 'Restore the row from a backup of the database, and see who else may write to it',
  });
}
