import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSilence, notAsked } from '../../core/acme/silence.js';
import { type Call, createWire } from '../../core/acme/wire.js';
import type { Dispatcher } from '../../core/http/dispatcher.js';
import { tooLong, type WholeRequest } from '../../core/http/whole-answer.js';
import { type Failure, isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { fakeClock } from './fake-ca.js';

const type = 'urn:ietf:params:acme:error:';
const url = 'https://ca.example/order/1?x=y';
const never = new AbortController().signal;

interface Given {
  readonly status: number;
  readonly headers?: Record<string, string | string[] | undefined>;
  readonly body?: string | object;
  /** The body breaks off after this. */
  readonly breaks?: Error;
}

function coded(code: string, message = ''): Error {
  return Object.assign(new Error(message), { code });
}

/** A wire to a server that answers, or fails, with these in turn, and with the last one for ever. */
function open(...answers: readonly (Given | Error)[]) {
  const clock = fakeClock();
  const reports: string[] = [];
  const nonces: string[] = [];
  const silence = createSilence('https://ca.example/directory', silentLogger);
  const request = async ({ longestAnswer = 0 }: WholeRequest) => {
    const given = answers[Math.min(reports.length, answers.length - 1)];
    if (given instanceof Error || given === undefined) throw given;
    const { status, headers = {}, body = '', breaks } = given;
    const isObject = typeof body === 'object';
    const typed = { ...(isObject && { 'Content-Type': 'application/problem+json' }), ...headers };
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const broken = bytes.length > longestAnswer ? tooLong(longestAnswer) : breaks;
    return { status, headers: typed, body: bytes, ...(broken !== undefined && { broken }) };
  };
  const wire = createWire({
    dispatcher: { request } as unknown as Dispatcher,
    clock,
    directoryUrl: 'https://ca.example/directory',
    silence: { issuance: silence, renewalInfo: createSilence('https://ca.example/directory', silentLogger) },
    ca: () => ({ profiles: {}, caaIdentities: [] }),
    timeoutMs: 5000,
    longestPauseMs: 60_000,
    onRequest: ({ method, resource, status }) => void reports.push(`${method} ${resource} ${status}`),
  });
  const send = (call: Partial<Call> = {}) =>
    wire.send(
      { url, method: 'POST', headers: {}, body: '{}' },
      { resource: 'order', repeatable: true, signal: never, onNonce: (nonce) => void nonces.push(nonce), ...call },
    );
  return { send, clock, reports, nonces, silence };
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => assert.fail('it should have failed'),
    (error) => (isFailure(error) ? error : assert.fail(String(error))),
  );
}

