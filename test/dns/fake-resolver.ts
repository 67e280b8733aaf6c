import type { AnswerRecord, DnsAnswer } from '../../core/dns/answer.js';
import type { Question } from '../../core/dns/exchange.js';
import type { Resolver } from '../../core/dns/resolver.js';
import type { ServerAddress } from '../../core/dns/server-address.js';
import { Failure } from '../../core/sdk/index.js';

type Reply = Partial<Pick<DnsAnswer, 'rcode' | 'answers' | 'authority'>> & { authoritative?: boolean };

/** What to answer to `TYPE name`: records, a response code, or a failure. */
export type Replies = Readonly<Record<string, Reply | Failure | undefined>>;

export interface FakeResolver extends Resolver {
  /** `query SOA example.com`, `ask 192.0.2.1 TXT example.com`, in order. */
  readonly asked: string[];
}

/** Answers from tables; what stands in none does not exist. */
export function fakeResolver(
  queries: Replies | ((name: string, type: string) => Reply | Failure | undefined),
  asks: (server: ServerAddress, question: Question) => Reply | Failure | undefined = () => undefined,
): FakeResolver {
  const asked: string[] = [];
  const find = typeof queries === 'function' ? queries : (name: string, type: string) => queries[`${type} ${name}`];
  return {
    asked,
    async query(name, type) {
      asked.push(`query ${type} ${name}`);
      return toAnswer(find(name, type), 'resolver');
    },
    async ask(server, question) {
      asked.push(`ask ${server.host} ${question.type} ${question.name}`);
      return toAnswer(asks(server, question), server.host);
    },
    servers: async () => [{ host: '192.0.2.53', port: 53 }],
  };
}

function toAnswer(reply: Reply | Failure | undefined, server: string): DnsAnswer {
  if (reply instanceof Failure) throw reply;
  const { rcode = reply === undefined ? 'NXDOMAIN' : 'NOERROR', answers = [], authority = [] } = reply ?? {};
  const flags = {
    authoritative: reply?.authoritative ?? true,
    truncated: false,
    recursionAvailable: false,
    authenticData: false,
  };
  return { rcode, answers, authority, flags, server };
}

export function txt(name: string, ...values: string[]): AnswerRecord[] {
  return values.map((data) => ({ type: 'TXT', name, ttl: 60, data }));
}

export function cname(name: string, data: string): AnswerRecord {
  return { type: 'CNAME', name, ttl: 60, data };
}

export function ns(name: string, ...hosts: string[]): AnswerRecord[] {
  return hosts.map((data) => ({ type: 'NS', name, ttl: 60, data }));
}

export function address(type: 'A' | 'AAAA', name: string, data: string): AnswerRecord {
  return { type, name, ttl: 60, data };
}

export function soa(name: string): AnswerRecord {
  return { type: 'SOA', name, ttl: 60, data: { primary: `ns1.${name}`, serial: 1, minimum: 60 } };
}

export function refused(rcode = 'REFUSED'): Failure {
  return new Failure('DNS', `answered ${rcode}`, { serviceCode: rcode });
}

export function silent(): Failure {
  return new Failure('DNS', 'no answer');
}
