import { placeOf } from '../http/redact.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { Wire, WireAnswer } from './wire.js';

export interface NonceSource {
  readonly wire: Wire;
  /** The server's newNonce resource. */
  readonly url: string;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

/**
 * Fetches fresh nonces, one for each call (RFC 8555, section 7.2). By GET, which servers must take as well as HEAD: of an
 * answer to HEAD that does not say how long the body would be, as those of servers in Go, undici gives up the connection.
 * From servers that know no GET they come by HEAD.
 * @throws what {@link Wire.send} throws, and Failure RESPONSE where none comes
 */
export function createNonceSource({ wire, url, userAgent, signal }: NonceSource): () => Promise<string> {
  let isByHead = false;

  function ask(method: 'GET' | 'HEAD'): Promise<WireAnswer> {
    return wire.send(
      { url, method, headers: { 'user-agent': userAgent } },
      { resource: 'newNonce', repeatable: true, signal },
    );
  }

  async function byGet(): Promise<string | undefined> {
    try {
      return nonceIn(await ask('GET'));
    } catch (error) {
      if (isFailure(error) && isUnknownMethod(error.status)) return undefined;
      throw error;
    }
  }

  return async () => {
    const found = isByHead ? undefined : await byGet();
    if (found !== undefined) return found;
    isByHead = true;
    const nonce = nonceIn(await ask('HEAD'));
    if (nonce === undefined) throw new Failure('RESPONSE', 'the CA gave no nonce when asked', { place: placeOf(url) });
    return nonce;
  };
}

function nonceIn({ headers }: WireAnswer): string | undefined {
  return headers['replay-nonce'];
}

/** Not a limit of rate, and no trouble of the server. */
function isUnknownMethod(status = 0): boolean {
  return (status >= 400 && status < 500 && status !== 429) || status === 501;
}
