import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, decode, encode, type Question, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet';
import { exchange, parseAddress, type Transport } from './dns-exchange.js';
import { serveDns } from './dns-server.js';

/** One question that reached the forwarder. */
export interface ForwarderQuery {
  /** Lower case, without a final dot. */
  readonly name: string;
  readonly type: string;
  readonly transport: Transport;
  /** How often this name and type have been asked, this time included. */
  readonly count: number;
}

/** What to do instead of, or before, asking the zone's server. */
export interface ForwarderOverride {
  /** Answer with this code and `answers`, without asking the server. */
  readonly rcode?: keyof typeof responseCodes;
  readonly answers?: readonly Answer[];
  /** Wait first; alone, it delays the true answer. */
  readonly delayMs?: number;
  /** Never answer. */
  readonly drop?: boolean;
}

export type ForwarderHook = (query: ForwarderQuery) => ForwarderOverride | undefined;

export interface ForwarderOptions {
  /** Zone → `host:port` of its authoritative server; the longest match counts. */
  readonly zones: Readonly<Record<string, string>>;
  /** Name → IPv4 address, answered here; `ns1.<zone>` of each zone is known already. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly override?: ForwarderHook;
}

export interface Forwarder {
  /** `host:port`, UDP and TCP. */
  readonly dnsAddress: string;
  readonly queries: readonly ForwarderQuery[];
  /** How often a name was asked for, in any type or in one. */
  count(name: string, type?: string): number;
  /** Replaces the hook; undefined lets every answer be true again. */
  setOverride(hook: ForwarderHook | undefined): void;
  /** Routes one more zone. */
  addZone(zone: string, dnsAddress: string): void;
  stop(): Promise<void>;
}

const responseCodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const longestChain = 8;

/**
 * Makes several authoritative servers look like one recursive resolver: routes by zone, follows CNAMEs across zones and
 * sets RA. It caches nothing.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const routes = new Map<string, string>();
  const hosts = new Map<string, string>();
  const queries: ForwarderQuery[] = [];
  let override = options.override;

  function addZone(zone: string, dnsAddress: string): void {
    routes.set(zone, dnsAddress);
    hosts.set(`ns1.${zone}`, parseAddress(dnsAddress).host);
  }

  function count(name: string, type?: string): number {
    return queries.filter((query) => query.name === name && (type === undefined || query.type === type)).length;
  }

  async function resolve(question: Question, transport: Transport): Promise<Reply> {
    const answers: Answer[] = [];
    let name = canonical(question.name);
    for (let step = 0; step < longestChain; step++) {
      const host = hosts.get(name);
      if (host !== undefined)
        return { rcode: 'NOERROR', answers: [...answers, ...addressAnswer(question, name, host)] };
      const route = longestSuffix(name, routes);
      if (route === undefined) return { rcode: isAbove(name, routes) ? 'NOERROR' : 'NXDOMAIN', answers };
      const query = encode({ type: 'query', id: 1, flags: 0, questions: [{ ...question, name }] });
      const bytes = await exchange(route, query, transport);
      const reply = decode(bytes);
      if (reply.flag_tc) return { rcode: 'NOERROR', answers: [], truncated: true };
      answers.push(...(reply.answers ?? []));
      const target = danglingTarget(question.type, name, answers);
      if (target === undefined) return { rcode: bytes.readUInt16BE(2) & 0xf, answers };
      name = target;
    }
    return { rcode: 'SERVFAIL', answers: [] };
  }

  async function answer(message: Buffer, transport: Transport): Promise<Buffer | undefined> {
    const request = decode(message);
    const question = request.questions?.[0];
    if (question === undefined) return undefined;
    const name = canonical(question.name);
    const query = { name, type: question.type, transport, count: count(name, question.type) + 1 };
    queries.push(query);
    const change = override?.(query);
    if (change?.delayMs !== undefined) await pause(change.delayMs, undefined, { ref: false });
    if (change?.drop) return undefined;
    const made = change?.rcode !== undefined || change?.answers !== undefined;
    const reply: Reply = made
      ? { rcode: change.rcode ?? 'NOERROR', answers: change.answers ?? [] }
      : await resolve(question, transport).catch((): Reply => ({ rcode: 'SERVFAIL', answers: [] }));
    const rcode = typeof reply.rcode === 'number' ? reply.rcode : responseCodes[reply.rcode];
    const truncation = reply.truncated ? 0x0200 : 0;
    return encode({
      type: 'response',
      id: request.id ?? 0,
      flags: RECURSION_DESIRED | RECURSION_AVAILABLE | truncation | rcode,
      questions: [question],
      answers: [...reply.answers],
    });
  }

  for (const [zone, address] of Object.entries(options.zones)) addZone(zone, address);
  for (const [name, address] of Object.entries(options.hosts ?? {})) hosts.set(name, address);
  const server = await serveDns(answer);
  return {
    dnsAddress: server.dnsAddress,
    queries,
    count,
    addZone,
    setOverride(hook) {
      override = hook;
    },
    stop: server.stop,
  };
}

interface Reply {
  readonly rcode: keyof typeof responseCodes | number;
  readonly answers: readonly Answer[];
  readonly truncated?: boolean;
}

function canonical(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function longestSuffix(name: string, routes: ReadonlyMap<string, string>): string | undefined {
  const labels = name.split('.');
  const zone = labels.map((_, index) => labels.slice(index).join('.')).find((suffix) => routes.has(suffix));
  return zone === undefined ? undefined : routes.get(zone);
}

/** Whether a zone lies below this name: then the name exists, though it has no records here. */
function isAbove(name: string, routes: ReadonlyMap<string, string>): boolean {
  return [...routes.keys()].some((zone) => name === '' || zone.endsWith(`.${name}`));
}

function addressAnswer(question: Question, name: string, address: string): Answer[] {
  return question.type === 'A' ? [{ type: 'A', name, ttl: 60, data: address }] : [];
}

/** Where the CNAMEs lead, if nothing of the wanted type is there yet. */
function danglingTarget(type: string, start: string, answers: readonly Answer[]): string | undefined {
  if (type === 'CNAME') return undefined;
  let name = start;
  for (let step = 0; step < longestChain; step++) {
    const alias = answers.find((answer) => answer.type === 'CNAME' && canonical(answer.name) === name);
    if (alias?.type !== 'CNAME') break;
    name = canonical(alias.data);
  }
  const complete = answers.some((answer) => answer.type === type && canonical(answer.name) === name);
  return complete || name === start ? undefined : name;
}
