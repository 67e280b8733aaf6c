import { isFailure, type Logger, toFailure } from '../sdk/index.js';
import { type AnswerSettings, answerQuery } from './answer-query.js';
import type { Listener } from './listener.js';
import { createRateLimiter, type RateLimitSettings } from './rate-limit.js';
import { createRecordTable, type RecordTable, validName } from './record-table.js';
import { listenTcp, type TcpLimits } from './tcp-listener.js';
import { listenUdp } from './udp-listener.js';

export interface ListenAddress {
  /** `::` is all of IPv6 and no IPv4: name `0.0.0.0` beside it. */
  readonly address: string;
  /** 0 takes a free port, the same for UDP and TCP. */
  readonly port: number;
}

export interface ResponderOptions {
  readonly listen: readonly ListenAddress[];
  /** The name of this server in the parent zone's NS records. */
  readonly ownName: string;
  /** Apexes of the zones served: `_acme-challenge.example.com`, `acme.example.net`. */
  readonly zones: readonly string[];
  readonly log: Logger;
  /** TTL of the TXT records and of negative answers, in seconds. Default 5. */
  readonly ttl?: number;
  /** Over UDP; `false` switches it off. Default: 50 answers a second and 200 at once for each source. */
  readonly rateLimit?: RateLimitSettings | false;
  readonly tcp?: TcpLimits;
  /** Stops the start: what is bound already is closed again. */
  readonly signal?: AbortSignal;
}

export interface Responder extends Pick<RecordTable, 'addZone' | 'set' | 'add' | 'remove' | 'zones'> {
  /** Where it listens, with the ports bound. */
  readonly addresses: readonly ListenAddress[];
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

const defaultLimit: RateLimitSettings = { perSecond: 50, burst: 200 };
/** A port free for UDP may be taken for TCP. */
const portAttempts = 10;

/**
 * An authoritative DNS server for TXT records of challenges, and nothing else.
 * @throws Failure CONFIG for a bad name, or when an address cannot be listened on; ABORTED
 */
export async function startResponder(options: ResponderOptions): Promise<Responder> {
  const ownName = validName(options.ownName);
  const table = createRecordTable(options.zones, ownName);
  const settings: AnswerSettings = { table, ownName, ttl: options.ttl ?? 5 };
  const limiter =
    options.rateLimit === false
      ? undefined
      : createRateLimiter(options.rateLimit ?? defaultLimit, () => performance.now());
  const open: Listener[] = [];

  function answerUdp(query: Buffer, source: string): Buffer | undefined {
    const limited = limiter !== undefined && !limiter.take(source);
    return answerQuery(query, settings, { transport: 'udp', limited });
  }

  function answerTcp(query: Buffer): Buffer | undefined {
    return answerQuery(query, settings, { transport: 'tcp' });
  }

  async function listenOnce({ address, port }: ListenAddress): Promise<ListenAddress> {
    options.signal?.throwIfAborted();
    const udp = await listenUdp(address, port, answerUdp, options.log);
    try {
      open.push(await listenTcp(address, udp.port, answerTcp, options.tcp ?? {}, options.log), udp);
    } catch (error) {
      await udp.close();
      throw error;
    }
    return { address, port: udp.port };
  }

  async function listen(wanted: ListenAddress): Promise<ListenAddress> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await listenOnce(wanted);
      } catch (error) {
        const taken = isFailure(error) && error.serviceCode === 'EADDRINUSE';
        if (wanted.port !== 0 || !taken || attempt >= portAttempts) throw error;
      }
    }
  }

  async function close(): Promise<void> {
    await Promise.all(open.splice(0).map((listener) => listener.close()));
  }

  const addresses: ListenAddress[] = [];
  try {
    for (const wanted of options.listen) addresses.push(await listen(wanted));
  } catch (error) {
    await close();
    throw toFailure(error);
  }
  options.log.info({ addresses, zones: table.zones }, 'the built-in DNS server listens');
  const { addZone, set, add, remove } = table;
  return {
    addresses,
    get zones() {
      return table.zones;
    },
    addZone,
    set,
    add,
    remove,
    close,
  };
}
