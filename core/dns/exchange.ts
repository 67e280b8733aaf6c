import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { DnsAnswer, QueryType } from './answer.js';
import { formatServerAddress, type ServerAddress } from './server-address.js';
import { exchangeTcp } from './tcp.js';
import { exchangeUdp } from './udp.js';
import { decodeAnswer, encodeQuery, type QueryMessage } from './wire.js';

export interface Question {
  /** No final dot. */
  readonly name: string;
  readonly type: QueryType;
  /** Whether the server is to recurse; false for authoritative servers. */
  readonly recursion: boolean;
  /** Asks a resolver for what it has without the check by DNSSEC (RFC 4035, section 3.2.2). */
  readonly checkingDisabled?: boolean;
}

/**
 * Asks one server at one IP address one question, once: over UDP, and over TCP where the answer is truncated.
 * @throws Failure NETWORK, TIMEOUT or ABORTED; a response code is never an error here
 */
export type Exchange = (
  server: ServerAddress,
  question: Question,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<DnsAnswer>;

/** Questions under way at a time: each has a socket of its own, and file descriptors are few in small containers. */
const concurrency = 64;

export function createExchange(): Exchange {
  const limit = pLimit(concurrency);
  return (server, question, timeoutMs, signal) => {
    // Every question under way listens to the same signal, which is no leak: each stops listening when it ends.
    setMaxListeners(0, signal);
    return limit(() => exchangeOnce(server, question, timeoutMs, signal));
  };
}

async function exchangeOnce(
  server: ServerAddress,
  question: Question,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const answer = await askOnce(server, question, true, timeoutMs, signal);
  // RFC 6891, section 7: a server that knows no EDNS says so by one of these.
  if (answer.rcode !== 'FORMERR' && answer.rcode !== 'NOTIMP') return answer;
  return askOnce(server, question, false, timeoutMs, signal);
}

async function askOnce(
  server: ServerAddress,
  question: Question,
  edns: boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const query: QueryMessage = { ...question, id: randomInt(0x1_0000), edns };
  const message = encodeQuery(query);
  const read = (answer: Buffer) => decodeAnswer(answer, query, formatServerAddress(server));
  const answer = await exchangeUdp(server, message, read, timeoutMs, signal);
  return answer.flags.truncated ? exchangeTcp(server, message, read, timeoutMs, signal) : answer;
}
