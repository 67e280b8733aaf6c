import { randomBytes } from 'node:crypto';

/** Anti-replay nonces (RFC 8555 section 6.5): each is good for one request. */
export interface NoncePool {
  issue(): string;
  /** Takes the nonce; false when it is unknown, used or forgotten. */
  use(nonce: string): boolean;
  /** Forgets all, as a CA does that restarts. */
  expireAll(): void;
}

/** @param limit the oldest are forgotten: an endless stream of requests must not fill the memory */
export function createNoncePool(limit = 10_000): NoncePool {
  const nonces = new Set<string>();
  return {
    issue() {
      const nonce = randomBytes(16).toString('base64url');
      nonces.add(nonce);
      const [oldest] = nonces;
      if (nonces.size > limit && oldest !== undefined) nonces.delete(oldest);
      return nonce;
    },
    use: (nonce) => nonces.delete(nonce),
    expireAll: () => nonces.clear(),
  };
}
