import { Failure, isFailure } from '../../core/sdk/index.js';
import { type Endpoint, findEndpoints } from './endpoint.js';
import { answers, buildQuery, buildUpdate, isTruncated, type Rcode, rcodeOf, type UpdateItem } from './message.js';
import { type ExchangeLimits, exchangeTcp, exchangeUdp, type Receiver } from './transport.js';
import { createVerifier, signMessage } from './tsig.js';
import type { TsigKey } from './tsig-key.js';

export interface Answer {
  readonly rcode: Rcode;
  readonly message: Buffer;
}

/** Signed requests to one server, with verified answers. All throw Failure NETWORK, TIMEOUT, AUTHENTICATION, RESPONSE or ABORTED. */
export interface DdnsClient {
  update(zone: string, items: readonly UpdateItem[]): Promise<Rcode>;
  query(name: string, type: string): Promise<Answer>;
  /**
   * A zone transfer (RFC 5936), over TCP.
   * @param isLast looks at each message in turn
   * @param signed false: without the key, for servers that let addresses transfer rather than keys
   */
  transfer(zone: string, isLast: (message: Buffer) => boolean, signed: boolean): Promise<Rcode>;
}

export interface DdnsClientOptions {
  readonly server: string;
  readonly key: TsigKey;
  readonly signal: () => AbortSignal;
  /** In milliseconds since 1970. */
  readonly now: () => number;
}

/** Largest message that is sent over UDP: it passes everywhere in one piece. */
const largestDatagram = 1232;

/** How long one datagram is waited for, in milliseconds; sent twice before TCP is tried. */
const udpTimeoutsMs = [1500, 2500];
const tcpTimeoutMs = 10_000;
const transferTimeoutMs = 60_000;

export function createDdnsClient({ server, key, signal, now }: DdnsClientOptions): DdnsClient {
  async function single(request: Buffer): Promise<Answer> {
    let failure: unknown;
    for (const endpoint of await findEndpoints(server)) {
      try {
        return await singleAt(endpoint, request);
      } catch (error) {
        if (!isFailure(error, 'NETWORK', 'TIMEOUT')) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async function singleAt(endpoint: Endpoint, request: Buffer): Promise<Answer> {
    if (request.length < largestDatagram - 200) {
      for (const timeoutMs of udpTimeoutsMs) {
        try {
          const answer = await once(exchangeUdp, endpoint, request, timeoutMs);
          if (!isTruncated(answer.message)) return answer;
          break;
        } catch (error) {
          // A firewall may let only TCP through. Asking again is harmless: updates say what is to be, not what changes.
          if (!isFailure(error, 'TIMEOUT', 'NETWORK')) throw error;
          if (isFailure(error, 'NETWORK')) break;
        }
      }
    }
    return once(exchangeTcp, endpoint, request, tcpTimeoutMs);
  }

  async function once(exchange: typeof exchangeTcp, endpoint: Endpoint, request: Buffer, timeoutMs: number) {
    let answer: Answer | undefined;
    await send(exchange, endpoint, request, { timeoutMs, signal: signal() }, (message) => {
      answer = { rcode: rcodeOf(message), message };
      return true;
    });
    if (answer === undefined) throw new Failure('INTERNAL', 'an exchange ended without an answer');
    return answer;
  }

  /** Signs anew for each attempt: the time is part of the signature. */
  async function send(
    exchange: typeof exchangeTcp,
    endpoint: Endpoint,
    request: Buffer,
    limits: ExchangeLimits,
    receive: Receiver,
  ): Promise<void> {
    const signed = signMessage(request, key, now());
    const verifier = createVerifier(key, signed.mac, now);
    await exchange(
      endpoint,
      signed.message,
      (message) => {
        if (!answers(message, request)) return false;
        readable(() => verifier.verify(message));
        return receive(message);
      },
      limits,
    );
    verifier.end();
  }

  return {
    update: async (zone, items) => (await single(buildUpdate(zone, items))).rcode,
    query: (name, type) => single(buildQuery(name, type)),
    async transfer(zone, isLast, signed) {
      const request = buildQuery(zone, 'AXFR');
      let rcode: Rcode = 'NOERROR';
      const receive = (message: Buffer): boolean => {
        rcode = rcodeOf(message);
        return rcode !== 'NOERROR' || readable(() => isLast(message));
      };
      const [endpoint] = await findEndpoints(server);
      if (endpoint === undefined) throw new Failure('NETWORK', `the DNS server ${server} has no address`);
      const limits = { timeoutMs: transferTimeoutMs, signal: signal() };
      if (signed) await send(exchangeTcp, endpoint, request, limits, receive);
      else await exchangeTcp(endpoint, request, (message) => answers(message, request) && receive(message), limits);
      return rcode;
    },
  };
}

/** Turns what a malformed message throws into a failure for people. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure('RESPONSE', `the DNS server sent a malformed message: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