describe('a request to a CA', () => {
  it('is sent again as often as that is safe and promises something', async () => {
    const reset = coded('ECONNRESET', 'reset');
    const unseen = coded('ECONNREFUSED', 'refused');
    const late = { 'retry-after': '61' };
    const soon = { 'retry-after': '60' };
    const table: readonly [what: Given | Error, repeatable: number, other: number][] = [
      [{ status: 500 }, 4, 1],
      [{ status: 503 }, 4, 1],
      [{ status: 503, headers: soon }, 4, 4],
      [{ status: 503, headers: late }, 1, 1],
      [{ status: 429, headers: soon }, 4, 4],
      [{ status: 429, headers: late }, 1, 1],
      [{ status: 429 }, 1, 1],
      [{ status: 500, headers: late }, 4, 1],
      [{ status: 400, body: { type: `${type}malformed` } }, 1, 1],
      [{ status: 403, body: { type: `${type}unauthorized` } }, 1, 1],
      [{ status: 404 }, 1, 1],
      [{ status: 200, headers: { 'content-type': 'application/json' }, body: '{' }, 4, 1],
      [{ status: 200, body: { a: 1 }, breaks: reset }, 4, 1],
      // Byte for byte the same, whose nonce no server takes twice.
      [reset, 4, 4],
      [unseen, 4, 4],
    ];
    for (const [what, ...wanted] of table) {
      const counts: number[] = [];
      for (const repeatable of [true, false]) {
        const { send, reports } = open(what);
        await send({ repeatable }).catch((error) => assert.ok(isFailure(error), String(error)));
        counts.push(reports.length);
      }
      assert.deepEqual(counts, wanted, what instanceof Error ? what.message : JSON.stringify(what));
    }
  });

  it('waits twice as long each time, a quarter more or less, or as it is asked to', async () => {
    const { send, clock } = open({ status: 500 });
    await failureOf(send());
    assert.equal(clock.pauses.length, 3);
    for (const [index, usual] of [250, 500, 1000].entries()) {
      const pause = clock.pauses[index] ?? 0;
      assert.ok(pause >= usual * 0.75 && pause <= usual * 1.25, `${pause} of ${usual}`);
    }
    const asked = open({ status: 503, headers: { 'retry-after': '7' } });
    await failureOf(asked.send());
    assert.deepEqual(asked.clock.pauses, [7000, 7000, 7000]);
    const shared = open({ status: 500 });
    const budget = { spent: 2 };
    await failureOf(shared.send({ budget }));
    assert.deepEqual([shared.reports.length, budget.spent], [2, 4]);
  });

  it('that may have arrived is not taken for refused where the CA says that it knows its nonce', async () => {
    const badNonce = { status: 400, body: { type: `${type}badNonce` } };
    const doubtful = open(coded('ECONNRESET', 'reset'), badNonce);
    assert.match((await failureOf(doubtful.send({ repeatable: false }))).message, /reset$/);
    for (const [first, repeatable] of [
      [coded('ECONNREFUSED', 'refused'), false],
      [coded('ECONNRESET', 'reset'), true],
    ] as const)
      assert.equal((await open(first, badNonce).send({ repeatable })).status, 400);
    assert.equal((await open(badNonce).send()).status, 400);
    const other = { status: 401, body: { type: `${type}badNonce` } };
    assert.equal((await failureOf(open(other).send())).status, 401);
  });

  it('tells its nonce, where that can be one, and its kind to who counts', async () => {
    const good = ['n', '!~', 'x'.repeat(1000)];
    const bad = ['', ' ', 'a b', 'a,b c', 'ü', 'x'.repeat(1001), undefined];
    for (const nonce of [...good, ...bad]) {
      const { send, nonces, reports } = open({ status: 204, headers: { 'Replay-Nonce': nonce } });
      await send({ resource: 'newOrder' });
      assert.deepEqual(nonces, good.includes(nonce ?? '') ? [nonce] : [], nonce?.slice(0, 9));
      assert.deepEqual(reports, ['POST newOrder 204']);
    }
    const failing = open({ status: 404, headers: { 'replay-nonce': 'n' } });
    await failureOf(failing.send());
    assert.deepEqual([failing.nonces, failing.reports], [['n'], ['POST order 404']]);
    const lost = open(coded('ECONNRESET'));
    await failureOf(lost.send());
    assert.equal(lost.reports[0], 'POST order undefined');
  });

  it('gives back JSON as data, other text as it is, and nothing where there is nothing', async () => {
    const pem = { 'content-type': 'application/pem-certificate-chain' };
    const json = { 'content-type': 'application/json' };
    const table: readonly [Given, data: unknown, repeatable?: boolean][] = [
      [{ status: 200, body: { a: 1 } }, { a: 1 }],
      [{ status: 200, headers: pem, body: '{"a":1}' }, '{"a":1}'],
      [{ status: 200, body: '{"a":1}' }, '{"a":1}'],
      [{ status: 200, headers: json, body: '' }, undefined],
      [{ status: 201, headers: json, body: '{"a' }, undefined, false],
      [{ status: 201, body: { a: 1 }, breaks: coded('ECONNRESET') }, undefined, false],
    ];
    for (const [given, data, repeatable = true] of table)
      assert.deepEqual((await open(given).send({ repeatable })).data, data, JSON.stringify(given));
    const headers = { 'X-One': ['a', 'b'], 'x-none': undefined };
    assert.deepEqual((await open({ status: 200, headers }).send()).headers, { 'x-one': 'a, b' });
    const cut = open({ status: 400, headers: json, body: '{"type":', breaks: coded('ECONNRESET') });
    assert.deepEqual([(await failureOf(cut.send())).code, cut.reports.length], ['ACME', 1]);
    for (const body of ['<html>', '{"type":'])
      assert.equal((await failureOf(open({ status: 400, headers: json, body }).send())).code, 'ACME');
  });

  it('says what kept it from an answer, and how to put that right', async () => {
    const check = 'Check the address of the server, the network and the proxy settings';
    const root = 'Name the root certificate of this server by LETSENCRYPT_CA_BUNDLE';
    const table: readonly [Error, words: string, hint: string][] = [
      [coded('ECONNREFUSED', 'connect refused'), 'connect refused', check],
      [coded('ENOTFOUND'), 'ENOTFOUND', check],
      [new AggregateError([coded('X', 'first'), coded('Y', 'second')]), 'first', check],
      [new AggregateError([], 'none'), 'none', check],
      [new RangeError(''), 'RangeError', check],
      [coded('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed'), 'self-signed', root],
      [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'issuer'), 'issuer', root],
      [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'leaf'), 'leaf', root],
    ];
    for (const [error, words, hint] of table) {
      const failure = await failureOf(open(error).send());
      assert.deepEqual(
        [failure.code, failure.message, failure.hint, failure.place],
        ['NETWORK', `cannot reach the CA at ca.example: ${words}`, hint, 'https://ca.example/order/1'],
      );
    }
    const { send, reports } = open(coded('ECONNRESET'));
    assert.equal((await failureOf(send({ signal: AbortSignal.abort() }))).code, 'ABORTED');
    assert.deepEqual(reports, ['POST order undefined']);
    const long = open({ status: 200, body: 'x'.repeat(4 * 1024 * 1024 + 1) });
    assert.match((await failureOf(long.send())).message, /longer than 4 MiB$/);
    assert.ok((await open({ status: 200, body: 'x'.repeat(4 * 1024 * 1024) }).send()).data);
  });

  it('with an external account that is refused is told to be about that, unless it is surely not', async () => {
    const table: readonly [status: number, problem: string, withBinding: boolean, about: boolean][] = [
      [403, 'unauthorized', true, true],
      [400, 'malformed', true, true],
      [403, 'unauthorized', false, false],
      [429, 'rateLimited', true, false],
      [400, 'invalidContact', true, false],
    ];
    for (const [status, problem, withBinding, about] of table) {
      const failure = await failureOf(open({ status, body: { type: `${type}${problem}` } }).send({ withBinding }));
      assert.equal(/LETSENCRYPT_EAB_KID/.test(failure.hint ?? ''), about, `${status} ${problem} ${withBinding}`);
    }
  });
});

