import assert from 'node:assert/strict';
import type { RecordService } from '../dns/record-service.js';
import type { DnsProvider } from '../sdk/provider.js';
import { bodyData, differencesOf, multimap } from './compare-data.js';
import { openTested, type TestedProvider } from './tested-provider.js';
import type { GivenAnswer, SentRequest } from './wire.js';

type WantedHeader = string | RegExp | ((value: string) => boolean) | undefined;

/** A request that a provider is to make, and the answer that it gets. */
export interface Exchange {
  /** Method and address, the query in any order: `GET https://api.example/zones?name=example.com`. */
  readonly request: string;
  /** Compared as data: an object for JSON, text for a form or XML; left out: there must be none. */
  readonly body?: unknown;
  /** Headers that must be there and fit, lower-case names; undefined: it must not be there. Others do not matter. */
  readonly headers?: Readonly<Record<string, WantedHeader>>;
  /** Default 200. */
  readonly status?: number;
  /** Text as it is, anything else as JSON; left out: an empty body. */
  readonly answer?: unknown;
  readonly answerHeaders?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ExchangeTest {
  readonly provider: TestedProvider;
  /** By key, as the provider's code sees them; the manifest's defaults are added. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Default `example.com`. */
  readonly zone?: string;
  readonly exchanges: readonly Exchange[];
}

/**
 * Lets a provider work against hand-written exchanges, each answered once. A request that is not among them fails the
 * test with what differs, and so does an exchange that did not happen. No network, no pauses between tries.
 */
export async function withExchanges<T>(
  test: ExchangeTest,
  work: (service: RecordService, provider: DnsProvider) => Promise<T>,
): Promise<T> {
  const waiting = [...test.exchanges];
  const problems: string[] = [];

  function answer(sent: SentRequest): GivenAnswer | undefined {
    const index = waiting.findIndex((exchange) => compare(exchange, sent).length === 0);
    const [found] = index < 0 ? [] : waiting.splice(index, 1);
    if (found === undefined) problems.push(explain(sent, waiting));
    return found && toGiven(found);
  }

  const { options, zone = 'example.com' } = test;
  const { service, provider } = await openTested(test.provider, { options, zoneName: zone, answer, limitMs: 10_000 });
  try {
    return await work(service, provider);
  } finally {
    await provider.close?.();
    // Says more than the failure that follows from it.
    if (problems.length > 0) assert.fail(problems.join('\n'));
    const left = waiting.map(({ request }) => request);
    assert.deepEqual(left, [], 'these exchanges did not happen');
  }
}

function compare(exchange: Exchange, sent: SentRequest): string[] {
  const [method = '', address = ''] = exchange.request.split(' ');
  const url = new URL(address);
  return [
    ...differencesOf(method, sent.method, 'method'),
    ...differencesOf(`${url.origin}${url.pathname}`, `${sent.url.origin}${sent.url.pathname}`, 'address'),
    ...differencesOf(multimap(url.searchParams), multimap(sent.url.searchParams), 'query'),
    ...differencesOf(dataOf(exchange.body), bodyData(sent.body, []), 'body'),
    ...Object.entries(exchange.headers ?? {}).flatMap(([name, wanted]) => {
      const value = sent.headers[name];
      const fits = wanted === undefined || value === undefined ? wanted === value : fitsTo(wanted, value);
      return fits ? [] : [`header ${name}: wanted ${wanted}, sent ${value}`];
    }),
  ];
}

function fitsTo(wanted: NonNullable<WantedHeader>, value: string): boolean {
  if (typeof wanted === 'function') return wanted(value);
  return wanted instanceof RegExp ? wanted.test(value) : wanted === value;
}

function dataOf(body: unknown): unknown {
  if (body === undefined) return undefined;
  return bodyData(typeof body === 'string' ? body : JSON.stringify(body), []);
}

function explain(sent: SentRequest, waiting: readonly Exchange[]): string {
  const lines = waiting.slice(0, 3).flatMap((exchange) => {
    const differences = compare(exchange, sent).map((difference) => `    ${difference.replace('recorded', 'wanted')}`);
    return [`  not this: ${exchange.request}`, ...differences];
  });
  const body = sent.body === '' ? '' : `\n  body: ${sent.body}`;
  return [`unexpected: ${sent.method} ${sent.url}${body}`, ...lines].join('\n');
}

function toGiven({ status = 200, answer, answerHeaders = {} }: Exchange): GivenAnswer {
  const body = answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { status, headers: answerHeaders, body };
}
