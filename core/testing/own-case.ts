import assert from 'node:assert/strict';
import { type FailureCode, isFailure } from '../sdk/failure.js';
import { bodyData, differencesOf, multimap } from './compare-data.js';
import { type Exchange, withExchanges } from './exchanges.js';
import type { FakeApi } from './fake-api.js';
import { recordLine } from './record-line.js';
import { type RecordWork, toWork } from './record-work.js';
import { openSubject, type Subject } from './subject.js';
import type { GivenAnswer, SentRequest } from './wire.js';

/** A request that must be made: `GET /zones?name=example.com`, below the base of the fake, and what its body says. */
export type Sent = string | readonly [request: string, body: unknown];

/** An answer in place of the fake's: status, and text as it is or data as JSON. */
export type OtherAnswer = readonly [status: number, body?: unknown, headers?: GivenAnswer['headers']];

/** A code; a code, and words of the message or of the service's own code; or whatever one wants to look at. */
export type ExpectedFailure = FailureCode | readonly [FailureCode, RegExp] | ((error: unknown) => boolean);

/** What is done, one of these; none: the zone is looked for. Records are lines of a zone file: `a 60 TXT one`. */
interface CaseBase extends RecordWork {
  /** What it gives; left out: that does not matter. */
  readonly gives?: unknown;
  /** What it fails with; left out: it must succeed. */
  readonly fails?: ExpectedFailure;
  /** In place of the options of the conformance. */
  readonly options?: Subject['options'];
  /** Default `example.com`. */
  readonly zone?: string;
}

/** What a provider's own API adds, against hand-written exchanges, each asked for once; addresses from `/` on are below the base of the fake. */
export interface ExchangeCase extends CaseBase {
  readonly asks: readonly Exchange[];
}

/** The same against the fake, which answers: what was asked of it is then compared. */
export interface FakeCase extends CaseBase {
  /** Records that are there, as lines of a zone file; ids count from 1. */
  readonly given?: readonly string[];
  /** All requests, in their order. */
  readonly sends?: readonly Sent[];
  /**
   * Answers in place of the fake's, by what the request begins with (`POST /zones`): one is given each time, of a list each
   * once. All must be asked for.
   */
  readonly answers?: Readonly<Record<string, OtherAnswer | readonly OtherAnswer[]>>;
  /** What is in the zone at the end, as lines of a zone file without TTLs, in any order. */
  readonly leaves?: readonly string[];
}

export type OwnCase = ExchangeCase | FakeCase;

/** Runs one case. @throws AssertionError */
export async function runCase(subject: Subject, own: OwnCase): Promise<void> {
  const options = own.options ?? subject.options;
  const work = 'asks' in own ? runExchanges({ ...subject, options }, own) : runAtFake({ ...subject, options }, own);
  const { fails } = own;
  if (fails !== undefined) return assert.rejects(work, (error) => isExpected(error, fails));
  const given = await work;
  if (own.gives !== undefined) assert.deepEqual(given, own.gives);
}

export function isExpected(error: unknown, expected: ExpectedFailure): boolean {
  if (typeof expected === 'function') return expected(error);
  const [code, words = /^/] = typeof expected === 'string' ? [expected] : expected;
  assert.ok(isFailure(error), String(error));
  assert.equal(error.code, code, error.message);
  assert.match(`${error.message} ${error.serviceCode ?? ''}`, words);
  return true;
}

function runExchanges({ provider, options, createFake }: Subject, { asks, zone, ...own }: ExchangeCase) {
  const { base = '' } = createFake();
  const exchanges = asks.map((exchange) => ({ ...exchange, request: exchange.request.replace(' /', ` ${base}/`) }));
  return withExchanges({ provider, options, exchanges, ...(zone !== undefined && { zone }) }, toWork(own));
}

async function runAtFake(subject: Subject, own: FakeCase): Promise<unknown> {
  const { fake, service, requests, interfere } = await openSubject(subject, own.zone);
  for (const line of own.given ?? []) fake.add({ ttl: 60, ...recordLine(line) });
  const waiting = Object.entries(own.answers ?? {}).map(
    ([call, answers]): Waiting =>
      isOne(answers) ? { call, left: [answers], always: answers } : { call, left: [...answers] },
  );
  interfere((request) => {
    const fits = waiting.filter(({ call }) => shown(request, fake).startsWith(call));
    const answer = fits.map(({ left, always }) => left.shift() ?? always).find((given) => given !== undefined);
    return answer && toGiven(answer);
  });
  const outcome = await toWork(own)(service).then(
    (given) => ({ given }),
    (error: unknown) => ({ error }),
  );
  const failure = 'error' in outcome && own.fails === undefined ? `, and it failed: ${String(outcome.error)}` : '';
  if (own.sends !== undefined) assertSent(requests, own.sends, fake, failure);
  const unused = waiting.filter(({ left }) => left.length > 0).map(({ call }) => call);
  assert.deepEqual(unused, [], `these answers were not asked for${failure}`);
  if ('error' in outcome) throw outcome.error;
  if (own.leaves !== undefined) assert.deepEqual(linesOf(fake), [...own.leaves].sort());
  return outcome.given;
}

function assertSent(requests: readonly SentRequest[], wanted: readonly Sent[], fake: FakeApi, failure: string): void {
  const sent = requests.map((request) => dataOf(shown(request, fake), request.body, request.url.searchParams));
  const expected = wanted.map((one) => {
    const [request, body] = typeof one === 'string' ? [one] : one;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return dataOf(request, text, new URLSearchParams(request.split('?').slice(1).join('?')));
  });
  const differences = differencesOf(expected, sent, 'request');
  const all = requests.map((request) => `${shown(request, fake)} ${request.body}`);
  assert.deepEqual(differences, [], `sent:\n${all.join('\n')}${failure}`);
}

function dataOf(request: string, body: string | undefined, query: URLSearchParams): object {
  return { request: request.replace(/\?.*/s, ''), query: multimap(query), body: bodyData(body, []) };
}

interface Waiting {
  readonly call: string;
  readonly left: OtherAnswer[];
  readonly always?: OtherAnswer;
}

/** Method and address, without the base of the fake. */
function shown({ method, url }: SentRequest, { base = '' }: FakeApi): string {
  const address = url.href.startsWith(base) ? url.href.slice(base.length) : url.href;
  return `${method} ${address}`;
}

function isOne(answers: OtherAnswer | readonly OtherAnswer[]): answers is OtherAnswer {
  return typeof answers[0] === 'number';
}

function toGiven([status, body, headers = {}]: OtherAnswer): GivenAnswer {
  return { status, headers, body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body) };
}

function linesOf(fake: FakeApi): string[] {
  return fake
    .records()
    .map(({ name, type, content }) => `${name} ${type} ${content}`)
    .sort();
}