describe('a CA that is silent', () => {
  const waiting = ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'];

  it('is not asked any more after three requests that took their time, whatever the time was taken by', async () => {
    for (const code of [...waiting, 'ECONNRESET']) {
      const { send, reports, silence } = open(coded(code, 'late'));
      await failureOf(send());
      const isLost = waiting.includes(code);
      assert.deepEqual([silence.isLost(), reports.length], [isLost, isLost ? 3 : 4], code);
      if (!isLost) continue;
      const failure = await failureOf(send());
      assert.deepEqual({ ...failure }, { ...notAsked('https://ca.example/directory') });
      assert.equal(reports.length, 3);
      await failureOf(send({ resource: 'renewalInfo' }));
      assert.equal(reports.length, 6, 'renewal information is counted by itself');
    }
  });

  it('is heard of by its own answers alone, not by those of what stands before it', async () => {
    const late = coded('ETIMEDOUT');
    for (const resource of ['newNonce', 'directory'] as const) {
      const front = open(late, late, { status: 200 }, late);
      await front.send({ resource });
      await failureOf(front.send());
      assert.equal(front.silence.isLost(), true, resource);
    }
    const orders = open(late, late, { status: 200 }, late, late, { status: 200 });
    await orders.send();
    await orders.send();
    assert.equal(orders.silence.isLost(), false);
  });
});
