import { Failure, isFailure } from '../../core/sdk/index.js';
import { type Endpoint, findEndpoints } from './endpoint.js';
import { answers, buildQuery, buildUpdate, isTruncated, type Rcode, rcodeOf, type UpdateItem } from './message.js';
import { countSoa } from './read-records.js';
import { type ExchangeLimits, exchangeTcp, exchangeUdp, type Receiver } from './transport.js';
import { createVerifier, signMessage } from './tsig.js';
import type { TsigKey } from './tsig-key.js';

export interface Answer {
  readonly rcode: Rcode;
  readonly message: Buffer;
}

export interface Transfer {
  readonly rcode: Rcode;
  readonly messages: readonly Buffer[];
}

/** Signed requests to one server, with verified answers. All throw Failure NETWORK, TIMEOUT, AUTHENTICATION, RESPONSE or ABORTED. */
export interface DdnsClient {
  update(zone: string, items: readonly UpdateItem[]): Promise<Rcode>;
  query(name: string, type: string): Promise<Answer>;
  /**
   * A zone transfer (RFC 5936), over TCP.
   * @param signed false: without the key, for servers that let addresses transfer rather than keys
   */
  transfer(zone: string, signed: boolean): Promise<Transfer>;
}

export interface DdnsClientOptions {
  readonly server: string;
  readonly key: TsigKey;
  readonly signal: () => AbortSignal;
  /** In milliseconds since 1970. */
  readonly now: () => number;
}

/** Largest request that is sent over UDP: with its signature it passes everywhere in one piece. */
const largestDatagram = 1032;

/** How long one datagram is waited for, in milliseconds; sent twice before TCP is tried. */
const udpTimeoutsMs = [1500, 2500];
const tcpTimeoutMs = 10_000;
const transferTimeoutMs = 60_000;

export function createDdnsClient({ server, key, signal, now }: DdnsClientOptions): DdnsClient {
  /** Tries the addresses of the server in turn. */
  async function atAny<T>(work: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    let failure: unknown;
    for (const endpoint of await findEndpoints(server)) {
      try {
        return await work(endpoint);
      } catch (error) {
        if (!isFailure(error, 'NETWORK', 'TIMEOUT')) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async function singleAt(endpoint: Endpoint, request: Buffer): Promise<Answer> {
    if (request.length < largestDatagram) {
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

  function once(exchange: typeof exchangeTcp, endpoint: Endpoint, request: Buffer, timeoutMs: number): Promise<Answer> {
    const limits = { timeoutMs, signal: signal() };
    return send(exchange, endpoint, request, limits, (message) => ({ rcode: rcodeOf(message), message }));
  }

  /** Signs anew for each attempt: the time is part of the signature. */
  async function send<T>(
    exchange: typeof exchangeTcp,
    endpoint: Endpoint,
    request: Buffer,
    limits: ExchangeLimits,
    receive: Receiver<T>,
  ): Promise<T> {
    const signed = signMessage(request, key, now());
    const verifier = createVerifier(key, signed.mac, now);
    const result = await exchange(
      endpoint,
      signed.message,
      (message) => {
        if (!answers(message, request)) return undefined;
        readable(() => verifier.verify(message));
        return receive(message);
      },
      limits,
    );
    verifier.end();
    return result;
  }

  const single = (request: Buffer) => atAny((endpoint) => singleAt(endpoint, request));

  function transferAt(endpoint: Endpoint, request: Buffer, signed: boolean): Promise<Transfer> {
    const messages: Buffer[] = [];
    let soas = 0;
    const receive = (message: Buffer): Transfer | undefined => {
      const rcode = rcodeOf(message);
      if (rcode !== 'NOERROR') return { rcode, messages };
      messages.push(message);
      soas += readable(() => countSoa(message));
      return soas >= 2 ? { rcode, messages } : undefined;
    };
    const limits = { timeoutMs: transferTimeoutMs, signal: signal() };
    if (signed) return send(exchangeTcp, endpoint, request, limits, receive);
    const ofThis = (message: Buffer) => (answers(message, request) ? receive(message) : undefined);
    return exchangeTcp(endpoint, request, ofThis, limits);
  }

  return {
    update: async (zone, items) => (await single(buildUpdate(zone, items))).rcode,
    query: (name, type) => single(buildQuery(name, type)),
    transfer(zone, signed) {
      const request = buildQuery(zone, 'AXFR');
      return atAny((endpoint) => transferAt(endpoint, request, signed));
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
