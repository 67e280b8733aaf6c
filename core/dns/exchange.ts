import { randomInt } from 'node:crypto';
import pLimit from 'p-limit';
import type { Dispatcher } from '../http/dispatcher.js';
import { Failure } from '../sdk/failure.js';
import { withoutLimit } from '../sdk/joined-signal.js';
import type { DnsAnswer, QueryType } from './answer.js';
import { exchangeHttps } from './https.js';
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

/** @param dispatcher for resolvers over HTTPS */
export function createExchange(dispatcher?: Dispatcher): Exchange {
  const limit = pLimit(concurrency);
  return (server, question, timeoutMs, signal) => {
    // Every question under way listens to the same signal, which is no leak: each stops listening when it ends.
    withoutLimit(signal);
    return limit(() => exchangeOnce({ server, dispatcher, timeoutMs, signal }, question));
  };
}

interface Route {
  readonly server: ServerAddress;
  readonly dispatcher: Dispatcher | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function exchangeOnce(route: Route, question: Question): Promise<DnsAnswer> {
  const answer = await askOnce(route, question, true);
  // RFC 6891, section 7: a server that knows no EDNS says so by one of these.
  if (answer.rcode !== 'FORMERR' && answer.rcode !== 'NOTIMP') return answer;
  return askOnce(route, question, false);
}

async function askOnce(
  { server, dispatcher, timeoutMs, signal }: Route,
  question: Question,
  edns: boolean,
): Promise<DnsAnswer> {
  const { url } = server;
  // Over HTTPS the id is 0, so that caches on the way take equal questions for equal (RFC 8484, section 4.1).
  const query: QueryMessage = { ...question, id: url === undefined ? randomInt(0x1_0000) : 0, edns };
  const message = encodeQuery(query);
  const read = (answer: Buffer) => decodeAnswer(answer, query, formatServerAddress(server));
  if (url !== undefined) {
    if (dispatcher === undefined) throw new Failure('INTERNAL', `nothing is there to ask ${url} with`);
    return exchangeHttps({ ...server, url }, dispatcher, message, read, timeoutMs, signal);
  }
  const answer = await exchangeUdp(server, message, read, timeoutMs, signal);
  return answer.flags.truncated ? exchangeTcp(server, message, read, timeoutMs, signal) : answer;
}
