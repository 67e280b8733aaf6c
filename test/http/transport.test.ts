import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import type { Dispatcher } from '../../core/http/dispatcher.js';
import { destinationOf, exchange, neverSent } from '../../core/http/exchange.js';
import { sendOnce } from '../../core/http/transport.js';
import { Failure, isFailure } from '../../core/sdk/index.js';

const never = new AbortController().signal;
const url = new URL('https://user:pass@api.example.com:8443/v1/zones?key=secret#part');

type Given = { status?: number; headers?: Record<string, string | string[] | undefined>; chunks?: string[] };

/** A dispatcher that answers, or fails, without any network. */
function dispatcherOf(answer: () => Given | Promise<Given>): Dispatcher {
  const request = async () => {
    const { status = 200, headers = {}, chunks = [] } = await answer();
    return { status, headers, body: Buffer.from(chunks.join('')) };
  };
  return { request } as unknown as Dispatcher;
}

function coded(code: string, message = ''): Error {
  return Object.assign(new Error(message), { code });
}

async function send(answer: () => Given | Promise<Given>, signal = never, timeoutMs = 5000) {
  return sendOnce({ method: 'GET', url, headers: {}, body: undefined }, dispatcherOf(answer), timeoutMs, signal);
}

async function failureOf(error: unknown): Promise<Failure> {
  const sent = send(() => {
    throw error;
  });
  return sent.then(
    () => assert.fail('it should have failed'),
    (failure) => (isFailure(failure) ? failure : assert.fail(String(failure))),
  );
}

describe('a request that is sent once', () => {
  it('gives back status, headers in lower case, each cookie, and the whole text', async () => {
    const headers = { 'X-One': 'a', 'x-two': ['b', 'c'], 'x-none': undefined, 'set-cookie': ['d=1', 'e=2'] };
    const answer = { status: 404, headers, body: Buffer.from('grün') };
    const dispatcher = { request: async () => answer } as unknown as Dispatcher;
    const request = { method: 'GET', url, headers: {}, body: undefined } as const;
    assert.deepEqual(await sendOnce(request, dispatcher, 5000, never), {
      status: 404,
      text: 'grün',
      headers: { 'x-one': 'a', 'x-two': 'b, c', 'set-cookie': 'd=1, e=2' },
      cookies: ['d=1', 'e=2'],
    });
    assert.deepEqual((await send(() => ({ headers: { 'set-cookie': 'f=3' } }))).cookies, ['f=3']);
    assert.deepEqual((await send(() => ({}))).cookies, []);
  });

  it('is answered in UTF-8, or in Chinese where that is said', async () => {
    const bytes = { utf: Buffer.from('必传'), gbk: Buffer.from('b1d8b4ab', 'hex') };
    for (const [type, body] of [
      ['application/json', bytes.utf],
      ['application/json; charset=UTF-8', bytes.utf],
      ['application/json; charset=ISO-8859-1', bytes.utf],
      ['application/json;Charset=gb2312', bytes.gbk],
      ['text/html; charset="GBK"', bytes.gbk],
      ['text/html; charset=gb18030', bytes.gbk],
    ] as const) {
      const answer = { status: 200, headers: { 'content-type': type }, body };
      const dispatcher = { request: async () => answer } as unknown as Dispatcher;
      const request = { method: 'GET', url, headers: {}, body: undefined } as const;
      assert.equal((await sendOnce(request, dispatcher, 5000, never)).text, '必传', type);
    }
  });

  it('goes to the path with its query, and no further', () => {
    assert.deepEqual(destinationOf(url), { origin: 'https://api.example.com:8443', path: '/v1/zones?key=secret' });
  });

  it('tells the innermost reason, and whether the server can have seen the request', async () => {
    const table: readonly [error: unknown, words: string, unseen: boolean][] = [
      [coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1', true],
      [coded('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), 'getaddrinfo ENOTFOUND x', true],
      [coded('EAI_AGAIN'), 'EAI_AGAIN', true],
      [coded('EHOSTUNREACH'), 'EHOSTUNREACH', true],
      [coded('ENETUNREACH'), 'ENETUNREACH', true],
      [coded('UND_ERR_CONNECT_TIMEOUT'), 'UND_ERR_CONNECT_TIMEOUT', true],
      [coded('ECONNRESET', 'read ECONNRESET'), 'read ECONNRESET', false],
      [coded('UND_ERR_SOCKET', 'other side closed'), 'other side closed', false],
      [new AggregateError([coded('ECONNREFUSED', 'first'), coded('ECONNRESET', 'second')]), 'first', true],
      [new AggregateError([coded('ECONNRESET', 'first'), coded('ECONNREFUSED', 'second')]), 'first', false],
      [new AggregateError([], 'of nothing'), 'of nothing', false],
      [new Error('', { cause: coded('ECONNRESET', 'below') }), 'below', false],
      [new RangeError(''), 'RangeError', false],
      ['thrown as a text', 'thrown as a text', false],
      [undefined, 'undefined', false],
    ];
    for (const [error, words, unseen] of table) {
      const failure = await failureOf(error);
      assert.equal(failure.code, 'NETWORK');
      assert.equal(failure.message, `cannot reach api.example.com:8443: ${words}`);
      assert.equal(failure.place, 'https://api.example.com:8443/v1/zones');
      assert.equal(neverSent(failure), unseen, words);
    }
    const own = await failureOf(new Failure('RESPONSE', 'of our own'));
    assert.deepEqual(
      [own.code, own.message, own.place],
      ['RESPONSE', 'of our own', 'https://api.example.com:8443/v1/zones'],
    );
  });

  it('takes a mistake of this program for none of the network', async () => {
    for (const mistake of [new TypeError('x is undefined'), new ReferenceError('x is not defined')]) {
      const { code, cause, retryable } = await failureOf(mistake);
      assert.deepEqual([code, cause, retryable], ['INTERNAL', mistake, false]);
    }
    const refused = Object.assign(new TypeError('no such address'), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.equal((await failureOf(refused)).code, 'NETWORK');
  });

  it('keeps the head of an answer whose body breaks, unless somebody stopped it', async () => {
    for (const stopped of [false, true]) {
      const stop = new AbortController();
      const request = async () => {
        if (stopped) stop.abort();
        const broken = coded('ECONNRESET', 'read ECONNRESET');
        return { status: 201, headers: { location: '/order/1' }, body: Buffer.from('half'), broken };
      };
      const dispatcher = { request } as unknown as Dispatcher;
      const told = { peer: 'the CA', place: 'https://ca.example', timeoutMs: 5000, longestAnswer: 100 };
      const answer = exchange({ method: 'POST', url, headers: {} }, { ...told, dispatcher, signal: stop.signal });
      if (stopped) await assert.rejects(answer, (error) => isFailure(error, 'ABORTED'));
      else {
        const { broken: failure, ...head } = await answer;
        assert.deepEqual(head, { status: 201, headers: { location: '/order/1' }, cookies: [], text: '' });
        assert.equal(failure?.message, 'cannot reach the CA: read ECONNRESET');
      }
      assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
    }
  });

  it('tells who stopped it from a server that does not answer', async () => {
    const rejecting = async (): Promise<Given> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('stopped');
    };
    await assert.rejects(send(rejecting, AbortSignal.abort()), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(send(rejecting, AbortSignal.abort(), 1), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(
      send(rejecting, never, 1),
      (error) => isFailure(error, 'TIMEOUT') && error.message === 'api.example.com:8443 did not answer within 0.001 s',
    );
  });
});
