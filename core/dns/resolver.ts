import type { Dispatcher } from '../http/dispatcher.js';
import { Failure, isFailure, toFailure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { canonicalName } from '../sdk/names.js';
import type { DnsAnswer, QueryType } from './answer.js';
import type { Exchange, Question } from './exchange.js';
import { formatServerAddress, resolveServer, type ServerAddress } from './server-address.js';
import { readSystemServers } from './system-servers.js';

/** Asks recursive resolvers, and single servers directly. */
export interface Resolver {
  /**
   * Asks the resolvers, one after the other until one knows: NOERROR and NXDOMAIN are answers.
   * @param name any form; an empty one is the root
   * @throws Failure DNS, with the response code as `serviceCode` where there was one; ABORTED
   */
  query(name: string, type: QueryType, signal: AbortSignal): Promise<DnsAnswer>;
  /**
   * Asks this one server at its IP address, once.
   * @throws Failure NETWORK, TIMEOUT or ABORTED; a response code is never an error here
   */
  ask(server: ServerAddress, question: Question, signal: AbortSignal): Promise<DnsAnswer>;
  /** The addresses of the resolvers. @throws Failure DNS */
  servers(): Promise<readonly ServerAddress[]>;
}

export interface ResolverOptions {
  /** Undefined: those of the system. */
  readonly servers?: readonly ServerAddress[] | undefined;
  /** One attempt's time limit in milliseconds. */
  readonly timeoutMs?: number;
  /** How often the list of resolvers is gone through. */
  readonly attempts?: number;
  /** Connections for resolvers over HTTPS. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Replaced in tests. */
  readonly exchange?: Exchange;
}

const defaultTimeoutMs = 2500;
const defaultAttempts = 2;

/** A resolver for one pass: the addresses of resolvers given by name are looked up once and kept. */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { timeoutMs = defaultTimeoutMs, attempts = defaultAttempts } = options;
  // Loaded at the first question, so that commands without one do not load the library underneath.
  const loadExchange = memo(async () => {
    return options.exchange ?? (await import('./exchange.js')).createExchange(options.dispatcher);
  });
  const addresses = memo(async () => {
    const servers = options.servers ?? (await readSystemServers());
    return (await Promise.all(servers.map(resolveServer))).flat();
  });

  async function ask(server: ServerAddress, question: Question, signal: AbortSignal): Promise<DnsAnswer> {
    const exchange = await loadExchange();
    return exchange(server, { ...question, name: canonicalName(question.name) }, timeoutMs, signal);
  }

  async function query(name: string, type: QueryType, signal: AbortSignal): Promise<DnsAnswer> {
    const question: Question = { name: canonicalName(name), type, recursion: true };
    const servers = await addresses();
    let last: Failure | undefined;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      for (const server of servers) {
        try {
          const answer = await ask(server, question, signal);
          if (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') return answer;
          last = refusal(question, answer);
        } catch (error) {
          if (!isFailure(error, 'NETWORK', 'TIMEOUT')) throw error;
          last = silence(question, server, error);
        }
      }
    }
    throw last ?? new Failure('DNS', 'there is no DNS resolver to ask', { hint: 'Set DNS_RESOLVERS' });
  }

  return { query, ask, servers: () => addresses() };
}

function refusal({ name, type }: Question, { rcode, server }: DnsAnswer): Failure {
  return new Failure('DNS', `the DNS server ${server} answered ${rcode} for ${type} ${name}`, {
    serviceCode: rcode,
    hint: hintOf(rcode),
  });
}

function hintOf(rcode: string): string {
  if (rcode === 'REFUSED') return 'Name resolvers that answer this host in DNS_RESOLVERS';
  return "Check the zone's name servers and its DNSSEC, or name other resolvers in DNS_RESOLVERS";
}

function silence({ name, type }: Question, server: ServerAddress, error: unknown): Failure {
  const { message } = toFailure(error);
  return new Failure('DNS', `no answer for ${type} ${name} from the DNS server ${message}`, {
    place: formatServerAddress(server),
    cause: error,
    hint: 'Check the network, or name other resolvers in DNS_RESOLVERS: where port 53 is shut, one such as https://dns.example/dns-query',
  });
}
