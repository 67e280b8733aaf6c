import { Failure } from '../sdk/failure.js';

/** Anti-replay nonces (RFC 8555, section 6.5) of one server, passed on from answer to request. */
export interface Nonces {
  /** A nonce for one request. Each `take` must be followed by one `give`. */
  take(signal: AbortSignal): Promise<string>;
  /** Ends a request: with the nonce that the last answer carried, or with nothing where none came. */
  give(nonce: string | undefined): void;
}

interface Waiter {
  resolve(nonce: string): void;
  reject(error: unknown): void;
}

/** How many may wait for each nonce that is on its way before it is quicker to fetch one more. */
const waitersPerNonce = 2;

/** Nobody waits longer for the nonce of another's request, in milliseconds: that one may be stuck. */
const longestWaitMs = 1000;

/** More are not kept: a nonce that long unused is stale at most servers. */
const largestPool = 64;

/**
 * Requests that find the pool empty wait for the nonces of requests under way, and fetch one only where too many wait:
 * waiting costs one round trip, and so does fetching. One certificate thus needs one fetch, eight at once about four.
 * @param fetchNonce one newNonce request, with a time limit of its own, since the nonce is for whoever waits first
 */
export function createNonces(fetchNonce: () => Promise<string>): Nonces {
  const pool: string[] = [];
  const waiters: Waiter[] = [];
  let underWay = 0;

  function balance(): void {
    while (waiters.length > 0) {
      const nonce = pool.pop();
      if (nonce === undefined) break;
      underWay += 1;
      waiters.shift()?.resolve(nonce);
    }
    while (waiters.length > underWay * waitersPerNonce) startFetch();
  }

  function startFetch(): void {
    underWay += 1;
    fetchNonce().then(give, (error: unknown) => {
      underWay -= 1;
      // Those for whom no other nonce is on its way; another fetch at once would most likely fail too.
      for (const waiter of waiters.splice(underWay * waitersPerNonce)) waiter.reject(error);
    });
  }

  function give(nonce: string | undefined): void {
    underWay -= 1;
    if (nonce !== undefined && pool.length < largestPool) pool.push(nonce);
    balance();
  }

  async function take(signal: AbortSignal): Promise<string> {
    if (signal.aborted) throw stopped();
    const known = waiters.length === 0 ? pool.pop() : undefined;
    if (known !== undefined) {
      underWay += 1;
      return known;
    }
    return new Promise<string>((resolve, reject) => {
      const timer = setTimeout(startFetch, longestWaitMs);
      const waiter: Waiter = {
        resolve: (nonce) => settle(() => resolve(nonce)),
        reject: (error) => settle(() => reject(error)),
      };
      function settle(finish: () => void): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        finish();
      }
      function leave(): void {
        waiters.splice(waiters.indexOf(waiter), 1);
        waiter.reject(stopped());
      }
      signal.addEventListener('abort', leave, { once: true });
      waiters.push(waiter);
      balance();
    });
  }

  return { take, give };
}

function stopped(): Failure {
  return new Failure('ABORTED', 'stopped while waiting for the CA');
}
